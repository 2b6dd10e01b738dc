"""`sales.target` of one year for many scopes at once: the same figure as one by one, from one query for all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from keyaccount.apps.pipeline.models import TargetScope
from keyaccount.apps.pipeline.queries.year_targets import Row
from keyaccount.apps.workspace.models import Workspace
from keyaccount.figures import COMPANY, Figure, Formula, Question, Scope, ScopeKind, definition
from keyaccount.figures.registry import plain

KINDS = {TargetScope.TEAM: ScopeKind.TEAM, TargetScope.USER: ScopeKind.USER}


def figures_of(rows: Sequence[Row], question: Question, workspace: Workspace) -> list[Figure]:
    """One figure for each row; `question` says viewer, day and year. Rows behind a figure come with its explanation."""
    asked = definition("sales.target")
    return [
        Figure(
            key=asked.key,
            title=asked.title,
            meaning=asked.meaning,
            unit=asked.unit,
            value=row.year,
            currency=workspace.base_currency,
            question=replace(question, scope=_scope(row)),
            formula=Formula(words=asked.words, symbols=asked.symbols, worked=f"T = {plain(row.year)}"),
            fiscal_start=workspace.fiscal_year_start,
        )
        for row in rows
    ]


def _scope(row: Row) -> Scope:
    if row.owner is None:
        return COMPANY
    return Scope(KINDS[row.scope], row.key, getattr(row.owner, "display_name", str(row.owner)))
