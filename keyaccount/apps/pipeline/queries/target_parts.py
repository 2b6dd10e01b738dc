"""What stands directly below a target, and what it comes to: teams and people, accounts, products, or its periods."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from keyaccount.apps.pipeline.models import Measure, Owner, Target, TargetScope
from keyaccount.apps.pipeline.queries.targets import (
    PRODUCT,
    YEAR,
    Span,
    calendar_month,
    fiscal_year,
    month_number,
    targets,
    year_of,
)
from keyaccount.apps.pipeline.queries.year_targets import Row, rows_of_year
from keyaccount.apps.workspace import clock
from keyaccount.apps.workspace.models import Reach, Team, User, Workspace
from keyaccount.figures import Question, ScopeKind, memo
from keyaccount.formulas.targets import QUARTERS, YearOfTargets, counted_above, months_of


class Parts(StrEnum):
    """Which parts of a target; periods: its months or quarters."""

    PEOPLE = "people"
    ACCOUNTS = "accounts"
    PRODUCTS = "products"
    PERIODS = "periods"


@dataclass(frozen=True, slots=True)
class Part:
    """amount: its own target or what those below it come to; None where nothing is set."""

    name: str
    amount: Decimal | None


def name_of(owner: Owner) -> str:
    return owner.display_name if isinstance(owner, User) else str(owner or "")


def stands_below(one: Owner, owner: Owner) -> bool:
    """Directly: a team of the company or of a team, a person of a team; the company has who is in no team."""
    if isinstance(owner, User) or not isinstance(one, Team | User):
        return False
    above = one.parent_id if isinstance(one, Team) else one.team_id
    return above == (owner.pk if isinstance(owner, Team) else None)


class Tree:
    """The rows of one sheet by what they stand below, so that a sheet of thousands asks each row once."""

    def __init__(self, rows: Sequence[Row], workspace: Workspace) -> None:
        self.workspace = workspace
        self.below: dict[int | None, list[Row]] = {}
        for row in rows:
            if isinstance(row.owner, Team | User):
                above = row.owner.parent_id if isinstance(row.owner, Team) else row.owner.team_id
                self.below.setdefault(above, []).append(row)

    def parts(self, owner: Owner, span: Span) -> list[Part]:
        if not isinstance(owner, Team | None):
            return []
        below = self.below.get(owner.pk if owner else None, [])
        return [Part(name_of(row.owner), self._counted(row, span)) for row in below]

    def _counted(self, row: Row, span: Span) -> Decimal | None:
        own = span.of(row.of_year, self.workspace)
        if own is not None or not isinstance(row.owner, Team):
            return own
        return counted_above(own, [part.amount for part in self.parts(row.owner, span)])


def sees_all_below(viewer: User, owner: Owner) -> bool:
    """Whether none of the parts is hidden from the viewer, so that their sum may be told."""
    if viewer.people_in_reach is None:
        return True
    own = viewer.team
    if viewer.role.reads != Reach.TEAM or own is None or not isinstance(owner, Team):
        return False
    return owner.path.startswith(own.path)


def parts_of(question: Question, workspace: Workspace, measure: Measure, kind: Parts) -> list[Part] | None:
    """The parts of the target that is asked about; None where the viewer does not see all of them."""
    span = span_of(question, workspace)
    if span is None or PRODUCT in question.filters or question.scope.kind not in {ScopeKind.COMPANY, ScopeKind.TEAM}:
        return []
    if kind is Parts.PEOPLE:
        return _people(question, workspace, measure, span)
    if question.scope.kind is not ScopeKind.COMPANY:
        return []
    if kind is Parts.ACCOUNTS and question.viewer.people_in_reach is not None:
        return None
    scope = TargetScope.ACCOUNT if kind is Parts.ACCOUNTS else TargetScope.PRODUCT
    return [Part(name, span.of(year, workspace)) for name, year in years_of(question, workspace, measure, scope)]


def span_of(question: Question, workspace: Workspace) -> Span | None:
    """What of its fiscal year the question's period is; None where targets have no such period."""
    period = question.period
    if period is None:
        return None
    number = month_number(period.start.month, workspace)
    if period.kind == "month":
        return Span(month=period.start.month)
    if period.kind == "quarter" and number % 3 == 1:
        return Span(quarter=(number + 2) // 3)
    return YEAR if period.kind == "year" and number == 1 else None


def periods_of(question: Question, workspace: Workspace, measure: Measure) -> tuple[Decimal | None, list[Part]]:
    """The own target of the year or quarter, and its quarters or months where all of them are known."""
    span = span_of(question, workspace)
    year = year_of(targets(question, workspace, measure), workspace)
    if span is None or span.month:
        return None, []
    if span.quarter:
        months = months_of(span.quarter)
        named = [Part(str(calendar_month(number, workspace)), year.month(number)) for number in months]
        return year.quarters.get(span.quarter), _complete(named)
    return year.own, _complete([Part(f"Q{number}", year.quarter(number)) for number in QUARTERS])


def _complete(parts: list[Part]) -> list[Part]:
    return [] if any(part.amount is None for part in parts) else parts


def _people(question: Question, workspace: Workspace, measure: Measure, span: Span) -> list[Part] | None:
    scope = question.scope
    owner = Team.objects.filter(pk=scope.pk).first() if scope.kind is ScopeKind.TEAM else None
    if not sees_all_below(question.viewer, owner):
        return None
    return _tree(question, workspace, measure).parts(owner, span)


@memo.once
def _tree(question: Question, workspace: Workspace, measure: Measure) -> Tree:
    if question.period is None:
        return Tree([], workspace)
    year, until = fiscal_year(question.period, workspace), clock.end_of(question.as_of, workspace.zone)
    return Tree(rows_of_year(question.viewer, year, measure, until), workspace)


def years_of(
    question: Question, workspace: Workspace, measure: Measure, scope: TargetScope
) -> list[tuple[str, YearOfTargets]]:
    """All targets of one kind of owner: a light query, since every account may have seventeen."""
    if question.period is None:
        return []
    year, until = fiscal_year(question.period, workspace), clock.end_of(question.as_of, workspace.zone)
    held = Target.objects.visible_to(question.viewer).until(until).filter(scope=scope, measure=measure, year=year)
    found: dict[tuple[int, str], list[Target]] = {}  # two accounts may have one name
    columns = (f"{scope}_id", f"{scope}__name", "quarter", "month", "amount")
    for pk, name, quarter, month, amount in held.order_by(f"{scope}__name", f"{scope}_id").values_list(*columns):
        found.setdefault((pk, name), []).append(Target(quarter=quarter, month=month, amount=amount))
    return [(name, year_of(rows, workspace)) for (_pk, name), rows in found.items()]
