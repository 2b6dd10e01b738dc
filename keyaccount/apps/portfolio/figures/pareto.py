"""How far the revenue hangs on the largest accounts."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import accumulate
from typing import Any

from django.utils.translation import gettext_lazy as _

from keyaccount.apps.portfolio.queries.revenue import names_of_accounts, revenue_by_account
from keyaccount.apps.workspace.queries.settings import workspace as load_workspace
from keyaccount.figures import Answer, Column, Definition, Input, Note, Question, Rows, Unit, register
from keyaccount.figures.registry import plain
from keyaccount.formulas.pareto import Pareto, pareto
from keyaccount.kernel.share import share

COLUMNS = (
    Column("account", _("Account")),
    Column("revenue", _("Closed revenue"), Unit.MONEY),
    Column("share", _("Share"), Unit.SHARE),
    Column("cumulated", _("Up to here"), Unit.SHARE),
)
Ranked = list[tuple[int, Decimal]]


def check(question: Question) -> Answer:
    workspace = load_workspace()
    brought = dict(revenue_by_account(question, workspace))
    nowhere = brought.pop(None, Decimal(0))
    ranked = sorted(
        ((pk, revenue) for pk, revenue in brought.items() if pk is not None), key=lambda item: (-item[1], item[0])
    )
    total = sum((revenue for _pk, revenue in ranked), Decimal(0))
    found = pareto(revenue for _pk, revenue in ranked)
    top = sum((revenue for _pk, revenue in ranked[: found.top]), Decimal(0)) if found else Decimal(0)
    return Answer(
        value=found.top_share if found else None,
        worked=f"{plain(top)} ÷ {plain(total)} = {plain(found.top_share, 6)}" if found else "",
        inputs=_inputs(found, total),
        rows=Rows(
            columns=COLUMNS,
            fetch=lambda limit: _rows(ranked, total, limit),
            total=lambda: len(ranked),
            adds_up="revenue",
            sum_of_rows=total,
            symbol="R",
        ),
        notes=_notes(found, nowhere),
        currency=workspace.base_currency,
        fiscal_start=workspace.fiscal_year_start,
    )


def accounts_for_80(question: Question) -> Answer:
    """The same ranking, asked from the other side."""
    return _of_check(question, "m")


def of_ten(question: Question) -> Answer:
    return _of_check(question, "t")


def _of_check(question: Question, symbol: str) -> Answer:
    """One of the check's inputs as a figure of its own, with the ranking behind it."""
    found = check(question)
    value = next((one.value for one in found.inputs if one.symbol == symbol), None)
    inputs = tuple(one for one in found.inputs if one.symbol in {"R", "n"})
    return replace(found, value=value, worked="", inputs=inputs)


def _inputs(found: Pareto | None, total: Decimal) -> tuple[Input, ...]:
    revenue = Input("R", _("Revenue of all accounts"), total, Unit.MONEY)
    if found is None:
        return (revenue,)
    return (
        revenue,
        Input("n", _("Accounts with revenue"), found.accounts, Unit.COUNT),
        Input("k", _("The largest 20% of them"), found.top, Unit.COUNT),
        Input("m", _("Accounts that make 80% of revenue"), found.needed, Unit.COUNT),
        Input("t", _("Share of the ten largest"), found.ten_share, Unit.SHARE),
    )


def _rows(ranked: Ranked, total: Decimal, limit: int) -> list[dict[str, Any]]:
    shown = ranked[:limit]
    names = names_of_accounts([pk for pk, _revenue in shown])
    sums = accumulate(revenue for _pk, revenue in shown)
    return [
        {
            "id": pk,
            "account": names[pk],
            "revenue": revenue,
            "share": share(revenue, total),
            "cumulated": share(so_far, total),
        }
        for (pk, revenue), so_far in zip(shown, sums, strict=True)
    ]


def _notes(found: Pareto | None, nowhere: Decimal) -> tuple[Note, ...]:
    """80/20 is said only where it is so."""
    notes: list[Note] = []
    if found is not None and found.holds:
        notes.append(Note("holds", _("80/20 holds here: a fifth of the accounts makes 80% of the revenue or more.")))
    elif found is not None:
        notes.append(Note("does_not_hold", _("80/20 does not hold here: a fifth of the accounts makes less than 80%.")))
    if nowhere:
        notes.append(Note("without_account", _("Revenue that names no account is not ranked.")))
    return tuple(notes)


register(
    Definition(
        key="accounts.pareto",
        title=_("Revenue of the largest 20% of accounts"),
        meaning=_("How far the revenue hangs on few accounts: the check of the 80/20 rule."),
        words=_("closed revenue of the largest 20% of accounts (their number rounded up) ÷ that of all accounts"),
        symbols="Σ₁..ₖ r ÷ R, k = ⌈n ÷ 5⌉",
        unit=Unit.SHARE,
        compute=check,
    )
)
register(
    Definition(
        key="accounts.for_80",
        title=_("Accounts that make 80% of revenue"),
        meaning=_("The fewest accounts that together bring four fifths of the revenue."),
        words=_("smallest m for which the m largest accounts bring at least 80% of the closed revenue of all"),
        symbols="min m: Σ₁..ₘ r ≥ 0.8 · R",
        unit=Unit.COUNT,
        compute=accounts_for_80,
    )
)
register(
    Definition(
        key="accounts.top_ten",
        title=_("Revenue of the ten largest accounts"),
        meaning=_("How far the revenue hangs on ten accounts."),
        words=_("closed revenue of the ten largest accounts ÷ that of all accounts"),
        symbols="Σ₁..₁₀ r ÷ R",
        unit=Unit.SHARE,
        compute=of_ten,
    )
)
