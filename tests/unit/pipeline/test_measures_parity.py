"""SQL = formula for the measures of the funnel, on random histories and as of any day; nothing later leaks."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyaccount.apps.pipeline.models import Opportunity, OpportunityState, Stage
from keyaccount.formulas.conversion import Stood, cohort
from keyaccount.formulas.measures import is_stuck, slips, usual_days
from tests.unit.pipeline.test_parity import DAYS, QUIET, Step, build, day, deals, instant, rolled_back

MEASURES = (
    "pipeline.conversion",
    "pipeline.lead_conversion",
    "pipeline.proposal_success",
    "pipeline.bottleneck",
    "pipeline.velocity",
    "pipeline.time_in_stage",
    "pipeline.stuck",
    "pipeline.slips",
    "pipeline.cycle_days",
    "pipeline.win_loss",
)


def known(histories: list[list[Step]], at: int) -> list[list[Step]]:
    """What had happened by the day, of the deals that were not put away then."""
    begun = [sorted((step for step in steps if step.day <= at), key=lambda step: step.day) for steps in histories]
    return [steps for steps in begun if steps and steps[-1].status != "archived"]


def stood(step: Step) -> Stood:
    return Stood(step.day, step.stage, is_open=step.status == "open", is_won=step.status == "won")


@pytest.mark.django_db
class TestSqlEqualsFormula:
    @QUIET
    @given(histories=deals, at=st.integers(0, DAYS), window=st.tuples(st.integers(0, DAYS), st.integers(0, DAYS)))
    def test_conversion(
        self, people: Any, ask: Any, histories: list[list[Step]], at: int, window: tuple[int, int]
    ) -> None:
        first, last = sorted(window)
        with rolled_back():
            build(histories, people)
            stages = list(Stage.objects.filter(pipeline__is_default=True).order_by("position"))
            lived = [[stood(step) for step in steps] for steps in known(histories, at)]
            for period, ends in (({}, (None, None)), ({"period": f"{day(first)}..{day(last)}"}, (first, last + 1))):
                table = ask("pipeline.conversion", as_of=day(at).isoformat(), **period).value
                found = {row["id"]: (row["entered"], row["advanced"], row["inside"], row["fallen"]) for row in table}
                for place, stage in enumerate(stages):
                    one = cohort(lived, place, *ends)
                    expected = (one.entered, one.advanced, one.inside, one.fallen)
                    assert found.get(stage.pk, (0, 0, 0, 0)) == expected

    @QUIET
    @given(histories=deals, at=st.integers(0, DAYS), window=st.tuples(st.integers(0, DAYS), st.integers(0, DAYS)))
    def test_slips(self, people: Any, ask: Any, histories: list[list[Step]], at: int, window: tuple[int, int]) -> None:
        first, last = sorted(window)
        with rolled_back():
            build(histories, people)
            figure = ask("pipeline.slips", as_of=day(at).isoformat(), period=f"{day(first)}..{day(last)}")
            opened = [[step for step in steps if step.status == "open"] for steps in known(histories, at)]
            pairs = [
                slips([None if step.expected is None else day(step.expected) for step in pair])
                for steps in opened
                for pair in pairwise(steps)
                if first <= pair[1].day <= last
            ]
            assert figure.value == sum(pair.times for pair in pairs)
            assert sum(row["days"] for row in figure.rows.fetch(100)) == sum(pair.days for pair in pairs)

    @QUIET
    @given(histories=deals, at=st.integers(0, DAYS))
    def test_stuck(self, people: Any, ask: Any, histories: list[list[Step]], at: int) -> None:
        with rolled_back():
            build(histories, people)
            finished: dict[int, Counter[int]] = {}
            standing = []
            for steps in known(histories, at):
                spent = Counter[int]()
                for step, after in zip(steps, [*steps[1:], None], strict=True):
                    if step.status == "open":  # a state begins at noon, the day asked for ends at midnight
                        spent[step.stage] += after.day - step.day if after else at - step.day
                here = steps[-1].stage if steps[-1].status == "open" else None
                for stage, days in spent.items():
                    if stage == here:
                        standing.append((stage, days))
                    else:
                        finished.setdefault(stage, Counter())[days] += 1
            expected = sum(is_stuck(days, usual_days(finished.get(stage, {}))) for stage, days in standing)
            assert ask("pipeline.stuck", as_of=day(at).isoformat()).value == expected

    @QUIET
    @given(histories=deals, at=st.integers(0, DAYS - 1))
    def test_what_comes_later_changes_nothing(
        self, people: Any, ask: Any, histories: list[list[Step]], at: int
    ) -> None:
        asked = {"as_of": day(at).isoformat()}
        with rolled_back():
            build(histories, people)
            before = {key: ask(key, **asked).value for key in MEASURES}
            later = OpportunityState.objects.filter(valid_from__gte=instant(at + 1) - timedelta(hours=4))
            later.update(expected_close=day(5), amount=77, closed_on=None)
            last = Stage.objects.filter(pipeline__is_default=True).order_by("-position")[0]
            later.update(stage=last, status="won", closed_on=day(DAYS), base_amount=9)
            Opportunity.objects.update(next_step="changed later")
            assert {key: ask(key, **asked).value for key in MEASURES} == before
