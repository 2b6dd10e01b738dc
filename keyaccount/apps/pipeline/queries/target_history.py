"""What happened to the targets of one owner, year and measure: who set which, when, from what to what, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from keyaccount.apps.pipeline.models import Measure, Owner, Target
from keyaccount.apps.pipeline.queries.targets import Span
from keyaccount.apps.pipeline.queries.year_targets import of_owner
from keyaccount.apps.workspace.models import AuditAction, AuditEntry, User

ENTITY = "pipeline.target"


@dataclass(frozen=True, slots=True)
class Change:
    """before, after: None where nothing was set; spread: it came from sharing out a whole; holds: it holds today."""

    at: datetime
    by: User
    span: Span
    before: Decimal | None
    after: Decimal | None
    note: str
    spread: bool
    holds: bool


def changes_of(owner: Owner, year: int, measure: Measure, span: Span | None = None) -> list[Change]:
    """Newest first; of one part of the year, or of all."""
    held = Target.objects.filter(of_owner(owner), year=year, measure=measure)
    if span is not None:
        held = held.filter(quarter=span.quarter, month=span.month)
    rows = list(held.select_related("set_by").order_by("valid_from", "pk"))
    ended = {(row.place, row.valid_to): row.amount for row in rows if row.valid_to}
    begun = {(row.place, row.valid_from) for row in rows}
    gone = [row for row in rows if row.valid_to and (row.place, row.valid_to) not in begun]
    found = [_set(row, ended.get((row.place, row.valid_from))) for row in rows] + _taken_away(gone)
    return sorted(found, key=lambda change: change.at, reverse=True)


def _set(row: Target, before: Decimal | None) -> Change:
    span, spread = Span(row.quarter, row.month), row.ref.startswith("spread:")
    return Change(row.valid_from, row.set_by, span, before, row.amount, row.note, spread, row.valid_to is None)


def _taken_away(rows: list[Target]) -> list[Change]:
    """Who took a target away stands in the audit trail alone: no row begins then."""
    if not rows:
        return []
    told = AuditEntry.objects.filter(entity=ENTITY, object_id__in=[row.pk for row in rows], action=AuditAction.REMOVED)
    by_row = {entry.object_id: entry for entry in told.select_related("actor")}
    found = [(row, entry) for row in rows if (entry := by_row.get(row.pk)) is not None]
    return [
        Change(entry.at, entry.actor, Span(row.quarter, row.month), row.amount, None,
               (entry.changes.get("note") or ["", ""])[1] or "", spread=False, holds=False)
        for row, entry in found
    ]  # fmt: skip
