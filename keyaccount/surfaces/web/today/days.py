"""Birthdays and other special days of the coming two weeks, of people whose account the reader tends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from keyaccount.apps.contacts.models import SpecialDay
from keyaccount.apps.contacts.queries.personal import coming_soon
from keyaccount.apps.contacts.tables.days import countdown, date_words, occasion
from keyaccount.apps.workspace.models import User


@dataclass(frozen=True, slots=True)
class Line:
    """years: how many it will be then, where that is known."""

    day: SpecialDay
    occasion: str
    words: str
    when: str
    years: int | None


def days_coming(user: User, today: date) -> list[Line]:
    return [
        Line(
            coming.day,
            occasion(coming.day),
            date_words(coming.day) if coming.day.lunar else "",
            countdown(coming.day.next_on, today),
            coming.years,
        )
        for coming in coming_soon(user, today)
    ]
