"""The audit trail in the reader's words."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from keyaccount.apps.pipeline.models import Stage
from keyaccount.apps.pipeline.services import opportunities, stages
from keyaccount.apps.workspace.models import AuditEntry
from keyaccount.apps.workspace.tables.trail import kind_of, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def moved(act: Any) -> AuditEntry:
    """A deal that went one stage on, noted by someone who reads English."""
    values = {"name": "RPO", "amount": Decimal(1000), "expected_close": date(2026, 12, 1)}
    deal = opportunities.create_opportunity(values=values, act=act("lin"))
    later = Stage.objects.filter(pipeline=deal.stage.pipeline).order_by("position")[1]
    stages.move_stage(opportunity_id=deal.pk, stage=later, evidence="They asked", act=act("lin"))
    return AuditEntry.objects.filter(entity="pipeline.opportunity", object_id=deal.pk).order_by("-id")[0]


def test_stages_are_told_in_the_reader_s_language(moved: AuditEntry, people: Any) -> None:
    def stage_line() -> tuple[str, str, str]:
        lines = told([moved], people.lin)[0].lines
        return (lines[0].label, lines[0].before, lines[0].after)

    assert stage_line() == ("stage", "Analyse customer", "Build trust")
    with translation.override("zh-hans"):
        assert stage_line() == ("阶段", "客户分析", "建立信任")


def test_a_stage_that_is_gone_keeps_the_name_it_had(moved: AuditEntry, people: Any) -> None:
    moved.changes["stage"][0]["id"] = 0
    line = told([moved], people.lin)[0].lines[0]
    assert (line.before, line.after) == ("Analyse customer", "Build trust")


def test_kinds_of_records_are_told_in_the_reader_s_language() -> None:
    with translation.override("zh-hans"):
        assert [kind_of(one) for one in ("pipeline.opportunity", "pipeline.offfunnelorder")] == ["商机", "漏斗外订单"]
