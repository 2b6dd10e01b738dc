"""What an opportunity cannot hold is refused with its field, and nothing is written."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from keyaccount.apps.pipeline.models import Opportunity, OpportunityState
from keyaccount.apps.pipeline.services.opportunities import update_opportunity
from keyaccount.kernel.errors import Invalid


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("amount", Decimal("-0.01")),
        ("amount", Decimal("10000000000000")),
        ("recurring_amount", Decimal(-1)),
        ("win_rate", Decimal("1.0001")),
        ("win_rate", Decimal("-0.5")),
    ],
)
def test_beyond_its_bounds(make_deal: Any, act: Any, field: str, value: Decimal) -> None:
    with pytest.raises(Invalid) as told:
        make_deal("Campus", **{"amount": 100, field: value})
    assert list(told.value.fields) == [field]
    assert not Opportunity.objects.exists()


def test_at_its_bounds(make_deal: Any) -> None:
    largest = Decimal("9999999999999.99")
    deal = make_deal("Campus", largest, win_rate=Decimal(1), recurring_amount=Decimal(0))
    deal.refresh_from_db()
    assert (deal.amount, deal.win_rate, deal.recurring_amount) == (largest, 1, 0)


def test_an_external_id_that_another_one_has(make_deal: Any, act: Any) -> None:
    make_deal("Campus", external_source="crm", external_id="7")
    other = make_deal("Office", external_source="crm", external_id="8")
    with pytest.raises(Invalid):
        update_opportunity(opportunity_id=other.pk, values={"external_id": "7"}, act=act())
    assert OpportunityState.objects.count() == 2
