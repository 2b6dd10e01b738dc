"""Features as of a day read what was known then: whatever is changed later changes none of them."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from keyaccount.apps.accounts.services.accounts import create_account, update_account
from keyaccount.apps.forecast.queries.past import past_of
from keyaccount.apps.pipeline.models import CloseReason, Opportunity
from keyaccount.apps.pipeline.services.opportunities import update_opportunity
from keyaccount.apps.pipeline.services.stages import lose_opportunity, move_stage, win_opportunity
from keyaccount.apps.workspace.queries.settings import workspace
from keyaccount.apps.workspace.services import custom_fields
from keyaccount.formulas.forecasting.examples import open_then, outcomes_at, when_begun
from keyaccount.formulas.forecasting.histories import Scoped, history_at, starts_of
from keyaccount.formulas.forecasting.past import Past
from keyaccount.formulas.forecasting.table import Table
from tests.conftest import NOW
from tests.unit.forecast.filled import fill

THEN = date(2026, 11, 1)
BEFORE, LATER = NOW - timedelta(days=40), NOW - timedelta(days=5)


def whole_past() -> Past:
    return past_of(workspace(), NOW + timedelta(days=1))


def table_then(past: Past) -> Table:
    return open_then(past, past.start(THEN), past.worth(THEN))


def as_lists(table: Table) -> dict[str, Any]:
    return {
        "deals": table.deals.tolist(),
        **{name: [None if np.isnan(each) else each for each in column] for name, column in table.numbers.items()},
        **{name: column.tolist() for name, column in table.kinds.items()},
    }


@pytest.fixture
def deal(act: Any, make_deal: Any) -> Opportunity:
    custom_fields.add_field(on="opportunities", kind="text", name="Grade", act=act("admin", BEFORE))
    custom_fields.add_field(on="accounts", kind="number", name="Seats", act=act("admin", BEFORE))
    account = create_account(
        values={"name": "Acme", "industry": "Retail", "custom_seats": Decimal(40)}, act=act("lin", BEFORE)
    )
    other = make_deal("Earlier", 50, now=BEFORE, account=account)
    win_opportunity(opportunity_id=other.pk, act=act("lin", BEFORE + timedelta(days=1)))
    return make_deal(
        "Campus",
        300,
        now=BEFORE,
        account=account,
        source="fair",
        custom_grade="gold",
        expected_close=date(2026, 12, 10),
    )


def test_a_row_holds_what_was_known_then(deal: Opportunity) -> None:
    found = as_lists(table_then(whole_past()))
    assert found["deals"] == [deal.pk]
    assert found["amount"] == [pytest.approx(np.log1p(300))]
    assert found["amount_zeros"] == [2]
    assert (found["rate"], found["stage"]) == ([0.05], [str(deal.stage_id)])
    assert (found["age"], found["to_close"]) == ([60], [40])
    assert (found["deal.source"], found["account.industry"]) == (["fair"], ["Retail"])
    assert (found["deal.custom_grade"], found["account.custom_seats"]) == (["gold"], [40])
    assert (found["account_won"], found["account_lost"], found["owner_won"]) == ([1], [0], [1])


def test_changing_later_rows_changes_no_feature(deal: Opportunity, act: Any, make_deal: Any, six_steps: Any) -> None:
    before = as_lists(table_then(whole_past()))
    begun = as_lists(when_begun(whole_past(), NOW.timestamp(), whole_past().worth(THEN)))
    history_before = _history(whole_past())
    later, account = act("lin", LATER), deal.account
    assert account is not None
    update_opportunity(
        opportunity_id=deal.pk,
        values={"source": "web", "custom_grade": "tin", "amount": Decimal(9), "expected_close": date(2027, 5, 1)},
        act=later,
    )
    update_account(account_id=account.pk, values={"industry": "Banking", "custom_seats": Decimal(7)}, act=later)
    move_stage(opportunity_id=deal.pk, stage=six_steps[3], act=later, evidence="They asked for a price")
    lost = make_deal("Lost later", 80, now=LATER, account=account)
    reason = CloseReason.objects.filter(outcome="lost")[0]
    lose_opportunity(opportunity_id=lost.pk, reason=reason, act=act("lin", LATER + timedelta(hours=1)))
    win_opportunity(opportunity_id=deal.pk, act=act("lin", LATER + timedelta(hours=2)))
    assert as_lists(table_then(whole_past())) == before
    assert _history(whole_past()) == history_before
    again = as_lists(when_begun(whole_past(), NOW.timestamp(), whole_past().worth(THEN)))
    assert {name: column[: len(begun["deals"])] for name, column in again.items()} == begun


def _history(past: Past) -> Any:
    scoped = Scoped(past)
    return history_at(scoped, THEN - timedelta(days=1), starts_of(scoped, [681, 682]))


def test_what_is_known_only_at_the_end_is_no_feature(deal: Opportunity) -> None:
    table = table_then(whole_past())
    known = {*table.numbers, *table.kinds}
    assert not known & {"status", "closed_on", "close_reason", "cycle_days", "stage_changes", "closed", "base"}


def test_fields_of_the_account_team_alone_are_not_learnt_from(act: Any, make_deal: Any) -> None:
    admin = act("admin", BEFORE)
    custom_fields.add_field(on="opportunities", kind="text", name="Secret", audience="tenders", act=admin)
    make_deal("Campus", 300, now=BEFORE, custom_secret="x")
    assert "deal.custom_secret" not in table_then(whole_past()).kinds


def test_a_win_counts_only_from_its_day_on(deal: Opportunity, act: Any) -> None:
    win_opportunity(opportunity_id=deal.pk, act=act("lin", LATER))
    past = whole_past()
    assert deal.pk not in outcomes_at(past, past.start(THEN)).deal
    assert deal.pk in outcomes_at(past, NOW.timestamp()).deal


def test_the_whole_past_is_a_bounded_number_of_queries(people: Any, act: Any) -> None:
    fill([people.lin], act("admin"), closed=5, going=1)
    with CaptureQueriesContext(connection) as few:
        whole_past()
    fill_more = act("admin")
    fill([people.stranger], fill_more, closed=60, going=20)
    with CaptureQueriesContext(connection) as many:
        whole_past()
    assert len(many) == len(few) <= 12
