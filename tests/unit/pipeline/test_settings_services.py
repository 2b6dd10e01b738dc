"""Services of the pipeline settings: what past days keep, what open deals follow, who may."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db.models import F

from keyaccount.apps.pipeline.models import (
    CloseReason,
    Opportunity,
    OpportunityState,
    Pipeline,
    Stage,
    Target,
)
from keyaccount.apps.pipeline.queries.pipelines import pipelines_in_use
from keyaccount.apps.pipeline.services import money, opportunities, orders, pipelines, reasons, stage_settings, targets
from keyaccount.apps.pipeline.services import stages as moving
from keyaccount.apps.pipeline.services.people import move_person
from keyaccount.apps.workspace.models import AuditEntry, ExchangeRate, User, Workspace
from keyaccount.kernel.errors import Invalid, NotAllowed
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
D = Decimal
BEFORE = NOW - timedelta(days=2)  # when the deals were made: a past day is asked for as it was, today as it is
NOT_ADMINISTRATORS = ["lin", "wang", "zhao", "stranger", "finance", "auditor"]


@pytest.fixture
def stages() -> list[Stage]:
    return list(Stage.objects.filter(pipeline__is_default=True).order_by("position"))


@pytest.fixture
def deal(act: Any, stages: list[Stage]) -> Any:
    """deal(100, 2) is a deal of lin's of 100 in the third stage."""

    def make(amount: int, place: int = 0, who: str = "lin", **values: Any) -> Opportunity:
        given = {"name": f"Deal {amount}", "amount": D(amount), **values}
        return opportunities.create_opportunity(values=given, stage=stages[place], act=act(who, now=BEFORE))

    return make


def states_of(opportunity: Opportunity) -> list[OpportunityState]:
    return list(OpportunityState.objects.filter(opportunity=opportunity).order_by("valid_from"))


def contiguous(opportunity: Opportunity) -> bool:
    """Every state begins where the one before ended, and the last one holds."""
    states = states_of(opportunity)
    ends = [state.valid_to for state in states]
    return ends == [*(state.valid_from for state in states[1:]), None]


class TestWinRate:
    def test_open_deals_follow_and_past_days_keep_the_old_rate(
        self, act: Any, ask: Any, deal: Any, stages: list[Stage]
    ) -> None:
        deal(100, 2)
        deal(50, 2)
        stage_settings.set_win_rate(stage_id=stages[2].pk, rate=D("0.4"), act=act("admin"))
        assert ask("pipeline.weighted", as_of="2026-11-18").value == D(30)
        assert ask("pipeline.weighted", as_of="2026-11-19").value == D(60)

    def test_a_rate_of_its_own_stays(self, act: Any, deal: Any, stages: list[Stage]) -> None:
        own, other = deal(100, 2, win_rate=D("0.9")), deal(100, 3)
        stage_settings.set_win_rate(stage_id=stages[2].pk, rate=D("0.4"), act=act("admin"))
        assert [state.win_rate for state in states_of(own)] == [D("0.9")]
        assert len(states_of(other)) == 1

    def test_closed_and_archived_deals_stay(self, act: Any, deal: Any, stages: list[Stage]) -> None:
        won, gone = deal(100, 2), deal(50, 2)
        moving.win_opportunity(opportunity_id=won.pk, act=act())
        opportunities.archive_opportunity(opportunity_id=gone.pk, act=act())
        before = OpportunityState.objects.count()
        stage_settings.set_win_rate(stage_id=stages[2].pk, rate=D("0.4"), act=act("admin"))
        assert OpportunityState.objects.count() == before

    def test_one_act_of_one_person(self, act: Any, deal: Any, people: Any, stages: list[Stage]) -> None:
        deals = [deal(10 * n, 2) for n in range(1, 6)]
        stage_settings.set_win_rate(stage_id=stages[2].pk, rate=D("0.4"), act=act("admin"))
        begun = OpportunityState.objects.current().filter(opportunity__in=deals)
        assert {(state.changed_by_id, state.valid_from) for state in begun} == {(people.admin.pk, NOW)}
        assert all(contiguous(one) for one in deals)
        entry = AuditEntry.objects.get(entity="pipeline.stage")
        assert [D(value) for value in entry.changes["win_rate"]] == [D("0.2"), D("0.4")]

    def test_history_stays_in_order_within_one_moment(self, act: Any, deal: Any, stages: list[Stage]) -> None:
        """The deal was made and changed at the very moment at which the rate changes."""
        one = deal(100, 2)
        opportunities.update_opportunity(opportunity_id=one.pk, values={"amount": D(120)}, act=act())
        stage_settings.set_win_rate(stage_id=stages[2].pk, rate=D("0.4"), act=act("admin"))
        assert contiguous(one)
        assert not OpportunityState.objects.filter(valid_to__lt=F("valid_from")).exists()
        assert [state.win_rate for state in states_of(one)] == [D("0.2"), D("0.2"), D("0.4")]

    def test_more_deals_than_one_batch(self, act: Any, deal: Any, stages: list[Stage], monkeypatch: Any) -> None:
        monkeypatch.setattr("keyaccount.apps.pipeline.services.rewriting.BATCH", 2)
        deals = [deal(10 * n, 2) for n in range(1, 6)]
        stage_settings.set_win_rate(stage_id=stages[2].pk, rate=D("0.4"), act=act("admin"))
        assert [states_of(one)[-1].win_rate for one in deals] == [D("0.4")] * 5

    @pytest.mark.parametrize("rate", [D("-0.1"), D("1.01")])
    def test_a_share(self, act: Any, people: Any, stages: list[Stage], rate: Decimal) -> None:
        with pytest.raises(Invalid):
            stage_settings.set_win_rate(stage_id=stages[2].pk, rate=rate, act=act("admin"))


class TestFallingRates:
    def test_warned_about_and_allowed(self, act: Any, people: Any) -> None:
        """As in real data: 20, 15, 30, 30."""
        made = pipelines.create_pipeline(values={"name": "Wukong"}, act=act("admin"))
        for name, rate in (("Verify", "0.2"), ("Analyse", "0.15"), ("Quote", "0.3"), ("Contract", "0.3")):
            stage_settings.add_stage(pipeline_id=made.pk, values={"name": name, "win_rate": D(rate)}, act=act("admin"))
        place = next(place for place in pipelines_in_use() if place.pipeline.pk == made.pk)
        assert [stage.name for stage in place.falling] == ["Analyse"]

    def test_rising_ones_are_not(self, people: Any) -> None:
        assert [place.falling for place in pipelines_in_use()] == [[], []]


class TestStages:
    def test_archived_when_empty(self, act: Any, people: Any, stages: list[Stage]) -> None:
        stage_settings.archive_stage(stage_id=stages[1].pk, act=act("admin"))
        assert Stage.objects.get(pk=stages[1].pk).archived_at == NOW
        stage_settings.restore_stage(stage_id=stages[1].pk, act=act("admin"))
        back = Stage.objects.get(pk=stages[1].pk)
        assert (back.archived_at, back.position) == (None, 6)

    def test_open_deals_hold_it(self, act: Any, deal: Any, stages: list[Stage]) -> None:
        deal(100, 1)
        with pytest.raises(stage_settings.StageNotEmpty):
            stage_settings.archive_stage(stage_id=stages[1].pk, act=act("admin"))
        elsewhere = Stage.objects.exclude(pipeline=stages[1].pipeline).first()
        with pytest.raises(stage_settings.StageNotEmpty):
            stage_settings.archive_stage(stage_id=stages[1].pk, move_to=elsewhere.pk, act=act("admin"))

    def test_open_deals_move(self, act: Any, ask: Any, deal: Any, stages: list[Stage]) -> None:
        follows, own = deal(100, 1), deal(50, 1, win_rate=D("0.5"))
        closed = deal(70, 1)
        moving.win_opportunity(opportunity_id=closed.pk, act=act())
        stage_settings.archive_stage(stage_id=stages[1].pk, move_to=stages[2].pk, act=act("admin"))
        for one in (follows, own, closed):
            one.refresh_from_db()
        assert [one.stage_id for one in (follows, own, closed)] == [stages[2].pk, stages[2].pk, stages[1].pk]
        assert (follows.version, follows.stage_since) == (2, date(2026, 11, 19))
        assert [state.win_rate for state in states_of(follows)] == [D("0.1"), D("0.2")]
        assert [state.win_rate for state in states_of(own)] == [D("0.5"), D("0.5")]
        assert ask("pipeline.weighted", as_of="2026-11-18").value == D(42)
        assert ask("pipeline.weighted", as_of="2026-11-19").value == D(45)
        entry = AuditEntry.objects.filter(entity="pipeline.opportunity", object_id=follows.pk).latest("id")
        assert (entry.version, entry.changes["stage"][1]["label"]) == (2, "Find needs")

    def test_the_last_one_stays(self, act: Any, people: Any) -> None:
        made = pipelines.create_pipeline(values={"name": "Small"}, act=act("admin"))
        only = stage_settings.add_stage(
            pipeline_id=made.pk, values={"name": "Only", "win_rate": D("0.5")}, act=act("admin")
        )
        with pytest.raises(stage_settings.LastStageStays):
            stage_settings.archive_stage(stage_id=only.pk, act=act("admin"))

    def test_both_languages(self, act: Any, people: Any, stages: list[Stage]) -> None:
        values = {"name": "Understand", "name_zh": "了解客户", "end_mark": "They ask", "end_mark_zh": "提出申请"}
        stage_settings.change_stage(stage_id=stages[0].pk, values=values, act=act("admin"))
        assert Stage.objects.filter(pk=stages[0].pk, **values).exists()

    def test_two_of_one_name(self, act: Any, people: Any, stages: list[Stage]) -> None:
        with pytest.raises(Invalid):
            stage_settings.change_stage(stage_id=stages[0].pk, values={"name": stages[1].name}, act=act("admin"))


class TestPipelines:
    def test_from_a_template(self, act: Any, people: Any) -> None:
        made = pipelines.create_pipeline(values={"name": "Copy"}, template="six_steps", act=act("admin"))
        assert [stage.win_rate for stage in made.stages.order_by("position")] == [
            D(rate) for rate in ("0.05", "0.1", "0.2", "0.3", "0.5", "0.8")
        ]
        assert not made.is_default

    def test_unknown_template_and_taken_name(self, act: Any, people: Any) -> None:
        for values, template in (({"name": "x"}, "seven_steps"), ({"name": "Six steps"}, "")):
            with pytest.raises(Invalid):
                pipelines.create_pipeline(values=values, template=template, act=act("admin"))
        assert Pipeline.objects.count() == 2

    def test_one_default(self, act: Any, people: Any) -> None:
        other = Pipeline.objects.get(is_default=False)
        pipelines.make_default(pipeline_id=other.pk, act=act("admin"))
        assert list(Pipeline.objects.filter(is_default=True)) == [other]

    def test_order(self, act: Any, people: Any, stages: list[Stage]) -> None:
        pipeline = stages[0].pipeline
        turned = [stage.pk for stage in reversed(stages)]
        pipelines.order_stages(pipeline_id=pipeline.pk, order=turned, act=act("admin"))
        assert list(pipeline.stages.order_by("position").values_list("pk", flat=True)) == turned
        for wrong in (turned[1:], [*turned, turned[0]], [*turned[1:], 999]):
            with pytest.raises(Invalid):
                pipelines.order_stages(pipeline_id=pipeline.pk, order=wrong, act=act("admin"))

    def test_archived_only_when_empty_and_not_the_default(self, act: Any, people: Any, stages: list[Stage]) -> None:
        default, other = stages[0].pipeline, Pipeline.objects.get(is_default=False)
        with pytest.raises(pipelines.DefaultPipelineStays):
            pipelines.archive_pipeline(pipeline_id=default.pk, act=act("admin"))
        stage = other.stages.first()
        made = opportunities.create_opportunity(values={"name": "x"}, stage=stage, act=act())
        with pytest.raises(pipelines.PipelineNotEmpty):
            pipelines.archive_pipeline(pipeline_id=other.pk, act=act("admin"))
        moving.win_opportunity(opportunity_id=made.pk, act=act())
        pipelines.archive_pipeline(pipeline_id=other.pk, act=act("admin"))
        with pytest.raises(Invalid):
            stage_settings.change_stage(stage_id=stage.pk, values={"name": "y"}, act=act("admin"))
        pipelines.restore_pipeline(pipeline_id=other.pk, act=act("admin"))
        assert Pipeline.objects.get(pk=other.pk).archived_at is None


class TestReasons:
    def test_life_of_a_reason(self, act: Any, people: Any) -> None:
        made = reasons.add_reason(values={"outcome": "lost", "name": "Too late", "name_zh": "太晚"}, act=act("admin"))
        reasons.change_reason(reason_id=made.pk, values={"name": "Came too late"}, act=act("admin"))
        reasons.archive_reason(reason_id=made.pk, act=act("admin"))
        found = CloseReason.objects.get(pk=made.pk)
        assert (found.name, found.archived_at) == ("Came too late", NOW)
        reasons.restore_reason(reason_id=made.pk, act=act("admin"))
        told = AuditEntry.objects.filter(entity="pipeline.closereason").order_by("id")
        assert [entry.action for entry in told] == ["created", "changed", "archived", "restored"]

    def test_once(self, act: Any, people: Any) -> None:
        with pytest.raises(Invalid):
            reasons.add_reason(values={"outcome": "lost", "name": "Price"}, act=act("admin"))
        reasons.add_reason(values={"outcome": "won", "name": "Price"}, act=act("admin"))


class TestMovingAPerson:
    def test_open_deals_go_along_and_closed_ones_stay(self, act: Any, ask: Any, deal: Any, people: Any) -> None:
        going, staying, hers = deal(100), deal(70), deal(40, who="wang")
        moving.win_opportunity(opportunity_id=staying.pk, act=act())
        move_person(user_id=people.lin.pk, team=people.north, act=act("admin"))
        for one in (going, staying, hers):
            one.refresh_from_db()
        assert [one.team for one in (going, staying, hers)] == [people.north, people.east, people.east]
        assert going.version == 2
        assert contiguous(going)
        for day, east, north in (("2026-11-18", 210, 0), ("2026-11-19", 40, 100)):
            assert ask("pipeline.amount", scope="team:East", as_of=day).value == east
            assert ask("pipeline.amount", scope="team:North", as_of=day).value == north

    def test_out_of_every_team(self, act: Any, deal: Any, people: Any) -> None:
        going = deal(100)
        move_person(user_id=people.lin.pk, team=None, act=act("admin"))
        going.refresh_from_db()
        assert going.team is None
        assert User.objects.get(pk=people.lin.pk).team is None
        move_person(user_id=people.lin.pk, team=people.north, act=act("admin", now=NOW + timedelta(1)))
        assert [state.team_id for state in states_of(going)] == [people.east.pk, None, people.north.pk]

    def test_deals_keep_their_other_values(self, act: Any, deal: Any, people: Any, stages: list[Stage]) -> None:
        going = deal(100, 3, win_rate=D("0.7"), expected_close=date(2026, 12, 1))
        move_person(user_id=people.lin.pk, team=people.north, act=act("admin"))
        before, after = states_of(going)
        for name in ("stage_id", "amount", "win_rate", "expected_close", "opened_on", "owner_id", "currency"):
            assert getattr(before, name) == getattr(after, name)

    @pytest.mark.parametrize("who", NOT_ADMINISTRATORS)
    def test_administrators_only(self, act: Any, people: Any, who: str) -> None:
        with pytest.raises(NotAllowed):
            move_person(user_id=people.wang.pk, team=people.north, act=act(who))


class TestRates:
    DAY = date(2026, 11, 1)

    def test_what_closed_without_a_rate_is_converted(self, act: Any, ask: Any, deal: Any) -> None:
        one = deal(100, currency="USD")
        moving.win_opportunity(opportunity_id=one.pk, act=act())
        order = {"description": "x", "amount": D(10), "currency": "USD", "ordered_on": date(2026, 11, 3)}
        orders.record_order(values=order, act=act())
        assert ask("sales.closed", period="2026-Q4").value is None
        written = money.set_rate(code="USD", day=self.DAY, rate=D("7.1"), act=act("admin"))
        assert written.filled == 2
        assert ask("sales.closed", period="2026-Q4").value == D(781)

    def test_each_rate_for_its_own_days(self, act: Any, deal: Any) -> None:
        early, late = deal(100, currency="USD", opened_on=date(2026, 1, 1)), deal(100, currency="USD")
        moving.win_opportunity(opportunity_id=early.pk, closed_on=date(2026, 10, 5), act=act())
        moving.win_opportunity(opportunity_id=late.pk, act=act())
        money.set_rate(code="USD", day=self.DAY, rate=D("7.2"), act=act("admin"))
        assert [states_of(one)[-1].base_amount for one in (early, late)] == [None, D(720)]
        money.set_rate(code="USD", day=date(2026, 10, 1), rate=D("7.0"), act=act("admin"))
        assert [states_of(one)[-1].base_amount for one in (early, late)] == [D(700), D(720)]

    def test_a_correction_leaves_what_was_converted(self, act: Any, deal: Any) -> None:
        money.set_rate(code="USD", day=self.DAY, rate=D("7.1"), act=act("admin"))
        one = deal(100, currency="USD")
        moving.win_opportunity(opportunity_id=one.pk, act=act())
        assert money.set_rate(code="USD", day=self.DAY, rate=D("7.5"), act=act("admin")).filled == 0
        assert states_of(one)[-1].base_amount == D(710)

    @pytest.mark.parametrize("who", NOT_ADMINISTRATORS)
    def test_administrators_only(self, act: Any, people: Any, who: str) -> None:
        with pytest.raises(NotAllowed):
            money.set_rate(code="USD", day=self.DAY, rate=D(7), act=act(who))
        with pytest.raises(NotAllowed):
            money.change_base_currency(code="USD", act=act(who))


class TestBaseCurrency:
    def test_before_anything_is_closed(self, act: Any, deal: Any) -> None:
        deal(100)
        money.set_rate(code="USD", day=date(2026, 1, 1), rate=D("7.1"), act=act("admin"))
        money.change_base_currency(code="EUR", act=act("admin"))
        assert Workspace.objects.get(pk=1).base_currency == "EUR"
        assert not ExchangeRate.objects.exists()
        assert AuditEntry.objects.filter(entity="workspace.exchangerate", action="removed").count() == 1

    @pytest.mark.parametrize("what", ["deal", "order", "target"])
    def test_stays_once_something_stands_on_it(self, act: Any, deal: Any, people: Any, what: str) -> None:
        if what == "deal":
            moving.win_opportunity(opportunity_id=deal(100).pk, act=act())
        elif what == "order":
            values = {"description": "x", "amount": D(10), "ordered_on": date(2026, 11, 3)}
            orders.record_order(values=values, act=act())
        else:
            targets.set_target(owner=None, year=2026, quarter=1, amount=D(5), act=act("admin"))
        with pytest.raises(money.BaseCurrencyInUse):
            money.change_base_currency(code="EUR", act=act("admin"))
        assert Workspace.objects.get(pk=1).base_currency == "CNY"

    def test_unknown(self, act: Any, people: Any) -> None:
        with pytest.raises(Invalid):
            money.change_base_currency(code="XYZ", act=act("admin"))


class TestTargets:
    def test_taking_one_away_is_told(self, act: Any, people: Any) -> None:
        targets.set_target(owner=people.east, year=2026, quarter=1, amount=D(500), act=act("zhao"))
        later = datetime.fromisoformat("2026-11-20T00:00+00:00")
        targets.set_target(owner=people.east, year=2026, quarter=1, amount=None, act=act("zhao", now=later))
        assert [target.valid_to for target in Target.objects.all()] == [later]
        told = AuditEntry.objects.filter(entity="pipeline.target").order_by("id")
        assert [entry.action for entry in told] == ["created", "removed"]


@pytest.mark.parametrize("who", NOT_ADMINISTRATORS)
def test_administrators_only(act: Any, people: Any, stages: list[Stage], who: str) -> None:
    pipeline, reason = stages[0].pipeline, CloseReason.objects.first()
    mine = act(who)
    acts: list[Any] = [
        lambda: pipelines.create_pipeline(values={"name": "x"}, act=mine),
        lambda: pipelines.change_pipeline(pipeline_id=pipeline.pk, values={"name": "x"}, act=mine),
        lambda: pipelines.make_default(pipeline_id=pipeline.pk, act=mine),
        lambda: pipelines.order_stages(pipeline_id=pipeline.pk, order=[], act=mine),
        lambda: pipelines.archive_pipeline(pipeline_id=pipeline.pk, act=mine),
        lambda: pipelines.restore_pipeline(pipeline_id=pipeline.pk, act=mine),
        lambda: stage_settings.add_stage(pipeline_id=pipeline.pk, values={"name": "x"}, act=mine),
        lambda: stage_settings.set_win_rate(stage_id=stages[0].pk, rate=D("0.5"), act=mine),
        lambda: stage_settings.archive_stage(stage_id=stages[0].pk, act=mine),
        lambda: stage_settings.restore_stage(stage_id=stages[0].pk, act=mine),
        lambda: reasons.add_reason(values={"outcome": "won", "name": "x"}, act=mine),
        lambda: reasons.change_reason(reason_id=reason.pk, values={"name": "x"}, act=mine),
        lambda: reasons.archive_reason(reason_id=reason.pk, act=mine),
        lambda: reasons.restore_reason(reason_id=reason.pk, act=mine),
    ]
    for attempt in acts:
        with pytest.raises(NotAllowed):
            attempt()
    assert not AuditEntry.objects.exists()
