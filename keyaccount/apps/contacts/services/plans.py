"""Writing the contact strategy plan, one person a row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from keyaccount.apps.contacts.models import Contact
from keyaccount.apps.contacts.models.plan import ContactPlan
from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.services import access, editing, revising


@transaction.atomic
def set_plan(*, contact_id: int, values: Mapping[str, Any], act: Act, version: int | None = None) -> ContactPlan:
    contact = access.writable(Contact, contact_id, act)
    plan = ContactPlan.objects.filter(contact=contact).first()
    if plan is None:
        plan = ContactPlan.objects.create(contact=contact, created_at=act.now, updated_at=act.now)
    changes = editing.changed_fields(plan, values, version)
    editing.refuse_clashes(plan, changes, version)
    if changes:
        for name, (_before, after) in changes.items():
            setattr(plan, name, after)
        revising.check(plan)
        editing.apply(plan, changes, act)
    return plan
