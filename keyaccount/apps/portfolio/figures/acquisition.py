"""What a new customer costs us."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from keyaccount.apps.pipeline.figures.notes import unconvertible
from keyaccount.apps.pipeline.figures.periods import last_year
from keyaccount.apps.portfolio.queries.acquisition import new_customers, selling_cost
from keyaccount.apps.portfolio.queries.revenue import names_of_accounts
from keyaccount.apps.workspace.queries.settings import workspace as load_workspace
from keyaccount.figures import Answer, Column, Definition, Input, Note, Question, Rows, Unit, register
from keyaccount.figures.registry import plain
from keyaccount.formulas.measures import acquisition_cost

COLUMNS = (Column("account", _("New customer")), Column("revenue", _("Brought in the period"), Unit.MONEY))


def cost(question: Question) -> Answer:
    workspace = load_workspace()
    spent, gained = selling_cost(question, workspace), new_customers(question, workspace)
    value = acquisition_cost(spent.amount, len(gained))
    return Answer(
        value=value,
        worked=f"{plain(spent.amount)} ÷ {len(gained)} = {plain(value)}",
        inputs=(
            Input("K", _("Selling and marketing cost"), spent.amount, Unit.MONEY),
            Input("n", _("New customers"), len(gained), Unit.COUNT),
        ),
        rows=Rows(columns=COLUMNS, fetch=lambda limit: _rows(gained, limit), total=lambda: len(gained)),
        notes=(*_missing(question, spent.amount, len(gained)), *unconvertible(spent.unconvertible)),
        currency=workspace.base_currency,
        fiscal_start=workspace.fiscal_year_start,
    )


def _rows(gained: Mapping[int, Decimal], limit: int) -> list[dict[str, Any]]:
    shown = sorted(gained, key=lambda pk: (-gained[pk], pk))[:limit]
    names = names_of_accounts(shown)
    return [{"id": pk, "account": names[pk], "revenue": gained[pk]} for pk in shown]


def _missing(question: Question, amount: Decimal | None, gained: int) -> tuple[Note, ...]:
    """What must be there before the figure can be told."""
    found = []
    if not question.viewer.sees_group("margin"):
        found.append(Note("costs_hidden", _("Your role does not see costs.")))
    elif amount is None:
        found.append(Note("no_cost", _("No selling or marketing cost is entered for this scope and period.")))
    if not gained:
        found.append(Note("no_new_customer", _("No account bought for the first time in this period.")))
    return tuple(found)


register(
    Definition(
        key="sales.acquisition_cost",
        title=_("Acquisition cost"),
        meaning=_("What was spent on selling and marketing for each customer who bought for the first time."),
        words=_("travel, goods, experts, promotion and hospitality entered in the period ÷ new customers in it"),
        symbols="K ÷ n",
        unit=Unit.MONEY,
        compute=cost,
        default_period=last_year,
    )
)
