"""What moved this week, in words: one line a deal, with its effect on the weighted funnel."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from django.utils.translation import gettext, gettext_lazy

from keyaccount.apps.pipeline.models import OpportunityState
from keyaccount.apps.pipeline.queries.moves import Move, Moves, moves_between
from keyaccount.apps.workspace.models import Workspace
from keyaccount.figures import Figure, Question, Unit, compute
from keyaccount.figures.figure import Text
from keyaccount.formulas.flow import Cause
from keyaccount.ui import formatting
from keyaccount.ui.formatting import Scale, scale_for
from keyaccount.ui.writing import language

WEEK = timedelta(days=7)
SHOWN = 7


@dataclass(frozen=True, slots=True)
class Line:
    move: Move
    words: str
    figure: Figure


@dataclass(frozen=True, slots=True)
class Moved:
    lines: list[Line]
    others: int
    others_figure: Figure
    net: Figure
    scale: Scale


def moved(question: Question, workspace: Workspace) -> Moved:
    since = question.as_of - WEEK
    found = moves_between(question, since, workspace, SHOWN)
    flow = compute("pipeline.flow", replace(question, since=since))
    return Moved(
        lines=[_line(move, flow) for move in found.shown],
        others=found.others,
        others_figure=_as_money(flow, found.others_effect),
        net=_as_money(flow, found.net),
        scale=_scale(found, workspace),
    )


def words_of(move: Move, today: date) -> str:
    """What happened to the deal."""
    if move.why is Cause.STAYED:
        return gettext("; ").join(_differences(move, today)) or gettext("exchange rate")
    if move.why in {Cause.PUSHED_OUT, Cause.PULLED_IN}:
        return _dates(move, today)
    amount = _money(move.after) if move.after is not None else ""
    return str(CAUSES[move.why]) % {"amount": amount}


CAUSES: dict[Cause, Text] = {
    Cause.NEW: gettext_lazy("New deal %(amount)s"),
    Cause.WON: gettext_lazy("Won %(amount)s, now closed"),
    Cause.LOST: gettext_lazy("Lost"),
    Cause.REOPENED: gettext_lazy("Opened again"),
    Cause.JOINED: gettext_lazy("Came from another owner"),
    Cause.LEFT: gettext_lazy("Went to another owner"),
    Cause.ARCHIVED: gettext_lazy("Archived"),
    Cause.NONE: gettext_lazy("Changed"),
}


def _differences(move: Move, today: date) -> Iterator[str]:
    before, after = move.before, move.after
    if before is None or after is None:
        return
    if before.stage_id != after.stage_id:
        yield f"{before.stage.label} → {after.stage.label}"
    elif before.win_rate != after.win_rate:
        yield f"{formatting.rate(before.win_rate)} → {formatting.rate(after.win_rate)}"
    if (before.amount, before.currency) != (after.amount, after.currency):
        yield f"{_money(before)} → {_money(after)}"
    if before.expected_close != after.expected_close:
        yield _dates(move, today)


def _dates(move: Move, today: date) -> str:
    days = [state.expected_close if state else None for state in (move.before, move.after)]
    before, after = (formatting.day(day, language(), today) for day in days)
    return gettext("Close %(before)s → %(after)s") % {"before": before, "after": after}


def _money(state: OpportunityState) -> str:
    return formatting.compact_money(state.amount, state.currency, language())


def _line(move: Move, flow: Figure) -> Line:
    asked = flow.question.narrowed(opportunity=str(move.deal.pk))
    return Line(move, words_of(move, flow.question.today), replace(_as_money(flow, move.effect), question=asked))


def _as_money(flow: Figure, amount: Decimal) -> Figure:
    """A part of the flow as one number; opening it shows the flow."""
    return replace(flow, value=amount, unit=Unit.MONEY)


def _scale(found: Moves, workspace: Workspace) -> Scale:
    effects = [*(move.effect for move in found.shown), found.others_effect, found.net]
    return scale_for([effect for effect in effects if effect], workspace.base_currency, language())
