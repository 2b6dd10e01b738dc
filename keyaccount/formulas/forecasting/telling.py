"""The order of a forecasting run: look at month starts, judge every method by the months before, then look ahead."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from keyaccount.formulas.forecasting.forecaster import LOOKED_BACK, MOST_TO_JUDGE, Forecaster, Odds, Said
from keyaccount.formulas.forecasting.histories import EVERYONE, Whose, until_after
from keyaccount.formulas.forecasting.interface import AHEAD, MethodName, TooLittle
from keyaccount.formulas.forecasting.past import Past, first_of, month_number

MOST_ODDS = 500  # in one line


@dataclass(frozen=True, slots=True)
class Step:
    """word: looking, judging or learning; about: the month it is at."""

    done: int
    total: int
    word: str
    about: str


@dataclass(frozen=True, slots=True)
class Found:
    """kind: month (what a method said of one), odds (of some open deals) or deals (how many were learnt from)."""

    kind: str
    values: Mapping[str, Any]


def findings(past: Past, until: date, judged: int, parts: Sequence[Whose] = ()) -> Iterator[Step | Found]:
    """judged: how many complete months the methods are judged by; parts: teams and people, beside the whole."""
    forecaster = Forecaster(past)
    running = month_number(until_after(until).replace(day=1))
    starts = [month for month in range(running - judged - LOOKED_BACK, running + 1) if month >= first_month(past)]
    back = [month for month in range(running - judged, running) if month > first_month(past)]
    total = len(starts) + len(back) + 2
    scopes = [EVERYONE, *(part for part in parts if _has_deals(past, part))]
    for done, month in enumerate(starts, 1):
        yield Step(done, total, "looking", first_of(month).isoformat())
        forecaster.look_at(month)
    came = {scope: forecaster.scoped(scope).revenue(until) for scope in scopes}
    for done, month in enumerate(back, len(starts) + 1):
        first = first_of(month)
        yield Step(done, total, "judging", first.isoformat())
        origin = date.fromordinal(first.toordinal() - 1)
        for scope, said in _said(forecaster, origin, [first], scopes):
            yield from _months(scope, origin, said, {first: came[scope].get(month, 0.0)})
    yield Step(total - 1, total, "learning", "")
    ahead = [first_of(running + step) for step in range(AHEAD)]
    odds = forecaster.learn(until)
    for scope in scopes:
        yield from _months(scope, until, forecaster.said(until, ahead, scope, odds), {})
    yield from _odds(odds, running)
    yield Found("deals", {"deals": len(np.unique(past.states.deal[past.states.status > 0]))})
    yield Step(total, total, "done", "")


def first_month(past: Past) -> int:
    """The month in which the first deal was there; without deals, one that no run reaches."""
    begins = past.states.begins
    return int(np.datetime64(int(begins.min()), "s").astype("datetime64[M]").astype(int)) if len(begins) else 10**6


def _has_deals(past: Past, part: Whose) -> bool:
    if part.person is not None:
        return bool((past.states.owner == part.person).any())
    return bool(np.isin(past.states.team, list(part.below or ())).any())


def _said(
    forecaster: Forecaster, origin: date, months: list[date], scopes: Sequence[Whose]
) -> Iterator[tuple[Whose, dict[tuple[MethodName, date], Said]]]:
    odds = forecaster.learn(origin, MOST_TO_JUDGE)
    for scope in scopes:
        yield scope, forecaster.said(origin, months, scope, odds)


def _months(
    scope: Whose, origin: date, said: Mapping[tuple[MethodName, date], Said], came: Mapping[date, float]
) -> Iterator[Found]:
    for (method, month), one in said.items():
        values: dict[str, Any] = {
            "team": scope.team,
            "person": scope.person,
            "method": str(method),
            "month": month.isoformat(),
            "origin": origin.isoformat(),
            "came": f"{came[month]:.2f}" if month in came else None,
        }
        if isinstance(one, TooLittle):
            yield Found("month", values | {"lack": str(one.of), "have": one.have, "need": one.need})
            continue
        reasons = [[each.code, _text(each.effect), _text(each.size), each.about] for each in one.reasons]
        numbers = {"said": str(one.value), "low": str(one.low), "high": str(one.high)}
        yield Found("month", values | numbers | {"reasons": reasons})


def _text(number: Any) -> str | None:
    return None if number is None else str(number)


def _odds(odds: Odds | TooLittle, running: int) -> Iterator[Found]:
    """Of every open deal the chance, the likeliest month, and the reasons, some hundred deals in a line."""
    if isinstance(odds, TooLittle):
        return
    for start in range(0, len(odds.table), MOST_ODDS):
        some = odds.table.rows(np.arange(start, min(start + MOST_ODDS, len(odds.table))))
        reasons = odds.model.reasons(some)
        rows = []
        for place, deal in enumerate(some.deals.tolist()):
            when = odds.when[start + place]
            best = int(np.argmax(when))
            later = 1 - float(when.sum())
            month = first_of(running + best).isoformat() if float(when[best]) >= later else None
            told = [[name, round(moved, 4), _held(some, name, place)] for name, moved in reasons[place]]
            chance = round(float(odds.chances[start + place]), 4)
            rows.append([deal, chance, month, round(max(float(when[best]), later), 4), told])
        yield Found("odds", {"rows": rows})


def _held(table: Any, name: str, place: int) -> str:
    """The value behind a reason as text; empty where it is not known."""
    if name in table.kinds:
        return str(table.kinds[name][place])
    number = float(table.numbers[name][place])
    return "" if np.isnan(number) else f"{number:.6g}"
