"""Rows of one file that name each other come in an order that does not depend on what is there already."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest

from tests.unit.exchange.conftest import Table, counts, reasons

pytestmark = pytest.mark.django_db
Bring = Callable[..., dict[str, Any]]
HEAD = ["id", "name", "parent company"]


def test_two_rows_of_one_name_above_each_other_s_children(table: Table, bring: Bring) -> None:
    """A second import must not find at last what the first one refused."""
    file = table(
        "accounts.csv", HEAD, ["", "Acme", "Acme"], ["", "Acme", "Beta"], ["2", "Beta", "ACME"], ["1", "Beta", ""]
    )
    first, second = bring(file), bring(file)
    assert counts(first) == (1, 0, 0, 3)
    assert counts(second) == (0, 0, 1, 3)


def test_what_stands_below_a_circle_is_no_part_of_it(table: Table, bring: Bring) -> None:
    bring(table("accounts.csv", HEAD, ["", "Acme", ""]))
    circle = [["", "Acme", "Beta"], ["", "Beta", "Acme"]]
    below = [["", "Leaf", "Twig"], ["", "Twig", "Acme"]]
    report = bring(table("accounts.csv", HEAD, *circle, *below))
    assert counts(report) == (2, 0, 0, 2)
    assert all("circle" in reason for reason in reasons(report))


def test_a_long_chain_in_any_order(table: Table, bring: Bring) -> None:
    rows = [["", "Company 0", ""], *(["", f"Company {n}", f"Company {n - 1}"] for n in range(1, 40))]
    random.Random(3).shuffle(rows)
    assert counts(bring(table("accounts.csv", HEAD, *rows))) == (40, 0, 0, 0)
