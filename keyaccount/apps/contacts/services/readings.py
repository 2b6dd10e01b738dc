"""Writing down where people stand. A reading is never changed: a newer one follows it, a wrong one is taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.contacts.models import CommitmentReading, Contact, Observed
from keyaccount.apps.workspace import clock
from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import AuditAction
from keyaccount.apps.workspace.queries.settings import workspace
from keyaccount.apps.workspace.services import access, audit, revising
from keyaccount.kernel.errors import Invalid, NotAllowed, NotFound


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen of somebody; `on` None: today. Without evidence it is a guess and must say so."""

    dynamics_high: bool
    receptivity_high: bool
    on: date | None = None
    assumed: bool = False
    evidence: str = ""


@transaction.atomic
def record_reading(*, contact_id: int, seen: Seen, act: Act) -> CommitmentReading:
    contact = access.writable(Contact, contact_id, act)
    today = clock.day_of(act.now, workspace().zone)
    reading = CommitmentReading(
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
def withdraw_reading(*, reading_id: int, act: Act) -> CommitmentReading:
    """Take it back; the newest one before it counts again."""
    reading = _writable(reading_id, act)
    if reading.withdrawn_at is None:
        reading.withdrawn_at = act.now
        reading.save(update_fields=["withdrawn_at"])
        audit.record(act, reading, AuditAction.ARCHIVED)
    return reading


@transaction.atomic
def restore_reading(*, reading_id: int, act: Act) -> CommitmentReading:
    reading = _writable(reading_id, act)
    if reading.withdrawn_at is not None:
        reading.withdrawn_at = None
        reading.save(update_fields=["withdrawn_at"])
        audit.record(act, reading, AuditAction.RESTORED)
    return reading


def _writable(reading_id: int, act: Act) -> CommitmentReading:
    if not CommitmentReading.objects.visible_to(act.actor).filter(pk=reading_id).exists():
        raise NotFound
    if not CommitmentReading.objects.writable_by(act.actor).filter(pk=reading_id).exists():
        raise NotAllowed
    return CommitmentReading.objects.select_for_update(of=("self",)).select_related("contact").get(pk=reading_id)


def check_reading(reading: Observed, today: date) -> None:
    revising.check(reading)
    if reading.on > today:
        raise Invalid(fields={"on": str(_("Nobody has been seen on a day that is still to come."))})
    if not reading.evidence and not reading.assumed:
        raise Invalid(fields={"evidence": str(_("Write down what showed it, or mark it as assumed."))})


def told_of_reading(reading: Observed) -> dict[str, tuple[None, object]]:
    """The evidence is personal data and stays out of the trail, which more people read."""
    names = ("on", "dynamics_high", "receptivity_high", "assumed")
    return {name: (None, getattr(reading, name)) for name in names}
