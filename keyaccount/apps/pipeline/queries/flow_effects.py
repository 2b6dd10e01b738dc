"""The deals with the largest effects on a flow. The database ranks by nearly the effect, in floating numbers, so that
a few rows come however many deals moved; what each of them did to which bar says keyaccount.formulas.flow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Case, F, FloatField, Q, QuerySet, Value, When, Window
from django.db.models.functions import Abs, Cast, Coalesce, RowNumber

from keyaccount.apps.pipeline.models import StateStatus
from keyaccount.apps.pipeline.queries.flow import SIDE, Rates, Side, change_of, compared, flow_between, rates_of
from keyaccount.apps.workspace.models import Workspace
from keyaccount.figures import Question, memo
from keyaccount.formulas.flow import Change

FLAGS = ("status", "in_scope", "in_period")
BOTH = (*(f"was_{name}" for name in FLAGS), *FLAGS)
COUNTED = {"status": StateStatus.OPEN, "in_scope": True, "in_period": True}
WAS_COUNTED = {f"was_{name}": value for name, value in COUNTED.items()}
EFFECTS = {"raised": ("stage_up", "stage_down"), "paid": ("amount_up", "amount_down"), "exchanged": ("exchange",)}
NOTHING = Value(0.0)
SIDES = (*(f"was_{name}" for name in SIDE), "was_worth", *SIDE, "worth")


@memo.once
def largest_changes(question: Question, since: date, workspace: Workspace, shown: int) -> Mapping[int, Change]:
    """Opportunity id → its two sides: of every bar, and of all of them together, at least so many of the largest."""
    flow = flow_between(question, since, workspace)
    effects = [name for name, bars in EFFECTS.items() if any(flow.counts.get(bar) for bar in bars)]
    rates, rows = rates_of(question, since, workspace), compared(question, since, workspace)
    ranked = _ranked(rows, effects, *(_needed(each, flow.currencies) for each in rates))
    among = Q(total_place__lte=shown)
    for name in effects:
        among |= Q(**{f"{name}_place__lte": shown}, **COUNTED, **WAS_COUNTED)
    largest = ranked.filter(among)
    named = rows.filter(pk__in=list(largest.values_list("pk", flat=True))).values_list("opportunity_id", *SIDES)
    found = {pk: change_of(Side(*sides[:6]), Side(*sides[6:]), *rates) for pk, *sides in named}
    return {pk: change for pk, change in found.items() if change is not None}


def _needed(rates: Rates, currencies: frozenset[str]) -> Mapping[str, float]:
    return {currency: float(rates.get(currency) or 0) for currency in currencies}


def _ranked(
    rows: QuerySet[Any, Any], effects: Sequence[str], then: Mapping[str, float], now: Mapping[str, float]
) -> QuerySet[Any, Any]:
    """With the place of each deal among those that moved alike, by what it did in all and by each effect."""
    weighed = rows.annotate(
        was_base=_number("was_worth") * _rate("was_currency", then),
        base=_number("worth") * _rate("currency", now),
        unconverted=_number("worth") * _rate("currency", then),
        was_rate=_number("was_win_rate"),
        rate=_number("win_rate"),
        same=Case(When(currency=F("was_currency"), then=Value(1.0)), default=NOTHING, output_field=FloatField()),
    )
    wanted = {name: effect for name, effect in _effects().items() if name in {*effects, "total"}}
    ranked: QuerySet[Any, Any] = weighed.annotate(**wanted).annotate(
        **{f"{name}_place": _place(name) for name in wanted}
    )
    return ranked


def _effects() -> Mapping[str, Any]:
    weight, was_weight = F("base") * F("rate"), F("was_base") * F("was_rate")
    kept = F("same") * F("unconverted") + (1.0 - F("same")) * F("base")
    return {
        "total": _where(COUNTED, weight) - _where(WAS_COUNTED, was_weight),
        "raised": F("was_base") * (F("rate") - F("was_rate")),
        "paid": (kept - F("was_base")) * F("rate"),
        "exchanged": F("same") * (F("base") - F("unconverted")) * F("rate"),
    }


def _where(condition: Mapping[str, Any], number: Any) -> Case:
    return Case(When(**condition, then=number), default=NOTHING, output_field=FloatField())


def _place(name: str) -> Window:
    rises = Case(When(**{f"{name}__gt": 0.0}, then=Value(1.0)), default=NOTHING, output_field=FloatField())
    return Window(RowNumber(), partition_by=[*BOTH, rises], order_by=[Abs(F(name)).desc(), F("opportunity_id")])


def _number(name: str) -> Coalesce:
    return Coalesce(Cast(F(name), FloatField()), NOTHING)


def _rate(currency: str, rates: Mapping[str, float]) -> Case | Value:
    """Most workspaces have one currency: then there is nothing to tell apart."""
    if len(set(rates.values())) == 1:
        return Value(next(iter(rates.values())))
    known = [When(**{currency: code}, then=Value(rate)) for code, rate in rates.items()]
    return Case(*known, default=NOTHING, output_field=FloatField())
