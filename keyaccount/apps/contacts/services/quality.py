"""People as records that may stand twice: what is compared, what a merge asks about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.contacts.models import Contact
from keyaccount.apps.contacts.services import contacts
from keyaccount.apps.contacts.services.history import write_state
from keyaccount.apps.contacts.services.next_visit import put_next_visit
from keyaccount.apps.workspace.queries.quality import kinds
from keyaccount.apps.workspace.queries.quality.kinds import Kind, Pair
from keyaccount.formulas.duplicates import (
    Person,
    close_pairs,
    compare_people,
    email_key,
    pairs_sharing,
    person_name,
    phone_keys,
)


def person(values: Mapping[str, Any]) -> Person:
    return Person(
        name=values["name"],
        name_latin=values.get("name_latin") or "",
        account=values.get("account_id"),
        email=email_key(values.get("email") or ""),
        phones=phone_keys(values.get("mobile") or "", values.get("phone") or ""),
    )


def pairs(people: Mapping[int, Person]) -> set[Pair]:
    """Those who share an address, a number, or a name at one account; near names only within an account."""
    found = pairs_sharing({pk: keys(one) for pk, one in people.items()})
    at: dict[int, dict[int, str]] = defaultdict(dict)
    for pk, one in people.items():
        if one.account is not None:
            at[one.account][pk] = person_name(one.name)
    for names in at.values():
        found |= close_pairs(names) if len(names) > 1 else set()
    return found


def keys(one: Person) -> set[str]:
    return _reach(one) | _names(one)


def lookup(people: Sequence[Person]) -> Q:
    emails = {one.email for one in people if one.email}
    phones = {number for one in people for number in one.phones}
    accounts = {one.account for one in people if one.account is not None and one.account > 0}
    found = Q(pk__in=[])
    if emails:
        found |= Q(email_key__in=emails)
    if phones:
        found |= Q(mobile_key__in=phones) | Q(phone_key__in=phones)
    if accounts:
        found |= Q(account_id__in=accounts, name_key__in={person_name(one.name)[:120] for one in people})
    return found


def near(one: Person) -> Q:
    found = Q(pk__in=[])
    if one.email:
        found |= Q(email_key=one.email)
    if one.phones:
        found |= Q(mobile_key__in=one.phones) | Q(phone_key__in=one.phones)
    if one.account is not None:
        found |= Q(account_id=one.account)
    return found


def _reach(one: Person) -> set[str]:
    return {f"#{number}" for number in one.phones} | ({one.email} if one.email else set())


def _names(one: Person) -> set[str]:
    names = {person_name(name) for name in (one.name, one.name_latin) if name}
    return {f"{one.account} {name}" for name in names} if one.account is not None else set()


def last_visit(stays: Contact, goes: Contact) -> None:
    stays.last_visit_on = max(filter(None, (stays.last_visit_on, goes.last_visit_on)), default=None)
    put_next_visit(stays)


CONTACTS = Kind(
    key="contacts",
    title=_("Contacts"),
    model=Contact,
    fields=tuple(name for name in contacts.FIELDS if not name.startswith("external_")),
    columns=("name", "name_latin", "account_id", "email", "mobile", "phone"),
    subject=person,
    pairs=pairs,
    compare=compare_people,
    near=near,
    keys=keys,
    lookup=lookup,
    put_words=contacts.put_words,
    check=contacts.check,
    page="contacts:contact",
    derive=last_visit,
    write_history=write_state,
)


def add() -> None:
    kinds.add(CONTACTS)
