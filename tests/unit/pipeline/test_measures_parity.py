"""SQL = formula for the measures of the funnel, on random histories and as of any day; nothing later leaks."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyaccount.apps.pipeline.models import Opportunity, OpportunityState, Stage
from keyaccount.apps.pipeline.queries.cohorts import cohorts_before, proposals
from keyaccount.apps.pipeline.queries.slipping import slipped, slipping
from keyaccount.apps.workspace.queries.settings import workspace as load_workspace
from keyaccount.figures import COMPANY, Question
from keyaccount.formulas.conversion import Stood, cohort
from keyaccount.formulas.conversion import proposals as proposals_of_groups
from keyaccount.formulas.measures import is_stuck, slips, usual_days
from keyaccount.formulas.outcomes import cycle_stats
from keyaccount.kernel.period import Period
from tests.unit.pipeline.test_parity import DAYS, QUIET, Step, build, day, deals, instant, rolled_back

PROPOSED = 3
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


def moves_out(steps: list[Step], first: int, last: int) -> list[tuple[date, date]]:
    """The close dates before and after each slip of a deal."""
    opened = [step for step in steps if step.status == "open"]
    pairs = [
        (pair, [None if step.expected is None else day(step.expected) for step in pair]) for pair in pairwise(opened)
    ]
    return [(ends[0], ends[1]) for pair, ends in pairs if first <= pair[1].day <= last and slips(ends).times]


def time_in_stages(steps: list[Step], at: int) -> dict[int, tuple[int, int | None]]:
    """Stage → days spent there, and the day on which the deal last left it, None while it stands there."""
    found: dict[int, tuple[int, int | None]] = {}
    for step, after in zip(steps, [*steps[1:], None], strict=True):
        if step.status == "open":  # a state begins at noon, the day asked for ends at midnight
            before = found.get(step.stage, (0, None))[0]
            found[step.stage] = (before + (after.day if after else at) - step.day, after.day if after else None)
    return found


def told(finished: Counter[int]) -> tuple[object, ...]:
    stats = cycle_stats(finished)
    return stats.count, stats.mean, stats.median, usual_days(finished)


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
            rows = figure.rows.fetch(100)
            assert figure.value == sum(row["times"] for row in rows) == sum(pair.times for pair in pairs)
            assert figure.inputs[1].value == sum(row["days"] for row in rows) == sum(pair.days for pair in pairs)

    @QUIET
    @given(histories=deals, window=st.tuples(st.integers(0, DAYS), st.integers(0, DAYS)), shown=st.integers(1, 3))
    def test_the_deals_that_slipped(
        self, people: Any, histories: list[list[Step]], window: tuple[int, int], shown: int
    ) -> None:
        first, last = sorted(window)
        asked = Question(people.admin, day(DAYS), day(DAYS), COMPANY, Period(day(first), day(last)))
        with rolled_back():
            build(histories, people)
            expected = []
            for number, steps in enumerate(known(histories, DAYS)):
                moves = moves_out(steps, first, last)
                if moves:
                    times, days = len(moves), sum((after - before).days for before, after in moves)
                    expected.append((-times, -days, number, moves[0][0], moves[-1][1]))
            expected.sort()
            found = slipping(asked, load_workspace(), shown)
            assert (found.deals, found.slips.times) == (len(expected), -sum(row[0] for row in expected))
            rows = slipped(asked, load_workspace(), found.ranked)
            told = [(-row.slips.times, -row.slips.days, row.first, row.last) for row in rows]
            assert told == [(times, days, before, after) for times, days, _deal, before, after in expected[:shown]]

    @QUIET
    @given(histories=deals, window=st.tuples(st.integers(0, DAYS), st.integers(0, DAYS)))
    def test_the_year_before_and_proposals(
        self, people: Any, histories: list[list[Step]], window: tuple[int, int]
    ) -> None:
        first, last = sorted(window)
        asked = Question(people.admin, day(DAYS), day(DAYS), COMPANY, Period(day(first), day(last)))
        with rolled_back():
            build(histories, people)
            Stage.objects.filter(pipeline__is_default=True).update(takes_proposals=False)
            Stage.objects.filter(pipeline__is_default=True, position=PROPOSED).update(takes_proposals=True)
            stages = list(Stage.objects.filter(pipeline__is_default=True).order_by("position"))
            lived = [[stood(step) for step in steps] for steps in known(histories, DAYS)]
            before = {each.stage.pk: each.cohort for each in cohorts_before(asked, load_workspace())}
            for place, stage in enumerate(stages):
                assert before[stage.pk] == cohort(lived, place, first - 365, first)
            place = [stage.position for stage in stages].index(PROPOSED)
            expected = proposals_of_groups([(history, 1) for history in lived], place, first, last + 1)
            assert proposals(asked, load_workspace()) == expected

    @QUIET
    @given(histories=deals, at=st.integers(0, DAYS), window=st.tuples(st.integers(0, DAYS), st.integers(0, DAYS)))
    def test_time_in_stage(
        self, people: Any, ask: Any, histories: list[list[Step]], at: int, window: tuple[int, int]
    ) -> None:
        first, last = sorted(window)
        with rolled_back():
            build(histories, people)
            stages = list(Stage.objects.filter(pipeline__is_default=True).order_by("position"))
            finished: dict[int, Counter[int]] = {}
            standing = Counter[int]()
            for steps in known(histories, at):
                for stage, (days, left) in time_in_stages(steps, at).items():
                    if left is None:
                        standing[stage] += 1
                    elif first <= left <= last:
                        finished.setdefault(stage, Counter())[days] += 1
            table = ask("pipeline.time_in_stage", as_of=day(at).isoformat(), period=f"{day(first)}..{day(last)}").value
            found = {
                row["id"]: tuple(row[key] for key in ("finished", "mean", "median", "usual", "standing"))
                for row in table
            }
            assert found == {
                stages[stage].pk: (*told(finished.get(stage, Counter())), standing[stage])
                for stage in {*finished, *standing}
            }

    @QUIET
    @given(histories=deals, at=st.integers(0, DAYS))
    def test_stuck(self, people: Any, ask: Any, histories: list[list[Step]], at: int) -> None:
        with rolled_back():
            build(histories, people)
            finished: dict[int, Counter[int]] = {}
            standing = []
            for steps in known(histories, at):
                for stage, (days, left) in time_in_stages(steps, at).items():
                    if left is None:
                        standing.append((stage, days))
                    else:
                        finished.setdefault(stage, Counter())[days] += 1
            stuck = [days for stage, days in standing if is_stuck(days, usual_days(finished.get(stage, {})))]
            figure = ask("pipeline.stuck", as_of=day(at).isoformat())
            assert (figure.value, figure.inputs[0].value) == (len(stuck), len(standing))
            assert [row["days"] for row in figure.rows.fetch(100)] == sorted(stuck, reverse=True)

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
