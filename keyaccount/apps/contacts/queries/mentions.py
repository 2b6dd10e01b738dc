"""Free texts about something else that name a person: found by their name at the companies where they are or were."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext

from keyaccount.apps.accounts.models import Account, PortraitAnswer, RivalNote, Signal
from keyaccount.apps.collaboration.models import Comment
from keyaccount.apps.contacts.models import CommitmentReading, Contact, ContactPlan, Personal, SpecialDay, Visit
from keyaccount.apps.workspace.models import User
from keyaccount.apps.workspace.queries.trail import entity_of

AROUND = 60
SHORTEST = 2
PERSONAL = ("interests", "family", "quotes", "proud_moments", "features")

Near = Callable[[int], Q]


@dataclass(frozen=True, slots=True)
class Source:
    """Records with free texts. near: those of one account; own: the column by which a row is the person's own, which is
    held as theirs already; told_by: the relation to the record whose trail tells of these texts, where not their own
    does."""

    model: type[models.Model]
    fields: tuple[str, ...]
    near: Near
    own: str = ""
    told_by: str = ""

    def rows(self, account: int, contact: Contact, names: Sequence[str]) -> models.QuerySet[Any]:
        named = reduce(or_, (Q(**{f"{field}__icontains": name}) for field in self.fields for name in names))
        rows = self.model._default_manager.filter(self.near(account), named)
        return rows.exclude(**{self.own: contact.pk}) if self.own else rows


@dataclass(frozen=True, slots=True)
class Mention:
    """A text of a record near the account. concerns: it is tied to the person, whether it names them or not."""

    record: models.Model
    field: str
    account: int | None
    concerns: bool = False
    told_by: str = ""

    @property
    def teller(self) -> models.Model | None:
        """The record whose trail tells of the text, beside its own."""
        return getattr(self.record, self.told_by) if self.told_by else None

    @property
    def key(self) -> str:
        return f"{entity_of(self.record)}:{self.record.pk}:{self.field}"

    @property
    def text(self) -> str:
        return str(getattr(self.record, self.field))

    @property
    def may_be_empty(self) -> bool:
        return bool(self._column.blank)

    @property
    def place(self) -> str:
        """Which text of what kind of record it is, without a word of what it says."""
        kind, number = gettext(str(self.record._meta.verbose_name)), self.record.pk
        return f"{kind[:1].upper()}{kind[1:]} {number} · {self._column.verbose_name}"

    @property
    def _column(self) -> Any:
        return self.record._meta.get_field(self.field)


_sources: list[Source] = []


def add_sources(*sources: Source) -> None:
    _sources.extend(sources)


def at(lookup: str) -> Near:
    return lambda account: Q(**{lookup: account})


def on_records(model: type[models.Model], lookup: str) -> Near:
    """Comments on the records of a model that belong to the account by that lookup."""
    entity = entity_of(model)
    return lambda account: Q(
        entity=entity, object_id__in=model._default_manager.filter(**{lookup: account}).values("pk")
    )


def mentions_of(contact: Contact) -> list[Mention]:
    """Each text once; notes that are tied to the person first."""
    found = {mention.key: mention for mention in _naming(contact)}
    tied = {mention.key: mention for mention in _tied(contact)}
    return list((tied | {key: one for key, one in found.items() if key not in tied}).values())


def readable(mentions: Sequence[Mention], user: User) -> frozenset[str]:
    """The keys of those whose words the user may read: of accounts that they tend."""
    near = {mention.account for mention in mentions if mention.account is not None}
    tended = set(Account.objects.tended_by(user).filter(pk__in=near).values_list("pk", flat=True))
    return frozenset(mention.key for mention in mentions if mention.account in tended)


def names_of(contact: Contact) -> list[str]:
    """The person's names, those of records that became this one too, longest first."""
    rows = Contact.objects.filter(Q(pk=contact.pk) | Q(merged_into=contact)).values_list("name", "name_latin")
    names = {name.strip() for row in rows for name in row}
    return sorted((name for name in names if len(name) >= SHORTEST), key=len, reverse=True)


def naming(names: Sequence[str]) -> re.Pattern[str]:
    """Any of the names; a romanised one is no part of a longer word (Li is not named by Lighting)."""
    return re.compile("|".join(_whole(name) for name in names) or r"(?!)", re.IGNORECASE)


def excerpt(mention: Mention, names: Sequence[str]) -> str:
    """The text around the name."""
    text = " ".join(mention.text.split())
    found = naming(names).search(text)
    middle = found.start() if found else 0
    first, last = max(middle - AROUND, 0), middle + 2 * AROUND
    return ("…" if first else "") + text[first:last] + ("…" if last < len(text) else "")


def _naming(contact: Contact) -> Iterator[Mention]:
    names = names_of(contact)
    pattern = naming(names)
    for account in _accounts(contact) if names else ():
        for source in _sources:
            for record in source.rows(account, contact, names):
                fields = (field for field in source.fields if pattern.search(getattr(record, field)))
                yield from (Mention(record, field, account, told_by=source.told_by) for field in fields)


def _tied(contact: Contact) -> Iterator[Mention]:
    rows = RivalNote.objects.filter(people__contact=contact).exclude(text="").order_by("id")
    yield from (Mention(note, "text", note.account_id, concerns=True) for note in rows)


def _accounts(contact: Contact) -> list[int]:
    """Where they are and were."""
    past = contact.states.exclude(account=None).values_list("account", flat=True)
    return sorted({*past, contact.account_id} - {None})


def _whole(name: str) -> str:
    before = r"(?<![A-Za-z])" if name[0].isascii() else ""
    after = r"(?![A-Za-z])" if name[-1].isascii() else ""
    return before + re.escape(name) + after


def add_own() -> None:
    add_sources(
        Source(RivalNote, ("text",), at("account")),
        Source(PortraitAnswer, ("text", "source"), at("account"), told_by="account"),
        Source(Account, ("notes", "strategic_reason"), at("pk")),
        Source(Signal, ("text", "source", "dismissed_because"), at("account")),
        Source(Contact, ("notes", "first_concern", "source"), at("account"), own="pk"),
        Source(Personal, PERSONAL, at("contact__account"), "contact"),
        Source(SpecialDay, ("whose", "note"), at("contact__account"), "contact"),
        Source(Visit, ("purpose", "result"), at("contact__account"), "contact"),
        Source(ContactPlan, ("purpose", "follow_up"), at("contact__account"), "contact"),
        Source(CommitmentReading, ("evidence",), at("contact__account"), "contact"),
        Source(Comment, ("text",), on_records(Account, "pk")),
        Source(Comment, ("text",), on_records(Contact, "account")),
    )
