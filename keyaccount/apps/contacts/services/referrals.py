"""Recording who introduced whom, and correcting it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.contacts.models import Contact, Referral
from keyaccount.apps.workspace import clock
from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import AuditAction
from keyaccount.apps.workspace.queries.settings import workspace
from keyaccount.apps.workspace.services import access, archiving, audit, editing, revising
from keyaccount.kernel.errors import Invalid, NotFound

FIELDS = ("by_contact", "by_user", "on", "note")
KINDS: dict[str, Any] = {"account": Account, "contact": Contact}


@transaction.atomic
def record_referral(*, kind: str, object_id: int, values: Mapping[str, Any], act: Act) -> Referral:
    """kind, object_id: who was introduced; whoever writes it says by whom."""
    if kind not in KINDS:
        raise NotFound
    introduced = access.writable(KINDS[kind], object_id, act)
    day = {"on": clock.day_of(act.now, workspace().zone)}
    given = {**day, **{name: value for name, value in values.items() if value is not None}}
    referral = Referral(**given, **{kind: introduced}, created_at=act.now, updated_at=act.now)
    _check(referral, act)
    referral.save(force_insert=True)
    audit.record(act, referral, AuditAction.CREATED)
    return referral


@transaction.atomic
def change_referral(*, referral_id: int, values: Mapping[str, Any], act: Act, version: int | None = None) -> Referral:
    referral = access.writable(Referral, referral_id, act)
    changes = editing.changed_fields(referral, values, version)
    if not changes:
        return referral
    editing.refuse_clashes(referral, changes, version)
    editing.put(referral, changes)
    _check(referral, act)
    editing.apply(referral, changes, act)
    return referral


@transaction.atomic
def archive_referral(*, referral_id: int, act: Act) -> Referral:
    """It counts no more and can be restored."""
    referral = access.writable(Referral, referral_id, act)
    archiving.archive(referral, act)  # type: ignore[arg-type]
    return referral


@transaction.atomic
def restore_referral(*, referral_id: int, act: Act) -> Referral:
    referral = access.writable(Referral, referral_id, act)
    archiving.restore(referral, act)  # type: ignore[arg-type]
    return referral


def _check(referral: Referral, act: Act) -> None:
    """One introducer, whom the actor sees, on a day that has come, and nobody introduces themselves."""
    if (referral.by_contact is None) == (referral.by_user is None):
        raise _refused("by_contact", gettext("Choose a person of a customer or one of ours, and only one of them."))
    if referral.by_contact_id is not None and referral.by_contact_id == referral.contact_id:
        raise _refused("by_contact", gettext("Nobody introduces themselves."))
    if referral.on > clock.day_of(act.now, workspace().zone):
        raise _refused("on", gettext("This day has not come yet."))
    revising.check(referral)
    seen = Contact.objects.visible_to(act.actor)
    if referral.by_contact_id is not None and not seen.filter(pk=referral.by_contact_id).exists():
        raise NotFound


def _refused(field: str, text: str) -> Invalid:
    return Invalid(fields={field: text})
