"""The whale curve: profit of the accounts, the most profitable first, piled up; and who pulls it down again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import accumulate
from typing import Any

from django.utils.translation import gettext_lazy as _

from keyaccount.apps.pipeline.figures.periods import last_year
from keyaccount.apps.portfolio.queries.asked import accounts_asked
from keyaccount.apps.portfolio.queries.profit import Yield, yields
from keyaccount.apps.portfolio.queries.revenue import names_of_accounts
from keyaccount.apps.workspace.queries.settings import workspace as load_workspace
from keyaccount.figures import Answer, Column, Definition, Input, Note, Question, Rows, Unit, register
from keyaccount.figures.registry import plain
from keyaccount.formulas.standing import Whale, whale
from keyaccount.kernel.share import share

COLUMNS = (
    Column("account", _("Account")),
    Column("revenue", _("Won in the period"), Unit.MONEY),
    Column("profit", _("Profit"), Unit.MONEY),
    Column("cumulated", _("Up to here"), Unit.SHARE),
)
HIDDEN = Note("hidden", _("Your role does not see costs and margins, so no profit is shown."))
Ranked = Sequence[tuple[int, Decimal]]


def curve(question: Question) -> Answer:
    workspace = load_workspace()
    if not question.viewer.sees_group("margin"):
        return Answer(value=None, notes=(HIDDEN,), currency=workspace.base_currency)
    seen = accounts_asked(question)
    brought = {pk: one for pk, one in yields(question, workspace).items() if pk in seen}
    known = [(pk, one.profit) for pk, one in brought.items() if one.profit is not None]
    ranked: Ranked = sorted(known, key=lambda item: (-item[1], item[0]))
    found = whale(profit for _pk, profit in ranked)
    table = _rows(ranked, brought, found)
    return Answer(
        value=table if found else None,
        worked=_worked(found),
        inputs=_inputs(found, brought, len(ranked)),
        rows=Rows(
            COLUMNS,
            fetch=lambda limit: table[:limit],
            total=lambda: len(table),
            adds_up="profit",
            sum_of_rows=found.total if found else Decimal(0),
            symbol="P",
        ),
        notes=_notes(brought, len(ranked)),
        currency=workspace.base_currency,
        fiscal_start=workspace.fiscal_year_start,
    )


def _rows(ranked: Ranked, brought: Mapping[int, Yield], found: Whale | None) -> list[dict[str, Any]]:
    names = names_of_accounts([pk for pk, _profit in ranked])
    total = found.total if found and found.total > 0 else None
    sums = accumulate(profit for _pk, profit in ranked)
    return [
        {
            "id": pk,
            "account": names[pk],
            "revenue": brought[pk].revenue,
            "profit": profit,
            "cumulated": share(so_far, total),
        }
        for (pk, profit), so_far in zip(ranked, sums, strict=True)
    ]


def _inputs(found: Whale | None, brought: Mapping[int, Yield], known: int) -> tuple[Input, ...]:
    inputs = (
        Input("n", _("Accounts with won deals"), len(brought), Unit.COUNT),
        Input("k", _("Of these with known profit"), known, Unit.COUNT),
    )
    if found is None:
        return inputs
    return (
        *inputs,
        Input("P", _("Profit of these accounts"), found.total, Unit.MONEY),
        Input("t", _("Accounts up to the top of the curve"), found.peak, Unit.COUNT),
        Input("h", _("Height of the top"), found.peak_share, Unit.SHARE),
    )


def _worked(found: Whale | None) -> str:
    if found is None:
        return ""
    top = plain(found.cumulated[found.peak - 1])
    return f"{top} ÷ {plain(found.total)} = {plain(found.peak_share, 4)}"


def _notes(brought: Mapping[int, Yield], known: int) -> tuple[Note, ...]:
    notes = [Note("before_serving", _("Costs to serve are not taken off: this is profit before them."))]
    if missing := len(brought) - known:
        text = _("Left out: accounts with a won deal whose expected margin is not noted on its need sheet.")
        notes.append(Note("without_margin", text, missing))
    return tuple(notes)


register(
    Definition(
        key="accounts.whale",
        title=_("Whale curve"),
        meaning=_("Profit of the accounts, the most profitable first, piled up: it falls where accounts lose money."),
        words=_("expected margin of the deals won per account, added up from the most profitable account on"),
        symbols="Σ₁..ᵢ p ÷ P",
        unit=Unit.TABLE,
        compute=curve,
        default_period=last_year,
        options=("accounts",),
    )
)
