"""Recording visits to people, and correcting what was recorded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.contacts.models import Contact, Visit
from keyaccount.apps.contacts.services.next_visit import put_next_visit
from keyaccount.apps.workspace import clock
from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import AuditAction
from keyaccount.apps.workspace.queries.settings import workspace
from keyaccount.apps.workspace.services import access, archiving, audit, editing, revising
from keyaccount.kernel.errors import Invalid

FIELDS = ("made_on", "made_by", "purpose", "result")


@transaction.atomic
def record_visit(*, contact_id: int, values: Mapping[str, Any], act: Act) -> Visit:
    """Whoever writes the person records visits to them, their own or a colleague's."""
    contact = access.writable(Contact, contact_id, act)
    visit = Visit(contact=contact, account=contact.account, created_at=act.now, updated_at=act.now)
    for name, value in {"made_by": act.actor, **values}.items():
        setattr(visit, name, value)
    _check(visit, act)
    visit.save(force_insert=True)
    audit.record(act, visit, AuditAction.CREATED)
    _keep_last_visit(contact)
    return visit


@transaction.atomic
def change_visit(*, visit_id: int, values: Mapping[str, Any], act: Act, version: int | None = None) -> Visit:
    visit = access.writable(Visit, visit_id, act)
    changes = editing.changed_fields(visit, values, version)
    editing.refuse_clashes(visit, changes, version)
    if changes:
        for name, (_before, after) in changes.items():
            setattr(visit, name, after)
        _check(visit, act)
        editing.apply(visit, changes, act)
        _keep_last_visit(visit.contact)
    return visit


@transaction.atomic
def archive_visit(*, visit_id: int, act: Act) -> Visit:
    """A visit that never was: it counts no more and can be restored."""
    visit = access.writable(Visit, visit_id, act)
    archiving.archive(visit, act)  # type: ignore[arg-type]
    _keep_last_visit(visit.contact)
    return visit


@transaction.atomic
def restore_visit(*, visit_id: int, act: Act) -> Visit:
    visit = access.writable(Visit, visit_id, act)
    archiving.restore(visit, act)  # type: ignore[arg-type]
    _keep_last_visit(visit.contact)
    return visit


def _check(visit: Visit, act: Act) -> None:
    revising.check(visit)
    if visit.made_on > clock.day_of(act.now, workspace().zone):
        text = _("A visit is recorded once it has been made; this day is still to come.")
        raise Invalid(fields={"made_on": str(text)})


def _keep_last_visit(contact: Contact) -> None:
    """Stored with the person, so that a list of thousands can be ordered by it; it is no change of theirs."""
    contact.last_visit_on = Visit.objects.present().filter(contact=contact).aggregate(last=Max("made_on"))["last"]
    put_next_visit(contact)
    Contact.objects.filter(pk=contact.pk).update(
        last_visit_on=contact.last_visit_on, next_visit_by=contact.next_visit_by
    )
