"""Answering a person who asks what is held about them, or to be forgotten. Both are audited; the second is for good."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.collaboration.services.forgetting import forget_attached
from keyaccount.apps.contacts.models import (
    CommitmentReading,
    Contact,
    ContactPlan,
    ContactState,
    Personal,
    RivalNotePerson,
    SpecialDay,
    Visit,
)
from keyaccount.apps.contacts.queries.data_subjects import (
    Section,
    data_subject,
    held_about,
    holders,
    objections,
    trail_of,
)
from keyaccount.apps.contacts.queries.mentions import names_of
from keyaccount.apps.contacts.services.contacts import put_words
from keyaccount.apps.contacts.services.journals import forget_journals
from keyaccount.apps.contacts.services.mentions import forget_mentions, renamed
from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import AuditAction, AuditEntry
from keyaccount.apps.workspace.queries.trail import entity_of
from keyaccount.apps.workspace.services import audit, editing
from keyaccount.kernel.errors import Fact, Invalid, NotAllowed

TEXTS = ("name_latin", "title", "department", "email", "mobile", "phone", "wechat", "address", "source", "notes",
         "first_concern", "external_source")  # fmt: skip


class StillNeeded(Fact):
    message = _("This person cannot be erased yet. %(why)s")


class ErasedAlready(Fact):
    message = _("This person has been erased already.")


@transaction.atomic
def export_data(*, contact_id: int, request: str, act: Act) -> list[Section]:
    """All that is held. request: who asked for it, when and how; it stays in the audit trail."""
    contact = data_subject(act.actor, contact_id)
    if not act.actor.role.may_export:
        raise NotAllowed
    _needs(request)
    audit.record(act, contact, AuditAction.CHANGED, {"data_exported": (None, request)})
    return held_about(contact, act.actor)


@transaction.atomic
def erase_person(
    *, contact_id: int, request: str, typed_name: str, texts: Mapping[str, str] | None = None, act: Act
) -> Contact:
    """Name and all that is personal are replaced or removed, in the record, in what belongs to it and in the trail;
    deals, visits and roles stay countable. texts: what becomes of each text about something else that names the person
    (`services.mentions`); where nothing is said, the name goes. Nothing brings it back."""
    data_subject(act.actor, contact_id)
    contact: Contact = editing.locked(Contact.objects.all(), contact_id)
    _needs(request)
    if contact.erased_at is not None:
        raise ErasedAlready
    if typed_name.strip() != contact.name:
        raise Invalid(fields={"typed_name": str(_("Type the name exactly as it stands above."))})
    if reasons := objections(contact):
        raise StillNeeded(why=" ".join(reasons))
    name = gettext("Erased person %(number)s") % {"number": contact.pk}
    forget_mentions(contact, name, texts or {}, act)
    for one in (contact, *Contact.objects.filter(merged_into=contact)):
        _forget(one, name, act)
    audit.record(act, contact, AuditAction.CHANGED, {"erased": (None, request)})
    return contact


def _needs(request: str) -> None:
    if not request.strip():
        raise Invalid(fields={"request": str(_("Write down who asked for this, when and how."))})


def _forget(contact: Contact, name: str, act: Act) -> None:
    for holder in holders():
        holder.erase(contact, name)
    _forget_trail(contact, name)
    forget_attached(entity=entity_of(contact), object_id=contact.pk)
    forget_journals(contact, name)
    Personal.objects.filter(contact=contact).delete()
    SpecialDay.objects.filter(contact=contact).delete()
    ContactState.objects.filter(contact=contact).update(title="", department="")
    ContactPlan.objects.filter(contact=contact).update(purpose="", follow_up="")
    RivalNotePerson.objects.filter(contact=contact).delete()
    Visit.objects.filter(contact=contact).update(purpose="", result="")
    CommitmentReading.objects.filter(contact=contact).update(evidence="")
    _forget_record(contact, name, act)


def _forget_record(contact: Contact, name: str, act: Act) -> None:
    for field in TEXTS:
        setattr(contact, field, "")
    contact.name, contact.external_id, contact.custom = name, None, {}
    contact.archived_at = contact.archived_at or act.now
    contact.erased_at = contact.updated_at = act.now
    contact.version += 1
    put_words(contact)
    contact.save()


def _forget_trail(contact: Contact, name: str) -> None:
    """The trail goes on saying who changed which field when, but not from what to what; elsewhere the name goes."""
    own = list(trail_of(contact))
    for entry in own:
        entry.label = name
        entry.changes = {field: [None, None] for field in entry.changes}
    neighbours = Contact.objects.filter(account=contact.account).values("pk")
    about = AuditEntry.objects.filter(entity=entity_of(contact), object_id__in=neighbours).exclude(object_id=contact.pk)
    account = AuditEntry.objects.filter(entity=entity_of(Account), object_id=contact.account_id or 0)
    others = [entry for entry in (*about, *account) if rename(entry, contact, name)]
    AuditEntry.objects.bulk_update([*own, *others], ["label", "changes"], batch_size=500)


def rename(entry: AuditEntry, contact: Contact, name: str) -> bool:
    """Put the new name for the old one wherever an entry about something else tells it; whether it did."""
    before = (entry.label, entry.changes)
    names = names_of(contact)
    entry.label = renamed(entry.label, names, name)[:200]
    entry.changes = renamed(entry.changes, names, name)
    return before != (entry.label, entry.changes)
