"""What a scenario starts from: the levers as they are measured now, and what stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import QuerySet

from keyaccount.apps.forecast.models import Scenario
from keyaccount.apps.forecast.queries.asking import Asked
from keyaccount.apps.pipeline.figures.periods import last_year
from keyaccount.apps.workspace.models import User
from keyaccount.figures import Figure, compute
from keyaccount.formulas.scenario import SHORTEST, UNITS, Basis, Levers
from keyaccount.kernel.errors import NotFound
from keyaccount.kernel.share import share

YEAR = 365


@dataclass(frozen=True, slots=True)
class Present:
    """levers: None where they cannot be measured yet; figures: what each was read from."""

    basis: Basis
    levers: Mapping[str, Decimal | None]
    figures: Mapping[str, Figure] = field(default_factory=dict)

    def start(self) -> Levers:
        """Where the sliders begin; what is not known begins at nothing."""
        known = {key: value if value is not None else Decimal(0) for key, value in self.levers.items()}
        return Levers(
            new_deals=int(known["new_deals"]),
            win_rate=known["win_rate"],
            mean_amount=known["mean_amount"],
            cycle_days=max(known["cycle_days"], SHORTEST),
        )


def present(asked: Asked) -> Present:
    """Open deals and their mean amount are those of the day; win rate, cycle and new deals those of the last year."""
    question = asked.question
    now, past = question.during(None), question.during(last_year(replace(question, period=None)))
    figures = {
        "count": compute("pipeline.count", now),
        "amount": compute("pipeline.amount", now),
        "new_deals": compute("pipeline.new_deals", past),
        "win_rate": compute("pipeline.win_rate", past),
        "cycle_days": compute("pipeline.cycle_days", past),
        "closed": compute("sales.closed", question),
        "target": compute("sales.target", question),
    }
    days_left, count = asked.period.days_left(question.as_of), int(_number(figures["count"]) or 0)
    levers = {
        "new_deals": (_number(figures["new_deals"]) or Decimal(0)) * days_left / YEAR,
        "win_rate": _number(figures["win_rate"]),
        "mean_amount": share(_number(figures["amount"]), count),
        "cycle_days": _number(figures["cycle_days"]),
    }
    basis = Basis(count, days_left, _number(figures["closed"]) or Decimal(0), _number(figures["target"]))
    return Present(basis, {key: in_units(key, value) for key, value in levers.items()}, figures)


def in_units(lever: str, value: Decimal | None) -> Decimal | None:
    """To the nearest unit in which the lever is set."""
    return None if value is None else value.quantize(UNITS[lever], ROUND_HALF_UP)


def _number(figure: Figure) -> Decimal | None:
    return Decimal(figure.value) if isinstance(figure.value, Decimal | int) else None


def scenarios_of(user: User) -> QuerySet[Scenario]:
    rows = Scenario.objects.visible_to(user).present()
    return rows.select_related("author", "team", "person", "shared_team").order_by("-created_at", "-pk")


def scenario_seen(user: User, scenario_id: int) -> Scenario:
    found = scenarios_of(user).filter(pk=scenario_id).first()
    if found is None:
        raise NotFound
    return found
