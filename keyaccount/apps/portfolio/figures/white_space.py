"""What the products that accounts could use and do not have yet would be worth a year."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from keyaccount.apps.portfolio.models.white_space import SpaceEntryQuerySet
from keyaccount.apps.portfolio.queries.white_space import Worth, empty_entries, in_base, rule, worth_of
from keyaccount.apps.workspace.models import Workspace
from keyaccount.apps.workspace.queries.settings import rates_at
from keyaccount.apps.workspace.queries.settings import workspace as load_workspace
from keyaccount.figures import Answer, Column, Definition, Input, Note, Question, Rows, Unit, register
from keyaccount.figures.registry import plain

COLUMNS = (
    Column("account", _("Account")),
    Column("unit", _("Business unit")),
    Column("product", _("Product")),
    Column("amount", _("Estimated a year"), Unit.MONEY),
    Column("source", _("Source")),
    Column("person", _("Author")),
    Column("on", _("As of")),
)


def check(question: Question) -> Answer:
    workspace = load_workspace()
    rows = empty_entries(question, workspace)
    worth = worth_of(rows, question, workspace)
    return Answer(
        value=worth.amount,
        worked="" if worth.amount is None else f"Σ e = {plain(worth.amount)}, n = {worth.cells}",
        inputs=(
            Input("n", _("Empty cells with an estimate"), worth.cells, Unit.COUNT),
            Input("m", _("Months that a product is in use after it was won"), rule().in_use_months, Unit.COUNT),
        ),
        rows=Rows(
            columns=COLUMNS,
            fetch=lambda limit: _rows(rows, question, workspace, limit),
            total=lambda: worth.cells,
            adds_up="amount",
            sum_of_rows=worth.amount or 0,
        ),
        notes=_notes(worth),
        currency=workspace.base_currency,
        fiscal_start=workspace.fiscal_year_start,
    )


def _rows(rows: SpaceEntryQuerySet, question: Question, workspace: Workspace, limit: int) -> list[dict[str, Any]]:
    rates = rates_at(question.as_of, workspace.base_currency)
    known = [currency for currency, rate in rates.items() if rate is not None]
    found = rows.filter(currency__in=known).select_related("account", "unit", "product", "author")
    return [
        {
            "id": entry.pk,
            "account": str(entry.account),
            "unit": str(entry.unit or ""),
            "product": entry.product.name,
            "amount": in_base(entry.amount, rates[entry.currency]),
            "source": entry.source,
            "person": str(entry.author),
            "on": entry.on,
        }
        for entry in found.order_by("-amount", "pk")[:limit]
    ]


def _notes(worth: Worth) -> tuple[Note, ...]:
    notes = [Note("estimated_only", _("Empty cells that nobody has estimated are not in it."))]
    if worth.adrift:
        notes.append(Note("no_rate", _("Cells whose currency has no rate on the day are left out."), worth.adrift))
    return tuple(notes)


register(
    Definition(
        key="accounts.white_space",
        title=_("White space"),
        meaning=_("What the products that fit and are not in use, offered or held by a competitor would bring a year."),
        words=_("the sum of the estimated yearly amounts of empty cells (business unit × product)"),
        symbols="Σ e",
        unit=Unit.MONEY,
        compute=check,
    )
)
