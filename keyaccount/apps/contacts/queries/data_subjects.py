"""All that is held about one person, for when they ask: each domain says what it holds, in what it is taken out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.accounts.models import RivalNote
from keyaccount.apps.collaboration.models import Attachment, Comment
from keyaccount.apps.contacts.models import (
    CommitmentReading,
    Contact,
    ContactPlan,
    ContactState,
    Personal,
    SpecialDay,
    Visit,
)
from keyaccount.apps.contacts.queries.mentions import mentions_of, readable
from keyaccount.apps.workspace.models import AuditEntry, User
from keyaccount.apps.workspace.queries.trail import entity_of
from keyaccount.figures.figure import Text
from keyaccount.kernel.errors import NotAllowed, NotFound

Row = dict[str, Any]
LEFT_OUT = frozenset({"search", "search_reach", "name_key", "email_key", "mobile_key", "phone_key", "version"})


@dataclass(frozen=True, slots=True)
class Holder:
    """One kind of data about people. held: its rows; objection: why the person cannot be erased yet, or empty; erase:
    what goes when they are, given the contact and the name that replaces theirs."""

    key: str
    title: Text
    held: Callable[[Contact], Iterable[Row]]
    objection: Callable[[Contact], str] = lambda contact: ""
    erase: Callable[[Contact, str], None] = lambda contact, name: None


@dataclass(frozen=True, slots=True)
class Section:
    key: str
    title: str
    rows: Sequence[Row]


_holders: dict[str, Holder] = {}


def add_holder(holder: Holder) -> None:
    _holders[holder.key] = holder


def holders() -> list[Holder]:
    return list(_holders.values())


def data_subject(user: User, contact_id: int) -> Contact:
    """For those who tend the account and write there, and for administrators, who answer for the workspace."""
    contact: Contact | None = Contact.objects.visible_to(user).filter(pk=contact_id).first()
    if contact is None:
        raise NotFound
    if not may_answer(user, contact):
        raise NotAllowed
    return contact


def may_answer(user: User, contact: Contact) -> bool:
    if user.role.may_administer:
        return True
    tends = Contact.objects.tended_by(user) & Contact.objects.writable_by(user)
    return user.sees_group("reach") and tends.filter(pk=contact.pk).exists()


def held_about(contact: Contact, user: User) -> list[Section]:
    found = ((holder, [_plain(row) for row in holder.held(contact)]) for holder in holders())
    sections = [Section(holder.key, str(holder.title), rows) for holder, rows in found if rows]
    return sections + _mentions(contact, user)


def _mentions(contact: Contact, user: User) -> list[Section]:
    """Texts about something else; of accounts that the user does not tend (unless they administer) only where."""
    mentions = mentions_of(contact)
    seen = {one.key for one in mentions} if user.role.may_administer else readable(mentions, user)
    notes: list[Row] = []
    texts: list[Row] = []
    for one in mentions:
        row = {"key": one.key, "where": one.place, "text": one.text if one.key in seen else ""}
        (notes if isinstance(one.record, RivalNote) else texts).append(_plain(row))
    titled = (("rival_notes", _("Notes about rivals"), notes), ("mentions", _("Texts that name them"), texts))
    return [Section(key, str(title), rows) for key, title, rows in titled if rows]


def objections(contact: Contact) -> list[str]:
    return [said for holder in holders() if (said := holder.objection(contact))]


def trail_of(contact: Contact) -> models.QuerySet[AuditEntry]:
    """What the audit trail says of the person and of what belongs to them."""
    asked = models.Q(entity=entity_of(contact), object_id=contact.pk)
    for model in (Personal, Visit, CommitmentReading, ContactPlan):
        ids = model._default_manager.filter(contact=contact).values("pk")
        asked |= models.Q(entity=entity_of(model), object_id__in=ids)
    for attached in (Comment, Attachment):
        ids = attached._default_manager.filter(entity=entity_of(contact), object_id=contact.pk).values("pk")
        asked |= models.Q(entity=entity_of(attached), object_id__in=ids)
    return AuditEntry.objects.filter(asked).select_related("actor").order_by("id")


def rows_of(rows: models.QuerySet[Any]) -> list[Row]:
    """Every field of the rows, related records by their names."""
    names = [field.name for field in rows.model._meta.concrete_fields if field.name not in LEFT_OUT]
    return [{name: getattr(row, name) for name in names} for row in rows]


def _of(model: type[models.Model]) -> Callable[[Contact], list[Row]]:
    return lambda contact: rows_of(model._default_manager.filter(contact=contact))


def _attached(model: type[models.Model]) -> Callable[[Contact], list[Row]]:
    def held(contact: Contact) -> list[Row]:
        return rows_of(model._default_manager.filter(entity=entity_of(contact), object_id=contact.pk))

    return held


def _trail(contact: Contact) -> list[Row]:
    return [
        {"at": entry.at, "by": entry.actor, "record": entry.entity, "action": entry.action, "changes": entry.changes}
        for entry in trail_of(contact)
    ]


def _plain(row: Mapping[str, Any]) -> Row:
    return {name: _value(value) for name, value in row.items() if value not in (None, "", {}, [])}


def _value(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value if isinstance(value, str | int | bool | dict | list) else str(value)


def add_own() -> None:
    own: list[tuple[str, Text, Callable[[Contact], Iterable[Row]]]] = [
        ("contact", _("The person"), lambda contact: rows_of(Contact.objects.filter(pk=contact.pk))),
        ("roles", _("Roles"), lambda contact: [{"role": str(role)} for role in contact.roles.all()]),
        ("posts", _("Where they were"), _of(ContactState)),
        ("personal", _("Personal"), _of(Personal)),
        ("special_days", _("Special days"), _of(SpecialDay)),
        ("visits", _("Visits"), _of(Visit)),
        ("plan", _("Contact strategy plan"), _of(ContactPlan)),
        ("readings", _("How they stand to us"), _of(CommitmentReading)),
        ("comments", _("Comments"), _attached(Comment)),
        ("files", _("Files"), _attached(Attachment)),
        ("trail", _("Audit trail"), _trail),
    ]
    for key, title, held in own:
        add_holder(Holder(key, title, held))
