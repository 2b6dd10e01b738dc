"""Who came of those invited, and with how many of them something followed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.events.queries.brought import guests, has_followed
from keyaccount.apps.workspace.queries.settings import workspace
from keyaccount.figures import Answer, Column, Definition, Input, Note, Question, Rows, Unit, memo, register
from keyaccount.figures.registry import plain
from keyaccount.formulas.events import Turnout, turnout

COLUMNS = (
    Column("event", _("Event")),
    Column("day", _("Day")),
    Column("person", _("Person")),
    Column("account", _("Account")),
    Column("came", _("Came"), Unit.COUNT),
    Column("followed", _("Something followed"), Unit.COUNT),
)
AS_NOW = Note("as_now", _("Who came is told as it is written today, whatever the day; what followed, as of the day."))


@memo.once
def _turnout(question: Question) -> Turnout:
    rows = guests(question).values_list("came", "followed_on").order_by()
    return turnout((came, day is not None and day <= question.as_of) for came, day in rows)


def attendance(question: Question) -> Answer:
    found = _turnout(question)
    unknown = guests(question).filter(came=None).count()
    text = _("Guests of whom nobody has said yet whether they came; they count as invited.")
    return Answer(
        value=found.attendance,
        worked=_worked(found.came, found.invited, found.attendance),
        inputs=(
            Input("c", _("Guests who came"), found.came, Unit.COUNT),
            Input("n", _("Guests invited"), found.invited, Unit.COUNT),
        ),
        rows=_rows(question, Q(), "came", found.came, "c", found.invited),
        notes=(*_of_day(question), *((Note("unknown", text, unknown),) if unknown else ())),
        fiscal_start=workspace().fiscal_year_start,
    )


def followed(question: Question) -> Answer:
    found = _turnout(question)
    return Answer(
        value=found.follow_up,
        worked=_worked(found.followed, found.came, found.follow_up),
        inputs=(
            Input("f", _("Guests with whom something followed"), found.followed, Unit.COUNT),
            Input("c", _("Guests who came"), found.came, Unit.COUNT),
        ),
        rows=_rows(question, Q(came=True), "followed", found.followed, "f", found.came),
        notes=_of_day(question),
        fiscal_start=workspace().fiscal_year_start,
    )


def _worked(part: int, whole: int, value: Any) -> str:
    return "" if value is None else f"{part} ÷ {whole} = {plain(value, 4)}"


def _of_day(question: Question) -> tuple[Note, ...]:
    return () if question.is_live else (AS_NOW,)


def _rows(question: Question, which: Q, adds_up: str, sum_of_rows: int, symbol: str, total: int) -> Rows:
    rows = guests(question).filter(which).select_related("event", "contact", "account")
    counted = {"came": Q(came=True), "followed": Q(came=True) & has_followed(question)}[adds_up]
    return Rows(
        columns=COLUMNS,
        fetch=_fetch(rows.order_by("-event__starts_on", "-event_id", "pk"), question),
        total=lambda: total,
        adds_up=adds_up,
        sum_of_rows=sum_of_rows,
        symbol=symbol,
        recount=lambda: rows.filter(counted).count(),
    )


def _fetch(rows: Any, question: Question) -> Callable[[int], list[dict[str, Any]]]:
    def fetch(limit: int) -> list[dict[str, Any]]:
        return [
            {
                "id": guest.pk,
                "event": str(guest.event),
                "day": guest.event.starts_on,
                "person": str(guest.contact),
                "account": str(guest.account or ""),
                "came": int(guest.came is True),
                "followed": int(
                    guest.came is True and guest.followed_on is not None and guest.followed_on <= question.as_of
                ),
            }
            for guest in rows[:limit]
        ]

    return fetch


register(
    Definition(
        key="events.attendance",
        title=_("Attendance"),
        meaning=_("How many of those invited came, at events that were held. A person counts once for each event."),
        words=_("guests who came ÷ guests invited"),
        symbols="c ÷ n",
        unit=Unit.SHARE,
        compute=attendance,
        options=("event",),
    )
)
register(
    Definition(
        key="events.followed",
        title=_("Followed up"),
        meaning=_("With how many of the guests who came something followed: it is written what, or a deal is linked."),
        words=_("guests who came and with whom something followed ÷ guests who came"),
        symbols="f ÷ c",
        unit=Unit.SHARE,
        compute=followed,
        options=("event",),
    )
)
