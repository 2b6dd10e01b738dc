"""Categories of deals: by stage, by hand, as of any day; the figures and the deals behind them agree."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pytest

from keyaccount.apps.forecast.figures.categories import recounted
from keyaccount.apps.forecast.models import Category, DealCategory
from keyaccount.apps.forecast.queries.cells import whole
from keyaccount.apps.forecast.services.categories import (
    NotOpen,
    clear_deal_category,
    set_deal_category,
    set_stage_category,
)
from keyaccount.apps.pipeline.models import Stage
from keyaccount.apps.pipeline.services import stages
from keyaccount.apps.workspace.models import AuditEntry
from keyaccount.apps.workspace.queries.settings import workspace
from keyaccount.figures import Question, compute
from keyaccount.formulas.rollup import SAID
from keyaccount.kernel.errors import Invalid, NotAllowed, NotFound
from keyaccount.kernel.period import Period
from tests.conftest import NOW, TODAY

Q4 = Period.quarter(2026, 4)
DECEMBER = date(2026, 12, 10)


@pytest.fixture
def ask(people: Any) -> Any:
    def asked(key: str, who: str = "zhao", **changed: Any) -> Any:
        question = Question(getattr(people, who), TODAY, changed.pop("as_of", TODAY), period=Q4)
        return compute(key, question).value

    return asked


@pytest.mark.django_db
class TestByStage:
    def test_rates_say_it_until_somebody_sets_it(self, make_deal: Any, ask: Any, act: Any, six_steps: Any) -> None:
        for stage, amount in enumerate((1, 10, 100, 1000, 10_000, 100_000)):
            make_deal(f"In {stage}", amount, stage=stage, expected_close=DECEMBER)
        alone = [ask(f"forecast.{one}_alone") for one in SAID]
        assert alone == [110_000, 1000, 111]
        assert [ask(f"forecast.{one}") for one in SAID] == [110_000, 111_000, 111_111]
        set_stage_category(stage_id=six_steps[0].pk, category="commit", act=act("admin"))
        set_stage_category(stage_id=six_steps[1].pk, category="omitted", act=act("admin"))
        assert [ask(f"forecast.{one}") for one in SAID] == [110_001, 111_001, 111_101]

    def test_a_past_day_keeps_what_held_then(self, make_deal: Any, ask: Any, act: Any, six_steps: Any) -> None:
        make_deal("Old", 100, stage=0, expected_close=DECEMBER, now=NOW - timedelta(days=9))
        set_stage_category(stage_id=six_steps[0].pk, category="commit", act=act("admin"))
        assert ask("forecast.commit") == 100
        assert ask("forecast.commit", as_of=TODAY - timedelta(days=2)) == 0

    def test_only_an_administrator(self, act: Any, six_steps: Any) -> None:
        with pytest.raises(NotAllowed):
            set_stage_category(stage_id=six_steps[0].pk, category="commit", act=act("zhao"))
        with pytest.raises(Invalid):
            set_stage_category(stage_id=six_steps[0].pk, category="closed", act=act("admin"))
        with pytest.raises(NotFound):
            set_stage_category(stage_id=0, category="commit", act=act("admin"))


@pytest.mark.django_db
class TestByHand:
    def test_both_are_kept_and_the_hand_counts(self, make_deal: Any, ask: Any, act: Any) -> None:
        deal = make_deal("Campus", 300, stage=0, expected_close=DECEMBER)
        set_deal_category(opportunity_id=deal.pk, category="commit", note="Signed by Friday", act=act())
        assert ask("forecast.commit_alone") == 300
        assert ask("forecast.pipeline_alone") == 0
        assert AuditEntry.objects.filter(changes__forecast_category=[None, "commit"]).count() == 1
        later = act("lin", NOW + timedelta(hours=2))
        set_deal_category(opportunity_id=deal.pk, category="omitted", note="", act=later)
        assert [ask(f"forecast.{one}") for one in SAID] == [0, 0, 0]
        clear_deal_category(opportunity_id=deal.pk, act=act("zhao", NOW + timedelta(hours=3)))
        assert ask("forecast.pipeline_alone") == 300
        past = DealCategory.objects.values_list("category", "set_by__username", "ended_by__username")
        assert list(past) == [("omitted", "lin", "zhao"), ("commit", "lin", "lin")]

    def test_as_of_a_day(self, make_deal: Any, ask: Any, act: Any) -> None:
        week_ago = NOW - timedelta(days=7)
        deal = make_deal("Campus", 300, stage=0, expected_close=DECEMBER, now=week_ago)
        set_deal_category(opportunity_id=deal.pk, category="commit", act=act("lin", week_ago))
        set_deal_category(opportunity_id=deal.pk, category="best_case", act=act())
        assert ask("forecast.commit_alone", as_of=TODAY - timedelta(days=3)) == 300
        assert ask("forecast.commit_alone") == 0
        assert ask("forecast.best_case_alone") == 300

    def test_the_same_again_changes_nothing(self, make_deal: Any, act: Any) -> None:
        deal = make_deal("Campus", 300, expected_close=DECEMBER)
        said = [set_deal_category(opportunity_id=deal.pk, category="commit", note="x", act=act()) for _ in range(2)]
        assert said[0] == said[1]

    def test_refusals(self, make_deal: Any, act: Any) -> None:
        deal = make_deal("Campus", 300, expected_close=DECEMBER)
        with pytest.raises(Invalid):
            set_deal_category(opportunity_id=deal.pk, category="closed", note="x" * 301, act=act())
        with pytest.raises(NotAllowed):
            set_deal_category(opportunity_id=deal.pk, category="commit", act=act("wang"))
        with pytest.raises(NotFound):
            set_deal_category(opportunity_id=deal.pk, category="commit", act=act("stranger"))
        stages.win_opportunity(opportunity_id=deal.pk, act=act())
        with pytest.raises(NotOpen):
            set_deal_category(opportunity_id=deal.pk, category="commit", act=act())

    def test_won_counts_as_closed_and_lost_nowhere(self, make_deal: Any, ask: Any, act: Any) -> None:
        won = make_deal("Won", 100, expected_close=DECEMBER)
        set_deal_category(opportunity_id=won.pk, category="commit", act=act())
        stages.win_opportunity(opportunity_id=won.pk, act=act())
        lost = make_deal("Lost", 50, stage=5, expected_close=DECEMBER)
        set_deal_category(opportunity_id=lost.pk, category="commit", act=act())
        reason = stages.CloseReason.objects.filter(outcome="lost").first()
        stages.lose_opportunity(opportunity_id=lost.pk, reason=reason, act=act())
        assert ask("forecast.commit_alone") == 0
        assert [ask(f"forecast.{one}") for one in SAID] == [100, 100, 100]


@pytest.mark.django_db
def test_grouped_sums_are_the_deals_added_up(make_deal: Any, act: Any, people: Any) -> None:
    """SQL groups and moves what was said by hand; the deals of each category, asked one by one, come to the same."""
    chance, base = Random(3), workspace()
    for number in range(24):
        amount = None if number == 7 else Decimal(chance.randrange(1, 10**6)) / 100
        who, stage = chance.choice(["lin", "wang", "zhao"]), chance.randrange(6)
        deal = make_deal(f"Deal {number}", amount, stage=stage, who=who, expected_close=DECEMBER)
        if chance.random() < 0.5:
            said = chance.choice(Category.values)
            set_deal_category(opportunity_id=deal.pk, category=said, act=act(who))
            if chance.random() < 0.5:
                clear_deal_category(opportunity_id=deal.pk, act=act(who))
    question = Question(people.zhao, TODAY, TODAY, period=Q4)
    found = whole(question, base).alone
    assert {one: recounted(question, base, one) for one in SAID} == {one: getattr(found, one) for one in SAID}
    assert all(getattr(found, one) > 0 for one in SAID)


class TestPages:
    def test_on_the_deal(self, make_deal: Any, page_of: Any, send: Any, act: Any) -> None:
        deal = make_deal("Campus", 300, expected_close=DECEMBER)
        answer = send(
            "lin", f"/opportunities/{deal.pk}/forecast-category", {"category": "commit", "note": "They said so"}
        )
        assert answer.status_code == 302
        page = page_of("zhao", f"/opportunities/{deal.pk}/").content.decode()
        assert "The stage says" in page
        assert "They said so" in page
        assert send("lin", f"/opportunities/{deal.pk}/forecast-category/clear").status_code == 302
        assert not DealCategory.objects.current().exists()

    def test_of_stages(self, six_steps: Any, send: Any, page_of: Any) -> None:
        given = {f"stage_{stage.pk}": "best_case" for stage in Stage.objects.all()}
        assert page_of("admin", "/settings/forecast-categories/").status_code == 200
        assert send("admin", "/settings/forecast-categories/", given).status_code == 302
        assert six_steps[0].forecast_categories.get().category == "best_case"
