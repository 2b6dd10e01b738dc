"""The scenario as it is shown: the levers, what they bring, what each would have to be alone, and those kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlencode

from django.utils.translation import gettext

from keyaccount.apps.forecast.models import Scenario
from keyaccount.apps.forecast.queries.asking import Asked
from keyaccount.apps.forecast.queries.scenarios import Present, scenarios_of
from keyaccount.formulas.scenario import LEVERS, SHORTEST, Basis, Levers, missing, result, solve
from keyaccount.kernel.share import share
from keyaccount.ui import formatting

PERCENT = 100


@dataclass(frozen=True, slots=True)
class Slider:
    """value, low, high: as the input has them (percent for the win rate); alone: what this lever would have to be."""

    key: str
    title: str
    hint: str
    value: str
    low: str
    high: str
    step: str
    text: str
    present: str
    alone: str
    use: str


@dataclass(frozen=True, slots=True)
class Outcome:
    result: Decimal
    present: Decimal
    missing: Decimal | None
    target: Decimal | None
    reached: Decimal | None
    currency: str

    @property
    def width(self) -> int:
        """Of 1000, how far the bar reaches to the target."""
        return 0 if self.reached is None else int(min(self.reached, Decimal(1)) * 1000)


@dataclass(frozen=True, slots=True)
class Kept:
    scenario: Scenario
    result: Decimal
    missing: Decimal | None
    whose: str
    link: str
    mine: bool


def outcome(present: Present, levers: Levers, currency: str) -> Outcome:
    brought = result(present.basis, levers)
    return Outcome(
        result=brought,
        present=result(present.basis, present.start()),
        missing=missing(present.basis, levers),
        target=present.basis.target,
        reached=share(brought, present.basis.target),
        currency=currency,
    )


def sliders(asked: Asked, present: Present, levers: Levers) -> list[Slider]:
    return [_slider(key, asked, present, levers) for key in LEVERS]


def _slider(key: str, asked: Asked, present: Present, levers: Levers) -> Slider:
    value, start = Decimal(getattr(levers, key)), present.levers[key]
    alone = solve(present.basis, levers, key)
    highest = max(value, start or Decimal(0), alone or Decimal(0))
    return Slider(
        key=key,
        title=titles()[key],
        hint=hints(present.basis)[key],
        value=as_input(key, value),
        low="1" if key == "cycle_days" else "0",
        high=_high(key, highest),
        step="1" if key == "new_deals" else "any",
        text=written(key, value, asked),
        present=gettext("not measured yet") if start is None else written(key, start, asked),
        alone=_alone(key, alone, present.basis, asked),
        use=""
        if alone is None
        else using(asked, levers.with_lever(key, max(alone, SHORTEST if key == "cycle_days" else alone))),
    )


def titles() -> dict[str, str]:
    return {
        "new_deals": gettext("New deals"),
        "win_rate": gettext("Win rate"),
        "mean_amount": gettext("Mean amount"),
        "cycle_days": gettext("Cycle"),
    }


def hints(basis: Basis) -> dict[str, str]:
    return {
        "new_deals": gettext("opened in the %(days)d days that are left") % {"days": basis.days_left},
        "win_rate": gettext("of the deals that are decided"),
        "mean_amount": gettext("of a deal that is won"),
        "cycle_days": gettext("from first contact to signing"),
    }


def written(key: str, value: Decimal, asked: Asked) -> str:
    if key == "win_rate":
        return formatting.share(value, 2)
    if key == "mean_amount":
        return formatting.money(value, asked.workspace.base_currency)
    if key == "cycle_days":
        return gettext("%(number)s days") % {"number": formatting.number(value, 1)}
    return formatting.number(value)


def as_input(key: str, value: Decimal | int) -> str:
    shown = Decimal(value) * PERCENT if key == "win_rate" else Decimal(value)
    return f"{shown.normalize():f}"


def _high(key: str, highest: Decimal) -> str:
    """Room to pull: three times the largest of what is set, measured and needed."""
    if key == "win_rate":
        return str(PERCENT)
    least = {"new_deals": Decimal(30), "mean_amount": Decimal(10_000), "cycle_days": Decimal(180)}[key]
    return f"{max(least, (highest * 3).quantize(Decimal(1))):f}"


def _alone(key: str, value: Decimal | None, basis: Basis, asked: Asked) -> str:
    if basis.target is None:
        return gettext("No target is set for this scope and period.")
    if value is not None:
        return gettext("alone: %(value)s") % {"value": written(key, value, asked)}
    if basis.days_left <= 0:
        return gettext("The period is over.")
    if basis.closed >= basis.target:
        return gettext("The target is reached.")
    return gettext("This lever alone does not reach the target.")


def using(asked: Asked, levers: Levers) -> str:
    """The query string that opens the page with these levers."""
    return urlencode({**asked.parts(), **{key: as_input(key, Decimal(getattr(levers, key))) for key in LEVERS}})


def kept(asked: Asked) -> Sequence[Kept]:
    """Every scenario in sight with what it came to on the day it was made."""
    user = asked.question.viewer
    return [
        Kept(
            scenario=one,
            result=result(one.basis, one.levers),
            missing=missing(one.basis, one.levers),
            whose=str(one.person or one.team or gettext("Company")),
            link=_link(one, asked),
            mine=one.author_id == user.pk,
        )
        for one in scenarios_of(user)[:50]
    ]


def _link(one: Scenario, asked: Asked) -> str:
    whose = {"owner": one.person_id, "team": one.team_id}
    parts = {key: str(pk) for key, pk in whose.items() if pk} or {"scope": "company"}
    period = one.period.label(asked.workspace.fiscal_year_start)
    levers = {key: as_input(key, Decimal(getattr(one, key))) for key in LEVERS}
    return urlencode({**parts, "period": period, **levers, "open": one.pk})
