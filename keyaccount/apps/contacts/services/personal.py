"""Writing the personal side of someone, and their special days: only those who tend the account."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.contacts.models import Contact, DayKind, Personal, SpecialDay
from keyaccount.apps.workspace import clock
from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import AuditAction
from keyaccount.apps.workspace.queries.settings import workspace
from keyaccount.apps.workspace.services import audit, editing, revising
from keyaccount.formulas.special_days import is_possible, next_occurrence
from keyaccount.kernel.errors import Fact, Invalid, NotAllowed, NotFound

FIELDS = (
    "interests",
    "family",
    "quotes",
    "proud_moments",
    "features",
    "name_said",
    "thinking_style",
    "temperament",
)
DAY_FIELDS = ("kind", "whose", "lunar", "month", "day", "leap", "year", "note")


class HasBirthday(Fact):
    message = _("The birthday of %(name)s is written down already. Change that one.")


@transaction.atomic
def set_personal(*, contact_id: int, values: Mapping[str, Any], act: Act, version: int | None = None) -> Personal:
    personal = _held(contact_id, act)
    changes = editing.changed_fields(personal, values, version)
    editing.refuse_clashes(personal, changes, version)
    if changes:
        for name, (_before, after) in changes.items():
            setattr(personal, name, after)
        revising.check(personal)
        editing.apply(personal, changes, act)
    return personal


@transaction.atomic
def add_day(*, contact_id: int, values: Mapping[str, Any], act: Act) -> SpecialDay:
    personal = _held(contact_id, act)
    day = SpecialDay(contact=personal.contact, **{name: values[name] for name in DAY_FIELDS if name in values})
    _settle(day, act)
    day.save(force_insert=True)
    _note(personal, (None, told_of(day)), act)
    return day


@transaction.atomic
def change_day(*, contact_id: int, day_id: int, values: Mapping[str, Any], act: Act) -> SpecialDay:
    personal = _held(contact_id, act)
    day = _day(personal, day_id)
    before = told_of(day)
    for name in DAY_FIELDS:
        setattr(day, name, values.get(name, getattr(day, name)))
    _settle(day, act)
    if told_of(day) != before:
        day.save()
        _note(personal, (before, told_of(day)), act)
    return day


@transaction.atomic
def remove_day(*, contact_id: int, day_id: int, act: Act) -> None:
    personal = _held(contact_id, act)
    day = _day(personal, day_id)
    before = told_of(day)
    day.delete()
    _note(personal, (before, None), act)


def told_of(day: SpecialDay) -> str:
    """A day in one line of the audit trail, in the words of whoever writes: Birthday · lunar 1970-闰06-10."""
    year = "" if day.year is None else f"{day.year}-"
    month = ("闰" if day.leap else "") + f"{day.month:02}"
    calendar = gettext("lunar") + " " if day.lunar else ""
    parts = [str(DayKind(day.kind).label), day.whose, f"{calendar}{year}{month}-{day.day:02}", day.note]
    return " · ".join(filter(None, parts))


def put_next(day: SpecialDay, today: date) -> None:
    day.next_on = next_occurrence(day.yearly, today).on


def _held(contact_id: int, act: Act) -> Personal:
    """The person's personal side, made when nothing was known yet, held until the transaction ends."""
    if not Contact.objects.visible_to(act.actor).filter(pk=contact_id).exists():
        raise NotFound
    known = Contact.objects.tended_by(act.actor).filter(pk=contact_id, erased_at=None)
    if not act.actor.role.may_create or not known.exists():
        raise NotAllowed
    contact = editing.locked(Contact.objects.all(), contact_id)
    found = Personal.objects.filter(contact=contact).first()
    return found or Personal.objects.create(contact=contact, created_at=act.now, updated_at=act.now)


def _day(personal: Personal, day_id: int) -> SpecialDay:
    day: SpecialDay | None = SpecialDay.objects.filter(pk=day_id, contact_id=personal.contact_id).first()
    if day is None:
        raise NotFound
    return day


def _settle(day: SpecialDay, act: Act) -> None:
    """Check the day, as the calendar and the database have it, and say when it comes next."""
    if not is_possible(day.yearly, day.year):
        raise Invalid(fields={"day": str(_("The calendar has no such day. Look at the month, the day and the year."))})
    put_next(day, clock.day_of(act.now, workspace().zone))
    if _has_other_birthday(day):
        raise HasBirthday(name=day.contact)
    revising.check(day, exclude=["contact"])


def _has_other_birthday(day: SpecialDay) -> bool:
    own = SpecialDay.objects.filter(contact=day.contact, kind=DayKind.BIRTHDAY, whose="").exclude(pk=day.pk)
    return day.kind == DayKind.BIRTHDAY and not day.whose and own.exists()


def _note(personal: Personal, change: tuple[str | None, str | None], act: Act) -> None:
    """What is done to a day is told of the personal side, which stays when the day is gone."""
    personal.version += 1
    personal.updated_at = act.now
    personal.save(update_fields=["version", "updated_at"])
    audit.record(act, personal, AuditAction.CHANGED, {"special_day": change})
