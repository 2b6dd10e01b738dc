"""Saying which notes about rivals concern a person, so that they are given out and erased with them."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from keyaccount.apps.contacts.models import Contact, RivalNotePerson
from keyaccount.apps.contacts.queries.contacts import contact_seen
from keyaccount.apps.contacts.queries.rival_notes import notes_at
from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import AuditAction
from keyaccount.apps.workspace.services import audit
from keyaccount.kernel.errors import NotAllowed, NotFound


@transaction.atomic
def set_notes(*, contact_id: int, notes: Collection[int], act: Act) -> Contact:
    """These of the account's notes concern the person, the others of them do not. The trail says that, not which."""
    contact = contact_seen(act.actor, contact_id)
    tends = Contact.objects.tended_by(act.actor) & Contact.objects.writable_by(act.actor)
    if not tends.filter(pk=contact.pk).exists():
        raise NotAllowed
    known = {note.pk for note in notes_at(contact, act.actor)}
    if not set(notes) <= known:
        raise NotFound
    before = set(contact.rival_notes.filter(note__in=known).values_list("note", flat=True))
    after = set(notes)
    if before == after:
        return contact
    contact.rival_notes.filter(note__in=before - after).delete()
    RivalNotePerson.objects.bulk_create(RivalNotePerson(note_id=pk, contact=contact) for pk in sorted(after - before))
    audit.record(act, contact, AuditAction.CHANGED, {"rival_notes": (len(before), len(after))})
    return contact
