"""Writing down where somebody stands in one deal: never changed, but followed by a newer one or taken back."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.contacts.models import Contact
from keyaccount.apps.contacts.services.readings import Seen, check_reading, told_of_reading
from keyaccount.apps.pipeline.models import DealReading, Opportunity
from keyaccount.apps.workspace import clock
from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import AuditAction
from keyaccount.apps.workspace.queries.settings import workspace
from keyaccount.apps.workspace.services import access, audit
from keyaccount.kernel.errors import Fact, NotAllowed, NotFound


class TakesNoPart(Fact):
    message = _("%(name)s takes no part in this deal. Add the person to it first.")


@transaction.atomic
def record_deal_reading(*, opportunity_id: int, contact_id: int, seen: Seen, act: Act) -> DealReading:
    deal = access.writable(Opportunity, opportunity_id, act)
    contact = Contact.objects.visible_to(act.actor).filter(pk=contact_id, erased_at=None).first()
    if contact is None:
        raise NotFound
    if not deal.people.present().filter(contact=contact).exists():
        raise TakesNoPart(name=contact)
    today = clock.day_of(act.now, workspace().zone)
    reading = DealReading(
        opportunity=deal,
        contact=contact,
        on=seen.on or today,
        dynamics_high=seen.dynamics_high,
        receptivity_high=seen.receptivity_high,
        assumed=seen.assumed,
        evidence=seen.evidence.strip(),
        author=act.actor,
        created_at=act.now,
    )
    check_reading(reading, today)
    reading.save(force_insert=True)
    audit.record(act, reading, AuditAction.CREATED, told_of_reading(reading))
    return reading


@transaction.atomic
def withdraw_deal_reading(*, reading_id: int, act: Act) -> DealReading:
    """Take it back; the newest one before it counts again, and without any that of the account."""
    return _mark(reading_id, act, withdrawn=True)


@transaction.atomic
def restore_deal_reading(*, reading_id: int, act: Act) -> DealReading:
    return _mark(reading_id, act, withdrawn=False)


def _mark(reading_id: int, act: Act, *, withdrawn: bool) -> DealReading:
    if not DealReading.objects.visible_to(act.actor).filter(pk=reading_id).exists():
        raise NotFound
    if not DealReading.objects.writable_by(act.actor).filter(pk=reading_id).exists():
        raise NotAllowed
    reading = DealReading.objects.select_for_update(of=("self",)).get(pk=reading_id)
    if (reading.withdrawn_at is not None) != withdrawn:
        reading.withdrawn_at = act.now if withdrawn else None
        reading.save(update_fields=["withdrawn_at"])
        audit.record(act, reading, AuditAction.ARCHIVED if withdrawn else AuditAction.RESTORED)
    return reading
