"""What a guest who came cost us."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from keyaccount.apps.events.queries.brought import Spent, held_events, spent
from keyaccount.apps.workspace.queries.settings import workspace as load_workspace
from keyaccount.figures import Answer, Column, Definition, Input, Note, Question, Rows, Unit, register
from keyaccount.figures.registry import plain
from keyaccount.formulas.events import cost_per_guest

COLUMNS = (
    Column("event", _("Event")),
    Column("day", _("Day")),
    Column("came", _("Guests who came"), Unit.COUNT),
    Column("cost", _("Cost"), Unit.MONEY),
)
HIDDEN = Note("hidden", _("Your role does not see costs and margins, so no money is shown."))


def cost_of_guest(question: Question) -> Answer:
    workspace = load_workspace()
    if not question.viewer.sees_group("margin"):
        return Answer(value=None, notes=(HIDDEN,), currency=workspace.base_currency)
    found = spent(question, workspace)
    known = [one for one in found if one.cost is not None]
    value = cost_per_guest((one.cost, one.came) for one in found)
    whole, came = sum((one.cost or Decimal(0) for one in known), Decimal(0)), sum(one.came for one in known)
    return Answer(
        value=value,
        worked="" if value is None else f"{plain(whole)} ÷ {came} = {plain(value)}",
        inputs=(
            Input("K", _("Cost of these events"), whole, Unit.MONEY),
            Input("c", _("Guests who came to them"), came, Unit.COUNT),
        ),
        rows=Rows(
            columns=COLUMNS,
            fetch=lambda limit: [_row(one) for one in known[:limit]],
            total=lambda: len(known),
            adds_up="cost",
            sum_of_rows=whole,
            symbol="K",
            recount=lambda: sum((one.cost or Decimal(0) for one in known), Decimal(0)),
        ),
        notes=_notes(question, found),
        currency=workspace.base_currency,
        fiscal_start=workspace.fiscal_year_start,
    )


def _row(one: Spent) -> dict[str, Any]:
    event = one.event
    return {"id": event.pk, "event": str(event), "day": event.starts_on, "came": one.came, "cost": one.cost}


def _notes(question: Question, found: Any) -> tuple[Note, ...]:
    notes = []
    if without := sum(one.event.cost is None for one in found):
        notes.append(Note("without_cost", _("Events left out because their cost is not written down"), without))
    if aside := sum(one.cost is None and one.event.cost is not None for one in found):
        notes.append(Note("unconvertible", _("Events left out for want of an exchange rate"), aside))
    hidden = held_events(question).count() - len(found)
    if hidden and question.viewer.people_in_reach is not None:
        text = _("Events left out because some of their guests belong to accounts that you do not see")
        notes.append(Note("guests_hidden", text, hidden))
    return tuple(notes)


register(
    Definition(
        key="events.cost_per_guest",
        title=_("Cost per guest who came"),
        meaning=_("What one guest who came cost us, over events whose cost is written down, at each day's rate."),
        words=_("cost of the events that were held ÷ guests who came to them"),
        symbols="K ÷ c",
        unit=Unit.MONEY,
        compute=cost_of_guest,
        options=("event",),
    )
)
