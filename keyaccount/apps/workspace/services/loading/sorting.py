"""Telling a batch apart: what is new, what changes, what stays as it is and what is refused."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from keyaccount.apps.workspace.services.loading.batch import Change, Load, Mode, New, Outcome, Result, Row, Sorted, Spec
from keyaccount.apps.workspace.services.loading.refusals import (
    ExistsAlready,
    IsArchived,
    MayNotChange,
    NotThereYet,
    Rights,
)
from keyaccount.kernel.errors import Fact


def sort_out(spec: Spec, rows: Sequence[Row], load: Load) -> Sorted:
    rights = Rights(spec, load)
    known = _current(spec, rows, load)
    writable = rights.writable(known)
    found = Sorted([Outcome(Result.UNCHANGED, row.pk) for row in rows], [], [], [])
    for place, row in enumerate(rows):
        before = known.get(row.pk) if row.pk is not None else None
        if before is None:
            _sort_new(found, place, row, load, rights)
        else:
            changes = {name: (before[name], value) for name, value in row.values.items() if before[name] != value}
            if row.custom and (merged := {**before["custom"], **row.custom}) != before["custom"]:
                changes["custom"] = (before["custom"], merged)
            _sort_known(found, Change(row, before, changes, place), load, rights, writable)
    return found


def _sort_new(found: Sorted, place: int, row: Row, load: Load, rights: Rights) -> None:
    if row.custom:
        row.values = {**row.values, "custom": row.custom}
    values = {**row.defaults, **row.values}
    reason: Fact | None = NotThereYet() if load.mode == Mode.UPDATE else rights.against_new(values)
    reason = reason or rights.against_gaps(row) or rights.spec.refusal(values, None, load)
    if reason is not None:
        found.refuse(place, reason)
        return
    found.new.append(New(row, values, place))


def _sort_known(found: Sorted, change: Change, load: Load, rights: Rights, writable: frozenset[int] | None) -> None:
    before, changes, place = change.before, change.changes, change.place
    if before.get("archived_at") is not None:
        found.refuse(place, IsArchived())
        return
    if not changes:
        found.same.append(change)
        return
    reason = (
        may_change(change, load, writable)
        or rights.against_owner(changes)
        or rights.spec.refusal(change.after, before, load)
    )
    if reason is not None:
        found.refuse(place, reason)
        return
    found.changed.append(change)


def also_change(found: Sorted, items: Sequence[Change], load: Load, spec: Spec) -> None:
    """Records whose own columns stay but whose parts change."""
    writable = Rights(spec, load).writable({item.pk: item.before for item in items}) if items else None
    parted = {item.place for item in items}
    found.same = [item for item in found.same if item.place not in parted]
    for item in items:
        reason = may_change(item, load, writable)
        if reason is None:
            found.changed.append(item)
        else:
            found.refuse(item.place, reason)


def may_change(change: Change, load: Load, writable: frozenset[int] | None) -> Fact | None:
    if writable is not None and change.pk not in writable:
        return MayNotChange()
    return ExistsAlready() if load.mode == Mode.CREATE else None


def _current(spec: Spec, rows: Sequence[Row], load: Load) -> dict[int, dict[str, Any]]:
    """The records as they stand, held until the transaction ends when they are to be written."""
    wanted = [row.pk for row in rows if row.pk is not None]
    if not wanted:
        return {}
    unwritten = load.unwritten[spec.model].records
    virtual = {pk: dict(unwritten[pk]) for pk in wanted if pk < 0 and pk in unwritten}
    found = spec.model._default_manager.filter(pk__in=wanted)
    if load.write:
        found = found.select_for_update()
    return virtual | {row["id"]: row for row in found.order_by().values()}
