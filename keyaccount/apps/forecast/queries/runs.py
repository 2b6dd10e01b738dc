"""What the last run not later than a day said, to whom it may be shown, and how right the methods were."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from keyaccount.apps.forecast.models import DealOdds, ForecastRun, MonthForecast
from keyaccount.apps.pipeline.models import Opportunity, Stage
from keyaccount.apps.workspace.models import Team, User
from keyaccount.apps.workspace.queries.custom_fields import all_fields
from keyaccount.figures import Question, Scope, ScopeKind, memo
from keyaccount.formulas.accuracy import Judged, best, bias, interval_coverage, wape
from keyaccount.formulas.forecasting.interface import MethodName

COLUMNS = {ScopeKind.TEAM: "team", ScopeKind.USER: "person"}
JUDGED_AT_LEAST = 6  # months, to be called the best


@memo.once
def run_at(day: date) -> ForecastRun | None:
    """A run says what was known at the end of its day; a later run of the same day stands in its place."""
    return ForecastRun.objects.filter(as_of__lte=day).order_by("-as_of", "-id").first()


def can_be_asked(question: Question) -> bool:
    """Methods are fitted for the company, for teams and for people."""
    return question.scope.kind in {ScopeKind.COMPANY, ScopeKind.TEAM, ScopeKind.USER}


@memo.once
def may_see(viewer: User, scope: Scope) -> bool:
    """As MonthForecast.visible_to says it, of totals that may not be there."""
    if viewer.people_in_reach is None:
        return True
    if scope.kind == ScopeKind.USER:
        return scope.pk in viewer.people_in_reach
    if scope.kind != ScopeKind.TEAM or viewer.team is None or viewer.people_in_reach <= {viewer.pk}:
        return False
    return Team.objects.filter(pk=scope.pk, path__startswith=viewer.team.path).exists()


def months_of(question: Question) -> Sequence[MonthForecast]:
    """Every prediction of the run that the question's day sees, in its scope; none where the viewer may not see it."""
    return _months(question.viewer, question.as_of, question.scope) if can_be_asked(question) else []


@memo.once
def _months(viewer: User, day: date, scope: Scope) -> Sequence[MonthForecast]:
    run = run_at(day)
    if run is None:
        return []
    whose = {COLUMNS[kind]: scope.pk if scope.kind == kind else None for kind in COLUMNS}
    return list(MonthForecast.objects.visible_to(viewer).filter(run=run, **whose).order_by("month"))


@dataclass(frozen=True, slots=True)
class Record:
    """How one method did in the months that are over, and what it says of those to come.

    judged: said and came, month by month; silent: months for which it had too little history.
    """

    method: MethodName
    judged: Sequence[MonthForecast]
    ahead: Sequence[MonthForecast]
    silent: Sequence[MonthForecast]
    is_best: bool = False

    @property
    def pairs(self) -> list[Judged]:
        return [judged_of(each) for each in self.judged]

    @property
    def wape(self) -> Decimal | None:
        return wape(self.pairs)

    @property
    def bias(self) -> Decimal | None:
        return bias(self.pairs)

    @property
    def coverage(self) -> Decimal | None:
        return interval_coverage(self.pairs)

    @property
    def lack(self) -> MonthForecast | None:
        """Why it says nothing of the months to come."""
        return next((each for each in self.ahead if each.lack), None)


def judged_of(said: MonthForecast) -> Judged:
    return Judged(said.said or Decimal(0), said.came or Decimal(0), said.low, said.high)


def records(question: Question) -> Mapping[MethodName, Record]:
    found = months_of(question)
    said: dict[MethodName, dict[date, Decimal]] = {name: {} for name in MethodName}
    came: dict[date, Decimal] = {}
    for each in found:
        if each.came is not None:
            came[each.month] = each.came
            if each.said is not None:
                said[MethodName(each.method)][each.month] = each.said
    winner = best(said, came, JUDGED_AT_LEAST)[0]
    return {name: _record(name, found, is_best=name == winner) for name in MethodName}


def _record(name: MethodName, found: Sequence[MonthForecast], *, is_best: bool) -> Record:
    mine = [each for each in found if each.method == name]
    over = [each for each in mine if each.came is not None]
    return Record(
        method=name,
        judged=[each for each in over if each.said is not None],
        ahead=[each for each in mine if each.came is None],
        silent=[each for each in over if each.said is None],
        is_best=is_best,
    )


def best_of(question: Question) -> Record | None:
    return next((record for record in records(question).values() if record.is_best), None)


def odds_of(viewer: User, opportunity_id: int) -> DealOdds | None:
    """What was learnt about an open deal that the viewer may see."""
    seen = DealOdds.objects.visible_to(viewer).filter(opportunity_id=opportunity_id, opportunity__status="open")
    return seen.select_related("run", "opportunity").first()


def names_of_stages(codes: Sequence[str]) -> Mapping[str, str]:
    wanted = [int(code) for code in codes if code.isdecimal()]
    return {str(stage.pk): stage.label for stage in Stage.objects.filter(pk__in=wanted)} if wanted else {}


def name_of_field(feature: str) -> str | None:
    """What a custom field that a reason names is called: `deal.custom_grade` → Grade."""
    record, _dot, column = feature.partition(".")
    on = "opportunities" if record == "deal" else "accounts"
    return next((field.label for field in all_fields(on) if field.column == column), None)


def deal_seen(viewer: User, opportunity_id: int) -> Opportunity | None:
    return Opportunity.objects.visible_to(viewer).filter(pk=opportunity_id).first()
