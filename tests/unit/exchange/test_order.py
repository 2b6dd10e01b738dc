"""Rows that say surely whom they mean come before rows that only give a name: what those mean must not depend on when
they are read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from keyaccount.apps.contacts.models import Contact
from tests.unit.exchange.conftest import Table, counts

pytestmark = pytest.mark.django_db
Bring = Callable[..., dict[str, Any]]
HEAD = ["id", "name", "e-mail", "account"]


@pytest.fixture
def two_companies(table: Table, bring: Bring) -> None:
    bring(table("accounts.csv", ["name"], ["Acme"], ["Beta"]))


@pytest.mark.usefixtures("two_companies")
def test_a_namesake_of_someone_who_moves_is_somebody_else(table: Table, bring: Bring) -> None:
    bring(table("contacts.csv", HEAD, ["", "Wu Lan", "wu@x.com", "Acme"]))
    file = table("contacts.csv", HEAD, ["", "Wu Lan", "", "Acme"], ["", "Wu Lan", "wu@x.com", "Beta"])
    assert counts(bring(file)) == (1, 1, 0, 0)
    assert counts(bring(file)) == (0, 0, 2, 0)
    places = Contact.objects.order_by("account__name").values_list("account__name", "email")
    assert list(places) == [("Acme", ""), ("Beta", "wu@x.com")]


@pytest.mark.usefixtures("two_companies")
def test_one_of_two_namesakes_who_both_move(table: Table, bring: Bring) -> None:
    """Refused as long as it could mean either of two; the first import must not stop before they have moved."""
    bring(table("contacts.csv", HEAD, ["", "Wu Lan", "a@x.com", "Acme"], ["7", "Wu Lan", "b@x.com", "Acme"]))
    named = ["", "Wu Lan", "", "Acme"]
    file = table("contacts.csv", HEAD, named, ["", "Wu Lan", "a@x.com", "Beta"], ["7", "Wu Lan", "b@x.com", "Beta"])
    assert counts(bring(file)) == (1, 2, 0, 0)
    assert counts(bring(file)) == (0, 0, 3, 0)


@pytest.mark.usefixtures("two_companies")
def test_an_address_that_another_row_takes_away(table: Table, bring: Bring) -> None:
    """Two have one address; a row names one of them by its id and gives it another address."""
    bring(table("contacts.csv", HEAD, ["1", "Wu Lan", "office@x.com", "Acme"], ["2", "He Qi", "office@x.com", "Acme"]))
    file = table("contacts.csv", HEAD, ["", "Wu Li", "office@x.com", "Acme"], ["1", "Wu Lan", "wu@x.com", "Acme"])
    first, second = bring(file), bring(file)
    assert counts(second)[:2] == (0, 0)
    assert counts(first)[3] == counts(second)[3]


def test_two_addresses_of_one_name_are_two_people(table: Table, bring: Bring) -> None:
    bring(table("contacts.csv", HEAD, ["", "Wu Lan", "", ""]))
    file = table("contacts.csv", HEAD, ["", "Wu Lan", "a@x.com", ""], ["", "Wu Lan", "b@x.com", ""])
    assert counts(bring(file)) == (1, 1, 0, 0)
    assert counts(bring(file)) == (0, 0, 2, 0)


def test_an_address_is_not_given_to_someone_whom_another_row_names_by_an_id(table: Table, bring: Bring) -> None:
    """Refused, it would come back as the nameless contact of a deal, and the second import would rename that one."""
    people = table("contacts.csv", HEAD, ["", "Wu Lan", "wu@x.com", ""], ["7", "Wu Lan", "", ""])
    deals = table("deals.csv", ["deal name", "contact"], ["Campus", "wu@x.com"])
    options = {"missing": {"contact": "create"}}
    assert counts(bring(people, deals, **options)) == (3, 0, 0, 0)
    assert counts(bring(people, deals, **options)) == (0, 0, 3, 0)
