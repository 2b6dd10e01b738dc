"""Inviting people to an event, what they answered, who came, what followed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.contacts.models import Contact
from keyaccount.apps.events.models import Event, EventState, Guest
from keyaccount.apps.events.services.events import hold
from keyaccount.apps.pipeline.models import Opportunity
from keyaccount.apps.workspace import clock
from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import AuditAction
from keyaccount.apps.workspace.queries.settings import workspace
from keyaccount.apps.workspace.services import access, archiving, audit, editing, revising
from keyaccount.kernel.errors import Fact, Invalid, NotFound

FIELDS = ("invited_on", "answer", "came", "followed", "opportunity")
MOST = 500  # people invited by one act


class EventCancelled(Fact):
    message = _("This event is cancelled. Set it to planned before you invite people to it.")


class TooManyGuests(Fact):
    message = _("Invite at most %(most)s people at once; narrow whom you look for.")


@dataclass(frozen=True, slots=True)
class Invited:
    """new: guests that there were not; known: people who were invited already; refused: ids that nobody may invite."""

    new: Sequence[Guest]
    known: int
    refused: int


@transaction.atomic
def invite_people(
    *, event_id: int, contact_ids: Iterable[int], act: Act, values: Mapping[str, Any] | None = None
) -> Invited:
    """Whoever sees the event invites the people they write; its host invites everyone they see. Who was taken off the
    list is put back on it."""
    event = _event_seen(event_id, act)
    wanted = list(dict.fromkeys(contact_ids))
    if len(wanted) > MOST:
        raise TooManyGuests(most=MOST)
    people = _people(event, wanted, act)
    known = {guest.contact_id: guest for guest in Guest.objects.filter(event=event, contact__in=people)}
    back = [guest for guest in known.values() if guest.archived_at is not None]
    for guest in back:
        archiving.restore(guest, act)
    fresh = [person for person in people.values() if person.pk not in known]
    made = _insert(event, fresh, values or {}, act)
    return Invited([*made, *back], len(known) - len(back), len(wanted) - len(people))


@transaction.atomic
def change_guest(*, guest_id: int, values: Mapping[str, Any], act: Act, version: int | None = None) -> Guest:
    """Answer, presence, what followed. That somebody came says that the event was held."""
    guest = access.writable(Guest, guest_id, act)
    changes = editing.changed_fields(guest, values, version)
    if not changes:
        return guest
    editing.refuse_clashes(guest, changes, version)
    editing.put(guest, changes)
    guest.followed_on = _followed_on(guest, act)
    _check(guest, act, changes)
    editing.apply(guest, changes, act, also=["followed_on"])
    if changes.get("came", (None, None))[1]:
        hold(Event.objects.select_for_update().get(pk=guest.event_id), act)
    return guest


@transaction.atomic
def mark_rest(*, event_id: int, guest_ids: Iterable[int], came: bool | None, act: Act) -> list[int]:
    """The same of many of whom it was not known, or of whom it was said, to take that back; the ids of those marked."""
    _event_seen(event_id, act)
    rows = Guest.objects.writable_by(act.actor).present().filter(event=event_id, pk__in=list(guest_ids)[:MOST])
    before = rows.filter(came=None) if came is not None else rows.exclude(came=None)
    marked = [guest.pk for guest in before.order_by("pk")]
    for pk in marked:
        change_guest(guest_id=pk, values={"came": came}, act=act)
    return marked


@transaction.atomic
def remove_guest(*, guest_id: int, act: Act) -> Guest:
    """Off the list: counts no more, and is put back by inviting once more."""
    guest = access.writable(Guest, guest_id, act)
    archiving.archive(guest, act)  # type: ignore[arg-type]
    return guest


@transaction.atomic
def restore_guest(*, guest_id: int, act: Act) -> Guest:
    guest = access.writable(Guest, guest_id, act)
    archiving.restore(guest, act)  # type: ignore[arg-type]
    return guest


def _event_seen(event_id: int, act: Act) -> Event:
    event: Event | None = Event.objects.visible_to(act.actor).filter(pk=event_id).first()
    if event is None:
        raise NotFound
    return event


def _people(event: Event, wanted: Sequence[int], act: Act) -> dict[int, Contact]:
    """Those of the wanted whom the actor may invite; nobody where the event takes no more."""
    if event.state == EventState.CANCELLED:
        raise EventCancelled
    access.may_create(act)
    known = Contact.objects.present().filter(erased_at=None)
    hosts = Event.objects.writable_by(act.actor).filter(pk=event.pk).exists()
    allowed = known.visible_to(act.actor) if hosts else known.writable_by(act.actor)
    return {person.pk: person for person in allowed.filter(pk__in=wanted).order_by("pk")}


def _insert(event: Event, people: Sequence[Contact], values: Mapping[str, Any], act: Act) -> list[Guest]:
    day = clock.day_of(act.now, workspace().zone)
    stamps = {"created_at": act.now, "updated_at": act.now}
    first = {"invited_on": day, "invited_by": act.actor, **stamps}
    made = [
        Guest(event=event, contact=person, account_id=person.account_id, **first | dict(values)) for person in people
    ]
    for guest in made:
        guest.followed_on = _followed_on(guest, act)
        _check(guest, act, values)
    Guest.objects.bulk_create(made, batch_size=500)
    audit.record_many(audit.entry(act, guest, AuditAction.CREATED) for guest in made)
    if any(guest.came for guest in made):
        hold(event, act)
    return made


def _followed_on(guest: Guest, act: Act) -> Any:
    """The first day stays, whatever is added later; with nothing left, nothing followed."""
    if not guest.followed.strip() and guest.opportunity_id is None:
        return None
    return guest.followed_on or clock.day_of(act.now, workspace().zone)


def _check(guest: Guest, act: Act, given: Mapping[str, Any]) -> None:
    today = clock.day_of(act.now, workspace().zone)
    if guest.invited_on > today:
        raise Invalid(fields={"invited_on": gettext("This day has not come yet.")})
    if "came" in given and guest.came is not None and guest.event.starts_on > today:
        raise Invalid(fields={"came": gettext("The event has not begun yet; who came is known on its day.")})
    deal = guest.opportunity
    if "opportunity" in given and deal is not None:
        if not Opportunity.objects.visible_to(act.actor).filter(pk=deal.pk).exists():
            raise NotFound
        if guest.account_id is not None and deal.account_id != guest.account_id:
            raise Invalid(fields={"opportunity": gettext("Choose an opportunity of the guest’s own account.")})
    revising.check(guest, exclude=["event", "contact", "account"])
