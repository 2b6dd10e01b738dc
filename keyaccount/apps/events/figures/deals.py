"""The pipeline that events brought: deals linked to a guest, or begun soon after with a company that came."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.events.queries.brought import FollowedDeal, days_of, deals_after
from keyaccount.apps.pipeline.models import StateStatus
from keyaccount.apps.workspace.queries.settings import workspace as load_workspace
from keyaccount.figures import Answer, Column, Definition, Input, Note, Question, Rows, Unit, register
from keyaccount.figures.registry import plain

COLUMNS = (
    Column("deal", _("Opportunity")),
    Column("account", _("Account")),
    Column("event", _("Event")),
    Column("how", _("How it is told of the event")),
    Column("status", _("Status")),
    Column("amount", _("Amount"), Unit.MONEY),
)


def pipeline(question: Question) -> Answer:
    workspace = load_workspace()
    found = deals_after(question, workspace)
    won = _sum(found, StateStatus.WON)
    still_open = _sum(found, StateStatus.OPEN)
    return Answer(
        value=won + still_open,
        worked=f"{plain(still_open)} + {plain(won)} = {plain(won + still_open)}",
        inputs=(
            Input("O", _("Open"), still_open, Unit.MONEY),
            Input("W", _("Won"), won, Unit.MONEY),
            Input("d", _("Days after an event"), days_of(question), Unit.DAYS),
        ),
        rows=_rows(found, won + still_open),
        notes=_notes(found),
        currency=workspace.base_currency,
        fiscal_start=workspace.fiscal_year_start,
    )


def _sum(found: Sequence[FollowedDeal], status: StateStatus) -> Decimal:
    return sum((one.amount or Decimal(0) for one in found if one.state.status == status), Decimal(0))


def _rows(found: Sequence[FollowedDeal], whole: Decimal) -> Rows:
    table = sorted(found, key=lambda one: (-(one.amount or Decimal(0)), one.state.opportunity_id))
    return Rows(
        columns=COLUMNS,
        fetch=lambda limit: [_row(one) for one in table[:limit]],
        total=lambda: len(table),
        adds_up="amount",
        sum_of_rows=whole,
        recount=lambda: sum((one.amount or Decimal(0) for one in table), Decimal(0)),
    )


def _row(one: FollowedDeal) -> dict[str, Any]:
    return {
        "id": one.state.opportunity_id,
        "deal": str(one.state.opportunity),
        "account": str(one.state.account or ""),
        "event": str(one.event),
        "how": gettext("linked to a guest") if one.linked else gettext("begun soon after"),
        "status": str(StateStatus(one.state.status).label),
        "amount": one.amount,
    }


def _notes(found: Sequence[FollowedDeal]) -> tuple[Note, ...]:
    told = Note(
        "not_cause",
        _("That a deal began after an event does not say that it began because of it; a link was made by a person."),
    )
    unknown = sum(one.amount is None for one in found)
    text = gettext_lazy("Deals that count nothing: no amount is written, or there is no exchange rate")
    return (told, *((Note("without_amount", text, unknown),) if unknown else ()))


register(
    Definition(
        key="events.pipeline",
        title=_("Pipeline from events"),
        meaning=_(
            "Open and won deals that followed from events: linked to a guest, or begun within so many days after the "
            "event with a company of which somebody came. Each counts once."
        ),
        words=_("amount of the open deals + amount of the won deals that followed from events"),
        symbols="O + W",
        unit=Unit.MONEY,
        compute=pipeline,
        options=("event", "days"),
    )
)
