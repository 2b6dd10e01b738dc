"""What a dry run foresees: `bring` holds its report against the run's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.unit.exchange.conftest import Table

pytestmark = pytest.mark.django_db
Bring = Callable[..., dict[str, Any]]


def test_notes_have_one_order_on_every_database(table: Table, bring: Bring) -> None:
    deals = table("deals.csv", ["deal name", "product", "contact", "owner"], ["Robots", "Arm", "Ann", "lin"])
    product_and_contact = bring(deals, missing={"product": "empty", "contact": "empty"})["notes"]
    assert ["contact" in note for note in product_and_contact] == [True, False]
