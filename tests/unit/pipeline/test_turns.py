"""States that turn a deal, and those that only change what it is worth: kept as they are written, and marked later."""

from __future__ import annotations

import importlib
from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from keyaccount.apps.pipeline.models import Opportunity, OpportunityState, Stage
from keyaccount.apps.pipeline.services import opportunities, stage_settings, stages
from keyaccount.apps.pipeline.services.loading.states import COLUMNS, Historian
from keyaccount.apps.workspace.queries.settings import workspace as load_workspace
from tests.conftest import NOW


def turns(deal: Opportunity) -> list[bool]:
    return list(deal.states.order_by("valid_from").values_list("turns", flat=True))


@pytest.fixture
def deal(act: Any) -> Opportunity:
    """New, then in its second stage, then worth more, then won, all on days of their own."""
    made = opportunities.create_opportunity(values={"name": "Deal", "amount": Decimal(100)}, act=act(now=_ago(9)))
    second = Stage.objects.filter(pipeline__is_default=True).order_by("position")[1]
    stages.move_stage(opportunity_id=made.pk, stage=second, evidence="asked", act=act(now=_ago(7)))
    opportunities.update_opportunity(opportunity_id=made.pk, values={"amount": Decimal(120)}, act=act(now=_ago(5)))
    stages.win_opportunity(opportunity_id=made.pk, closed_on=_ago(3).date(), act=act(now=_ago(3)))
    return made


def _ago(days: int) -> Any:
    return NOW - timedelta(days=days)


def test_a_state_says_whether_it_turned(deal: Opportunity) -> None:
    assert turns(deal) == [True, True, False, True]


def test_a_rate_turns_nothing_but_an_emptied_stage_does(act: Any, people: Any) -> None:
    made = opportunities.create_opportunity(values={"name": "Deal", "amount": Decimal(100)}, act=act(now=_ago(9)))
    stage_settings.set_win_rate(stage_id=made.stage_id, rate=Decimal("0.4"), act=act("admin", now=_ago(5)))
    target = Stage.objects.filter(pipeline__is_default=True).order_by("position")[1]
    stage_settings.archive_stage(stage_id=made.stage_id, move_to=target.pk, act=act("admin", now=_ago(3)))
    assert turns(made) == [True, False, True]


@pytest.mark.parametrize(("name", "turned"), [("amount", False), ("stage_id", True)])
def test_an_import_says_it_too(deal: Opportunity, act: Any, name: str, turned: bool) -> None:
    last = OpportunityState.objects.current().values().get(opportunity=deal)
    first = Stage.objects.filter(pipeline__is_default=True).order_by("position")[0]
    after = {**last, "win_rate": None, "archived_at": None, name: {"amount": Decimal(7), "stage_id": first.pk}[name]}
    change: Any = SimpleNamespace(after=after, row=SimpleNamespace(more=SimpleNamespace(since=NOW)))
    state = Historian(load_workspace(), act()).next_state(last, change)
    assert state is not None
    assert dict(zip(COLUMNS[1:], state, strict=True))["turns"] is turned


def test_what_was_written_before_is_marked(deal: Opportunity) -> None:
    """As the migration finds it: everything turns, until it has looked."""
    before = turns(deal)
    deal.states.update(turns=True)
    migration = importlib.import_module("keyaccount.apps.pipeline.migrations.0013_mark_turns")
    migration.mark(apps, SimpleNamespace(connection=connection))
    assert turns(deal) == before
