"""Revenue that came by introductions, by whoever introduced."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from keyaccount.apps.pipeline.figures import notes
from keyaccount.apps.pipeline.queries.referred import Referred, by_key, referred
from keyaccount.apps.workspace.queries.settings import workspace as load_workspace
from keyaccount.figures import Answer, Column, Definition, Input, Question, Rows, Unit, register
from keyaccount.figures.registry import plain

COLUMNS = (
    Column("introducer", _("Introduced by")),
    Column("accounts", _("Accounts"), Unit.COUNT),
    Column("people", _("People brought"), Unit.COUNT),
    Column("won", _("Won since"), Unit.MONEY),
)


def check(question: Question) -> Answer:
    workspace = load_workspace()
    found = referred(question, workspace)
    total = found.whole.value
    accounts = sum(isinstance(who, tuple) and who[0] == "account" for who in found.first)
    return Answer(
        value=total,
        worked=f"{accounts} → {plain(total)}",
        inputs=(Input("n", _("Accounts that were introduced"), accounts, Unit.COUNT),),
        rows=_rows(found, total),
        notes=notes.unconvertible(found.whole.unconvertible),
        currency=workspace.base_currency,
        fiscal_start=workspace.fiscal_year_start,
    )


def _rows(found: Referred, total: Decimal | None) -> Rows:
    table = [_row(found, key, names) for key, names in _introducers(found).items()]
    table.sort(key=lambda row: (-(row["won"] or 0), row["introducer"]))
    return Rows(
        columns=COLUMNS,
        fetch=lambda limit: table[:limit],
        total=lambda: len(table),
        adds_up="won",
        sum_of_rows=total,
        recount=lambda: sum((row["won"] or 0 for row in table), Decimal(0)),
    )


def _introducers(found: Referred) -> dict[Any, str]:
    """Those whose introduction was the first of somebody."""
    names = {by_key(one): str(one.introducer) for one in found.referrals}
    return {key: names[key] for key in found.brought}  # type: ignore[index]


def _row(found: Referred, key: Any, name: str) -> dict[str, Any]:
    kinds = [who[0] for who, one in found.first.items() if one.by == key]  # type: ignore[index]
    accounts = kinds.count("account")
    return {
        "introducer": name,
        "accounts": accounts,
        "people": len(kinds) - accounts,
        "won": found.brought[key].won.value,
    }


register(
    Definition(
        key="accounts.referrals",
        title=_("Revenue by referral"),
        meaning=_("What was won at accounts that somebody introduced, since they did; the first introduction counts."),
        words=_("the sum of deals won and orders outside the funnel at introduced accounts, from that day on"),
        symbols="Σ won(a, t ≥ introduced(a))",
        unit=Unit.MONEY,
        compute=check,
    )
)
