"""The personal side of people, for those who tend their account; for others, only that there is one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet

from keyaccount.apps.contacts.models import AdviceCard, Contact, Personal, SpecialDay, Subject
from keyaccount.apps.workspace.models import User
from keyaccount.formulas.special_days import next_occurrence
from keyaccount.kernel.errors import NotAllowed

SOON = timedelta(days=14)
SHOWN = 12


@dataclass(frozen=True, slots=True)
class Coming:
    """A special day and how many years it will be then (None where the year is not known)."""

    day: SpecialDay
    years: int | None


@dataclass(frozen=True, slots=True)
class Side:
    """What a reader sees of the personal side. `exists`: whether anything is written down; the rest is empty for those
    who do not tend the account."""

    tends: bool
    exists: bool
    personal: Personal | None = None
    days: tuple[Coming, ...] = ()
    cards: Mapping[str, AdviceCard] | None = None


def tends(user: User, contact: Contact) -> bool:
    return Contact.objects.tended_by(user).filter(pk=contact.pk).exists()


def may_write_personal(user: User, contact: Contact) -> bool:
    return user.role.may_create and tends(user, contact)


def side_of(contact: Contact, user: User, today: date) -> Side:
    rows = Personal.objects.filter(contact=contact)
    if not tends(user, contact):
        return Side(tends=False, exists=rows.exists())
    personal, days = rows.first(), tuple(_coming(day, today) for day in contact.special_days.all())
    return Side(True, bool(personal), personal, days, _cards(personal))


def personal_to_read(user: User, contact: Contact) -> Personal:
    """The stored one, or an empty one that is not saved yet."""
    if not tends(user, contact):
        raise NotAllowed
    return Personal.objects.filter(contact=contact).first() or Personal(contact=contact)


def personal_to_write(user: User, contact: Contact) -> Personal:
    if not may_write_personal(user, contact):
        raise NotAllowed
    return personal_to_read(user, contact)


def days_coming(user: User, today: date) -> QuerySet[SpecialDay]:
    """The days within two weeks of people whose account the user tends and who are still there."""
    rows = SpecialDay.objects.visible_to(user).filter(next_on__gte=today, next_on__lte=today + SOON)
    return rows.filter(contact__archived_at=None).select_related("contact__account")


def coming_soon(user: User, today: date) -> list[Coming]:
    return [_coming(day, today) for day in days_coming(user, today)[:SHOWN]]


def personal_seen(user: User, ids: Iterable[int]) -> Iterable[int]:
    """Of these personal sides, those whose content the user reads in the audit trail."""
    return Personal.objects.visible_to(user).filter(pk__in=list(ids)).values_list("pk", flat=True)


def cards() -> dict[str, list[AdviceCard]]:
    found: dict[str, list[AdviceCard]] = {subject: [] for subject in Subject.values}
    for card in AdviceCard.objects.all():
        found[card.subject].append(card)
    return found


def _coming(day: SpecialDay, today: date) -> Coming:
    return Coming(day, day.years_on(next_occurrence(day.yearly, today).year))


def _cards(personal: Personal | None) -> Mapping[str, AdviceCard]:
    if personal is None or not (personal.thinking_style or personal.temperament):
        return {}
    wanted = {Subject.THINKING: personal.thinking_style, Subject.TEMPERAMENT: personal.temperament}
    found = AdviceCard.objects.filter(code__in=[code for code in wanted.values() if code])
    return {card.subject: card for card in found if wanted[Subject(card.subject)] == card.code}
