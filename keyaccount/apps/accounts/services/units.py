"""The business units of an account."""

from __future__ import annotations

from django.db import transaction

from keyaccount.apps.accounts.models import Account, BusinessUnit
from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import AuditAction
from keyaccount.apps.workspace.services import access, archiving, audit, editing, revising


@transaction.atomic
def add_unit(*, account_id: int, name: str, act: Act) -> BusinessUnit:
    account = access.writable(Account, account_id, act)
    unit = BusinessUnit(account=account, name=name.strip(), created_at=act.now, updated_at=act.now)
    revising.check(unit)
    unit.save(force_insert=True)
    audit.record(act, unit, AuditAction.CREATED)
    return unit


@transaction.atomic
def rename_unit(*, unit_id: int, name: str, act: Act, version: int | None = None) -> BusinessUnit:
    unit = access.writable(BusinessUnit, unit_id, act)
    changes = editing.changed_fields(unit, {"name": name.strip()}, version)
    if not changes:
        return unit
    editing.refuse_clashes(unit, changes, version)
    unit.name = changes["name"][1]
    revising.check(unit)
    editing.apply(unit, changes, act)
    return unit


@transaction.atomic
def archive_unit(*, unit_id: int, act: Act) -> BusinessUnit:
    """Its opportunities keep it; nothing new can be put there."""
    unit = access.writable(BusinessUnit, unit_id, act)
    archiving.archive(unit, act)  # type: ignore[arg-type]
    return unit


@transaction.atomic
def restore_unit(*, unit_id: int, act: Act) -> BusinessUnit:
    unit = access.writable(BusinessUnit, unit_id, act)
    archiving.restore(unit, act)  # type: ignore[arg-type]
    return unit
