"""Won and lost by the tier of the day a deal closed: by review, by hand, and where the viewer sees the account."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from keyaccount.apps.accounts.services.accounts import create_account
from keyaccount.apps.pipeline.models import CloseReason
from keyaccount.apps.pipeline.services.stages import lose_opportunity, win_opportunity
from keyaccount.apps.portfolio.models import TierEvent, TierOverride
from tests.conftest import NOW, TODAY

pytestmark = pytest.mark.django_db
ASKED = {"period": "2026", "by": "tier"}


@pytest.fixture
def acme(act: Any) -> Any:
    return create_account(values={"name": "Acme"}, act=act("lin"))


@pytest.fixture
def closed(make_deal: Any, act: Any) -> Any:
    """closed(account, 100, days=30): a deal won that many days ago; lost=True: lost."""

    def make(account: Any, amount: int, *, days: int = 0, lost: bool = False, who: str = "lin") -> None:
        then = NOW - timedelta(days=days)
        deal = make_deal(f"Deal {amount}", amount, account=account, who=who, now=then - timedelta(hours=1))
        if lost:
            reason = CloseReason.objects.filter(outcome="lost").first()
            lose_opportunity(opportunity_id=deal.pk, reason=reason, act=act(who, then))
        else:
            win_opportunity(opportunity_id=deal.pk, act=act(who, then))

    return make


def review(account: Any, tier: str, days: int) -> None:
    on = TODAY - timedelta(days=days)
    TierEvent.objects.create(account=account, on=on, at=NOW - timedelta(days=days), to_tier=tier)


def groups(figure: Any) -> dict[str, tuple[int, int]]:
    return {row["group"]: (row["won"], row["lost"]) for row in figure.value}


def test_the_tier_of_the_day_it_closed(ask: Any, acme: Any, closed: Any) -> None:
    review(acme, "C", days=60)
    review(acme, "A", days=20)
    closed(acme, 1, days=70)
    closed(acme, 2, days=30)
    closed(acme, 3, days=20)
    closed(acme, 4, days=2, lost=True)
    closed(None, 5)
    figure = ask("pipeline.win_loss", "lin", **ASKED)
    assert groups(figure) == {"A": (1, 1), "no tier on that day": (2, 0), "C": (1, 0)}
    assert {row["group"]: row["won_amount"] for row in figure.value}["C"] == Decimal(2)
    assert [note.code for note in ask("pipeline.win_loss", "lin", as_of="2026-11-18", **ASKED).notes] == []


def test_a_tier_set_by_hand_counts_while_it_holds(ask: Any, people: Any, acme: Any, closed: Any) -> None:
    review(acme, "C", days=60)
    TierOverride.objects.create(
        account=acme, tier="A", reason="x", expires_on=TODAY - timedelta(days=10), set_by=people.zhao,
        set_at=NOW - timedelta(days=30), ended_at=NOW - timedelta(days=15), ended_by=people.zhao,
    )  # fmt: skip
    for days in (31, 30, 16, 15, 5):
        closed(acme, days, days=days)
    assert groups(ask("pipeline.win_loss", "lin", **ASKED)) == {"A": (2, 0), "C": (3, 0)}


def test_who_does_not_see_the_account_is_not_told_its_tier(ask: Any, people: Any, act: Any, closed: Any) -> None:
    hidden = create_account(values={"name": "North only"}, act=act("stranger"))
    review(hidden, "B", days=60)
    closed(hidden, 5, days=1, who="stranger")
    assert groups(ask("pipeline.win_loss", "stranger", **ASKED)) == {"B": (1, 0)}
    assert groups(ask("pipeline.win_loss", "lin", **ASKED)) == {}


def test_on_the_page(page_of: Any, acme: Any, closed: Any) -> None:
    review(acme, "B", days=60)
    closed(acme, 7, days=1)
    days = f"since={date(2026, 1, 1)}&period=2026"
    body = page_of("lin", f"/pipeline/measures/endings?{days}&by=tier").content.decode()
    assert "Tier of the account" in body
