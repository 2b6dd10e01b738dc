"""Keeping the register of rivals, and what an account's team knows of them there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from keyaccount.apps.accounts.models import Account, Rival, RivalNote
from keyaccount.apps.workspace import clock
from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import AuditAction
from keyaccount.apps.workspace.queries.settings import workspace
from keyaccount.apps.workspace.services import access, archiving, audit, editing, revising
from keyaccount.kernel.errors import NotFound


@transaction.atomic
def create_rival(*, values: Mapping[str, Any], act: Act) -> Rival:
    access.may_create(act)
    rival = Rival(**values, created_at=act.now, updated_at=act.now)
    revising.check(rival)
    rival.save(force_insert=True)
    audit.record(act, rival, AuditAction.CREATED)
    return rival


@transaction.atomic
def update_rival(*, rival_id: int, values: Mapping[str, Any], act: Act, version: int | None = None) -> Rival:
    rival = access.writable(Rival, rival_id, act)
    changes = editing.changed_fields(rival, values, version)
    if not changes:
        return rival
    editing.refuse_clashes(rival, changes, version)
    for name, (_before, after) in changes.items():
        setattr(rival, name, after)
    revising.check(rival)
    editing.apply(rival, changes, act)
    return rival


@transaction.atomic
def archive_rival(*, rival_id: int, act: Act) -> Rival:
    rival = access.writable(Rival, rival_id, act)
    archiving.archive(rival, act)  # type: ignore[arg-type]
    return rival


@transaction.atomic
def restore_rival(*, rival_id: int, act: Act) -> Rival:
    rival = access.writable(Rival, rival_id, act)
    archiving.restore(rival, act)  # type: ignore[arg-type]
    return rival


# ── Notes: for the account's own team alone, so the trail says that they changed and not what they say ──
@transaction.atomic
def add_note(*, account_id: int, values: Mapping[str, Any], act: Act) -> RivalNote:
    account = Account.objects.tended_by(act.actor).filter(pk=account_id).first()
    if account is None:
        raise NotFound
    defaults = {"on": clock.day_of(act.now, workspace().zone)}
    given = {**defaults, **{name: value for name, value in values.items() if value is not None}}
    note = RivalNote(**given, account=account, author=act.actor, created_at=act.now, updated_at=act.now)
    revising.check(note)
    note.save(force_insert=True)
    audit.record(act, note, AuditAction.CREATED)
    return note


@transaction.atomic
def change_note(*, note_id: int, values: Mapping[str, Any], act: Act, version: int | None = None) -> RivalNote:
    note = access.writable(RivalNote, note_id, act)
    changes = editing.changed_fields(note, values, version)
    if not changes:
        return note
    for name, (_before, after) in changes.items():
        setattr(note, name, after)
    revising.check(note)
    _keep(note, changes, act)
    return note


@transaction.atomic
def archive_note(*, note_id: int, act: Act) -> RivalNote:
    note = access.writable(RivalNote, note_id, act)
    archiving.archive(note, act)  # type: ignore[arg-type]
    return note


def _keep(note: RivalNote, changes: Mapping[str, Any], act: Act) -> None:
    note.version += 1
    note.updated_at = act.now
    note.save(update_fields=[*changes, "version", "updated_at"])
    audit.record(act, note, AuditAction.CHANGED)
