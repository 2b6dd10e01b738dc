"""The matrix as a chart draws it: bubbles, thresholds, axes, and the way of one account over the quarters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, Decimal
from typing import Any

from django.utils.translation import gettext

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.portfolio.queries.movement import Stood, trail
from keyaccount.apps.portfolio.queries.segments import Placed
from keyaccount.apps.portfolio.words import SEGMENTS, STANCES
from keyaccount.figures import Question, Scope, ScopeKind
from keyaccount.formulas.segments import STANCES as STANCE_OF
from keyaccount.formulas.segments import Segment, Thresholds
from keyaccount.ui import formatting
from keyaccount.ui.formatting import Scale
from keyaccount.ui.writing import language

SPREAD = 4  # purchasing beyond so many times the high threshold needs an axis by powers of ten
HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Look:
    """What the chart is drawn with; focus: the account in front, None for all those the reader tends."""

    names: Mapping[int, str]
    cuts: Thresholds
    scale: Scale
    focus: int | None

    def scaled(self, amount: Decimal) -> float:
        return float(amount / self.scale.divisor)


def chart_of(question: Question, drawn: Sequence[Placed], look: Look) -> dict[str, Any]:
    axis = _axis(drawn, look)
    tended = set(Account.objects.tended_by(question.viewer).order_by().values_list("pk", flat=True))
    front = {look.focus} if look.focus else tended
    return {
        "title": gettext("Accounts by share of wallet and yearly purchasing; the table below says the same"),
        "digits": look.scale.places,
        "divisor": float(look.scale.divisor),
        "cuts": {
            "medium": look.scaled(look.cuts.medium_from),
            "high": look.scaled(look.cuts.high_from),
            "share": float(look.cuts.share_from * HUNDRED),
        },
        "axis": axis,
        "points": [_point(one, look, axis, front) for one in drawn],
        "trail": [_step(stood, look, axis) for stood in _way(question, look.focus)],
        "cells": {str(segment): _cell(segment) for segment in Segment},
        "words": {
            "x": gettext("share of wallet"),
            "y": gettext("yearly purchasing, %(unit)s") % {"unit": look.scale.word},
            "revenue": gettext("12-month revenue"),
        },
    }


def _cell(segment: Segment) -> str:
    """Segment and stance; the one word where they are called alike."""
    return " · ".join(dict.fromkeys((str(SEGMENTS[segment]), str(STANCES[STANCE_OF[segment]]))))


def _axis(drawn: Sequence[Placed], look: Look) -> dict[str, Any]:
    """Upwards to twice the high threshold, or as far as the largest; far beyond it by powers of ten."""
    cuts = look.cuts
    top = max([one.standing.purchasing or Decimal(0) for one in drawn] + [cuts.high_from * 2])
    if top > cuts.high_from * SPREAD and cuts.medium_from > 0:
        low = Decimal(10) ** ((cuts.medium_from / look.scale.divisor).adjusted() - 1)
        return {"log": True, "min": float(low), "max": look.scaled(top * Decimal("1.25"))}
    step = (cuts.high_from or top or Decimal(1)) / 2
    steps = (top / step).to_integral_value(ROUND_CEILING)
    return {"log": False, "min": 0, "max": look.scaled(steps * step), "step": look.scaled(step)}


def _point(one: Placed, look: Look, axis: Mapping[str, Any], front: set[int]) -> dict[str, Any]:
    return {
        "id": one.account_id,
        "name": look.names[one.account_id],
        "revenue": look.scaled(one.standing.revenue),
        "hot": one.account_id in front,
        **_place(one, look, axis),
    }


def _place(one: Placed, look: Look, axis: Mapping[str, Any]) -> dict[str, float]:
    """Within the axes; who lies beyond them stands at their edge, and the table has the number."""
    share = min((one.standing.share or Decimal(0)) * HUNDRED, HUNDRED)
    bought = look.scaled(one.standing.purchasing or Decimal(0))
    return {"share": round(float(share), 2), "purchasing": max(bought, float(axis["min"]))}


def _way(question: Question, focus: int | None) -> list[Stood]:
    if focus is None:
        return []
    stood = trail(replace(question, scope=Scope(ScopeKind.ACCOUNT, focus), filters={}))
    return [one for one in stood if one.placed.standing.purchasing is not None]


def _step(stood: Stood, look: Look, axis: Mapping[str, Any]) -> dict[str, Any]:
    name = formatting.period(stood.label, language()) if stood.label else ""
    return {"name": name, **_place(stood.placed, look, axis)}
