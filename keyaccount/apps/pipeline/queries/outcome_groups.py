"""Deals won and lost, grouped by what may explain it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Count, Sum
from django.db.models.expressions import Combinable

from keyaccount.apps.accounts.models import SellingMode
from keyaccount.apps.pipeline.models import CloseReason, Product, StateStatus
from keyaccount.apps.pipeline.queries.states import closed_states
from keyaccount.apps.workspace.models import User, Workspace
from keyaccount.figures import Question, memo
from keyaccount.formulas.outcomes import win_rate

Path = str | Callable[[Question, Workspace], Combinable]  # a column, or what is looked up beside each closed deal
PATHS: dict[str, Path] = {
    "reason": "close_reason_id",
    "rival": "opportunity__rivals",
    "source": "opportunity__source",
    "product": "opportunity__lines__product_id",
    "person": "owner_id",
    "selling_mode": "opportunity__selling_mode",
}
KEPT_IN_HISTORY = {"reason", "person"}  # the others are as the deal says now
BETWEEN_RIVALS = re.compile(r"\s*[,，、;；/]\s*")


@dataclass(slots=True)
class Group:
    """Deals of one reason, rival, source …; amounts in the base currency at the rate of the closing day."""

    name: str
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys((StateStatus.WON, StateStatus.LOST), 0))
    amounts: dict[str, Decimal] = field(
        default_factory=lambda: dict.fromkeys((StateStatus.WON, StateStatus.LOST), Decimal(0))
    )

    def add(self, outcome: str, count: int, amount: Decimal | None) -> None:
        self.counts[outcome] += count
        self.amounts[outcome] += amount or Decimal(0)

    @property
    def won(self) -> int:
        return self.counts[StateStatus.WON]

    @property
    def lost(self) -> int:
        return self.counts[StateStatus.LOST]

    @property
    def rate(self) -> Decimal | None:
        return win_rate(self.won, self.lost)


@memo.once
def outcome_groups(question: Question, workspace: Workspace, by: str) -> Sequence[Group]:
    """The largest group first; a deal with several products or rivals stands under each; "" is not said."""
    closed = closed_states(question, workspace, StateStatus.WON, StateStatus.LOST)
    path = PATHS[by]
    if not isinstance(path, str):
        closed, path = closed.annotate(found_group=path(question, workspace)), "found_group"
    rows = closed.order_by().values_list(path, "status").annotate(Count("pk", distinct=True), Sum("base_amount"))
    counted = list(rows)
    names = NAMES[by]({key for key, *_rest in counted if key})
    found: dict[str, Group] = {}
    for key, outcome, count, amount in counted:
        for name in names.get(key, ("",)):
            found.setdefault(name, Group(name)).add(outcome, count, amount)
    return sorted(found.values(), key=lambda group: (-group.won - group.lost, group.name))


Names = Mapping[Any, Sequence[str]]


def _reasons(keys: set[int]) -> Names:
    return {reason.pk: (reason.label,) for reason in CloseReason.objects.filter(pk__in=keys)}


def _products(keys: set[int]) -> Names:
    return {product.pk: (product.name,) for product in Product.objects.filter(pk__in=keys)}


def _people(keys: set[int]) -> Names:
    return {user.pk: (user.display_name,) for user in User.objects.filter(pk__in=keys)}


def _rivals(texts: set[str]) -> Names:
    return {text: tuple(dict.fromkeys(one for one in BETWEEN_RIVALS.split(text.strip()) if one)) for text in texts}


def _sources(texts: set[str]) -> Names:
    return {text: (text.strip(),) for text in texts}


def _modes(keys: set[str]) -> Names:
    return {key: (str(SellingMode(key).label),) for key in keys}


NAMES: dict[str, Callable[[set[Any]], Names]] = {
    "reason": _reasons,
    "rival": _rivals,
    "source": _sources,
    "product": _products,
    "person": _people,
    "selling_mode": _modes,
}


def add(key: str, path: Path, *, kept: bool) -> None:
    """Another way to group, from a domain above; its texts are their own names. kept: as it was on the closing day."""
    PATHS[key], NAMES[key] = path, _sources
    if kept:
        KEPT_IN_HISTORY.add(key)
