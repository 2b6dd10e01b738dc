"""The targets that a question is about: of its scope and fiscal year, as they held on its day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q

from keyaccount.apps.pipeline.models import Measure, Place, Target, TargetScope
from keyaccount.apps.workspace import clock
from keyaccount.apps.workspace.models import Workspace
from keyaccount.figures import Question, ScopeKind, memo
from keyaccount.formulas.targets import MONTHS, QUARTERS, YearOfTargets
from keyaccount.kernel.errors import Invalid
from keyaccount.kernel.period import Period

PRODUCT = "product"  # the option that asks for a product's target, which is nobody's own
COLUMNS = {ScopeKind.TEAM: "team_id", ScopeKind.USER: "user_id", ScopeKind.ACCOUNT: "account_id"}


@dataclass(frozen=True, slots=True)
class Span:
    """What of the fiscal year a target is for: a quarter, a calendar month, or neither: the year itself."""

    quarter: int | None = None
    month: int | None = None

    @classmethod
    def named(cls, slug: str) -> Span | None:
        """`year`, `q3` or `m07`; None where it names none."""
        number = int(slug[1:]) if slug[1:].isdecimal() and len(slug) <= len("m12") else 0
        if slug == YEAR.slug:
            return YEAR
        if slug[:1] == "q" and number in QUARTERS:
            return cls(quarter=number)
        return cls(month=number) if slug[:1] == "m" and number in MONTHS else None

    @property
    def slug(self) -> str:
        return f"q{self.quarter}" if self.quarter else f"m{self.month:02}" if self.month else "year"

    @property
    def first_day(self) -> date:
        """A day by which the month can be named in the reader's language."""
        return date(2000, self.month or 1, 1)

    def of(self, year: YearOfTargets, workspace: Workspace) -> Decimal | None:
        """What the targets of the year come to in it: its own, or the sum of its parts."""
        if self.month:
            return year.month(month_number(self.month, workspace))
        return year.quarter(self.quarter) if self.quarter else year.year

    def period(self, year: int, workspace: Workspace) -> Period:
        return period_of_target(Place(None, year, self.quarter, self.month), workspace)


YEAR = Span()


def targets(question: Question, workspace: Workspace, measure: Measure = Measure.REVENUE) -> list[Target]:
    """The targets of the question's scope in its period's fiscal year, as they held on its day."""
    if question.period is None or question.scope.kind is ScopeKind.GROUP:
        return []
    found = _of_year(question.during(None), fiscal_year(question.period, workspace), workspace)
    return [target for target in found if target.measure == measure]


@memo.once
def _of_year(question: Question, year: int, workspace: Workspace) -> list[Target]:
    """Of every measure and part of the year, so that a page asks once for its quarter and its months."""
    moment = clock.end_of(question.as_of, workspace.zone)
    held = Target.objects.visible_to(question.viewer).until(moment).filter(_owned(question), year=year)
    return list(held.select_related("team", "user", "account", "product", "set_by"))


def _owned(question: Question) -> Q:
    if product := question.filters.get(PRODUCT):
        if not product.isdecimal():
            raise Invalid(fields={PRODUCT: product})
        return Q(scope=TargetScope.PRODUCT, product_id=int(product))
    scope = question.scope
    column = COLUMNS.get(scope.kind)
    return Q(scope=TargetScope(scope.kind), **({column: scope.pk} if column else {}))


def fiscal_year(period: Period, workspace: Workspace) -> int:
    start = period.start
    return start.year if start.month >= workspace.fiscal_year_start else start.year - 1


def month_number(month: int, workspace: Workspace) -> int:
    """Which month of the fiscal year a calendar month is, 1 to 12."""
    return (month - workspace.fiscal_year_start) % 12 + 1


def calendar_month(number: int, workspace: Workspace) -> int:
    return (number + workspace.fiscal_year_start - 2) % 12 + 1


def period_of_target(place: Place | Target, workspace: Workspace) -> Period:
    """The days that a target is for."""
    start = workspace.fiscal_year_start
    if place.month:
        return Period.month(place.year if place.month >= start else place.year + 1, place.month)
    return Period.quarter(place.year, place.quarter, start) if place.quarter else Period.year(place.year, start)


def year_of(found: Iterable[Target], workspace: Workspace) -> YearOfTargets:
    """Targets of one owner, year and measure, by what part of the year they are for."""
    rows = list(found)
    return YearOfTargets(
        own=next((row.amount for row in rows if not row.quarter and not row.month), None),
        quarters={row.quarter: row.amount for row in rows if row.quarter},
        months={month_number(row.month, workspace): row.amount for row in rows if row.month},
    )


def target_amount(question: Question, workspace: Workspace, measure: Measure = Measure.REVENUE) -> Decimal | None:
    """Of a month, a quarter or a fiscal year: its own target, or the sum of its parts. Other periods have none."""
    if question.period is None:
        return None
    return amount_of(targets(question, workspace, measure), question.period, workspace)


def amount_of(held: Iterable[Target], period: Period, workspace: Workspace) -> Decimal | None:
    """What the targets of one owner, fiscal year and measure come to in the period."""
    return amount_in(year_of(held, workspace), period, workspace)


def making(held: Iterable[Target], period: Period, workspace: Workspace) -> list[Target]:
    """The targets that `amount_of` comes from, in order of time: the period's own, else those of its parts."""
    parts = [(period_of_target(target, workspace), target) for target in held]
    inside = [(part, target) for part, target in parts if period.start <= part.start and part.end <= period.end]
    own = {part for part, _target in inside}
    chosen = [(part, target) for part, target in inside if not any(_holds(other, part) for other in own)]
    return [target for _part, target in sorted(chosen, key=lambda one: one[0].start)]


def _holds(whole: Period, part: Period) -> bool:
    return whole != part and whole.start <= part.start and part.end <= whole.end


def amount_in(year: YearOfTargets, period: Period, workspace: Workspace) -> Decimal | None:
    number = month_number(period.start.month, workspace)
    if period.kind == "month":
        return year.month(number)
    if period.kind == "quarter":
        return year.quarter((number + 2) // 3) if number % 3 == 1 else None
    return year.year if period.kind == "year" and number == 1 else None
