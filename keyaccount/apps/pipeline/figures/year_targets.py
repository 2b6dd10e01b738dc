"""The figures of a sheet of targets: the same as one by one, stated from the few queries that read the whole sheet."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from keyaccount.apps.pipeline.figures.target_parts import PARTS
from keyaccount.apps.pipeline.figures.targets import MEASURED
from keyaccount.apps.pipeline.models import Measure, TargetScope
from keyaccount.apps.pipeline.queries.target_parts import Parts, name_of
from keyaccount.apps.pipeline.queries.targets import PRODUCT, Span
from keyaccount.apps.pipeline.queries.year_targets import Row
from keyaccount.apps.workspace.models import Workspace
from keyaccount.figures import COMPANY, Figure, Question, Scope, ScopeKind, stated

KEYS = {each.measure: each.target for each in MEASURED}
KINDS = {
    TargetScope.TEAM: ScopeKind.TEAM, TargetScope.USER: ScopeKind.USER, TargetScope.ACCOUNT: ScopeKind.ACCOUNT
}  # fmt: skip


class SheetFigures:
    """`question` says viewer, day and fiscal year. Rows behind a figure come with its explanation."""

    def __init__(self, question: Question, workspace: Workspace, measure: Measure, year: int) -> None:
        self.question, self.workspace, self.measure, self.year = question, workspace, measure, year

    def target(self, row: Row, span: Span) -> Figure:
        return self._stated(KEYS[self.measure], row, span, span.of(row.of_year, self.workspace))

    def off_by(self, row: Row, span: Span, parts: Parts, value: Decimal | None) -> Figure:
        return self._stated(f"{KEYS[self.measure]}_off_by", row, span, value, parts)

    def _stated(self, key: str, row: Row, span: Span, value: Decimal | None, parts: Parts | None = None) -> Figure:
        filters = {PARTS: str(parts)} if parts else {}
        if row.scope == TargetScope.PRODUCT:
            filters[PRODUCT] = str(row.key)
        asked = replace(self.question, scope=scope_of(row), period=span.period(self.year, self.workspace))
        return stated(
            key,
            asked.narrowed(**filters),
            value if value is None or self.measure.is_money else int(value),
            currency=self.workspace.base_currency if self.measure.is_money else None,
            fiscal_start=self.workspace.fiscal_year_start,
        )


def scope_of(row: Row) -> Scope:
    """Of a product it is the company, narrowed to the product."""
    kind = KINDS.get(row.scope)
    return Scope(kind, row.key, name_of(row.owner)) if kind else COMPANY
