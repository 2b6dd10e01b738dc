"""Core, growing and laggard accounts: who takes our visits, and who yields our profit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from keyaccount.apps.pipeline.figures.periods import last_year
from keyaccount.apps.portfolio.queries.asked import accounts_asked, accounts_outside
from keyaccount.apps.portfolio.queries.profit import Yield, visits, yields
from keyaccount.apps.portfolio.queries.revenue import names_of_accounts, revenue_by_account
from keyaccount.apps.portfolio.words import CLASSES
from keyaccount.apps.workspace.queries.settings import workspace as load_workspace
from keyaccount.figures import Answer, Column, Definition, Input, Note, Question, Rows, Unit, register
from keyaccount.formulas.standing import Potential, core_count, potential_class
from keyaccount.kernel.share import share

COLUMNS = (
    Column("account", _("Account")),
    Column("class", _("Class")),
    Column("revenue", _("Closed revenue"), Unit.MONEY),
    Column("visits", _("Visits"), Unit.COUNT),
    Column("visits_share", _("Share of visits"), Unit.SHARE),
    Column("profit_share", _("Share of profit"), Unit.SHARE),
)
UNKNOWN = _("not known")


@dataclass(frozen=True, slots=True)
class One:
    account: int
    revenue: Decimal
    visits: int
    effort: Decimal | None
    profit: Decimal | None
    potential: Potential | None


def classes(question: Question) -> Answer:
    """Shares are of the accounts asked that the viewer sees."""
    workspace = load_workspace()
    found = _accounts(question)
    table = [_row_of_class(potential, found) for potential in (*Potential, None)]
    return Answer(
        value=table,
        worked=" + ".join(f"{row['class']} {row['count']}" for row in table) + f" = {len(found)}",
        inputs=(
            Input("n", _("Accounts"), len(found), Unit.COUNT),
            Input("k", _("The largest 20% of them"), core_count(len(found)), Unit.COUNT),
            Input("v", _("Visits"), sum(one.visits for one in found), Unit.COUNT),
        ),
        rows=Rows(
            COLUMNS,
            fetch=lambda limit: _rows(found[:limit]),
            total=lambda: len(found),
            outside=lambda: len(accounts_outside(question)),
            adds_up="visits",
            sum_of_rows=sum(one.visits for one in found),
            symbol="v",
        ),
        notes=_notes(question, found),
        currency=workspace.base_currency,
        fiscal_start=workspace.fiscal_year_start,
    )


def _accounts(question: Question) -> list[One]:
    """Largest revenue first."""
    workspace, seen = load_workspace(), accounts_asked(question)
    revenue = revenue_by_account(question, workspace)
    made = visits(question)
    brought = yields(question, workspace) if question.viewer.sees_group("margin") else None
    visits_of_all = sum(made.get(pk, 0) for pk in seen)
    profit_of_all = _profit_of(brought, seen)
    ranked = sorted(seen, key=lambda pk: (-revenue.get(pk, Decimal(0)), pk))
    found: list[One] = []
    for place, pk in enumerate(ranked, start=1):
        effort = share(made.get(pk, 0), visits_of_all)
        profit = None if brought is None else share(_profit(brought, pk), profit_of_all)
        potential = potential_class(place, len(ranked), effort=effort, profit=profit)
        found.append(One(pk, revenue.get(pk, Decimal(0)), made.get(pk, 0), effort, profit, potential))
    return found


def _profit(brought: Mapping[int, Yield], pk: int) -> Decimal | None:
    """Who gave us no deal yields nothing; who gave some without a known margin, we do not know what."""
    return brought[pk].profit if pk in brought else Decimal(0)


def _profit_of(brought: Mapping[int, Yield] | None, seen: frozenset[int]) -> Decimal | None:
    """Of all accounts whose profit is known; None where that is nothing or less, since no part of it is a share."""
    known = [one.profit for pk, one in (brought or {}).items() if pk in seen and one.profit is not None]
    total = sum(known, Decimal(0))
    return total if total > 0 else None


def _row_of_class(potential: Potential | None, found: list[One]) -> dict[str, Any]:
    mine = [one for one in found if one.potential is potential]
    return {
        "class": str(CLASSES[potential]) if potential else str(UNKNOWN),
        "count": len(mine),
        "accounts_share": share(len(mine), len(found)),
        "visits_share": _sum([one.effort for one in mine], found),
        "profit_share": _sum([one.profit for one in mine], found),
    }


def _sum(shares: list[Decimal | None], found: list[One]) -> Decimal | None:
    known = [value for value in shares if value is not None]
    return sum(known, Decimal(0)) if known or not shares else None


def _rows(found: list[One]) -> list[dict[str, Any]]:
    names = names_of_accounts([one.account for one in found])
    return [
        {
            "id": one.account,
            "account": names[one.account],
            "class": str(CLASSES[one.potential]) if one.potential else str(UNKNOWN),
            "revenue": one.revenue,
            "visits": one.visits,
            "visits_share": one.effort,
            "profit_share": one.profit,
        }
        for one in found
    ]


def _notes(question: Question, found: list[One]) -> tuple[Note, ...]:
    notes = []
    if not question.viewer.sees_group("margin"):
        notes.append(Note("hidden", _("Your role does not see costs and margins, so nobody is called a laggard.")))
    unknown = sum(one.potential is None for one in found)
    if unknown:
        text = _("Not known: below the largest 20%, and visits or margins do not say what they take and yield.")
        notes.append(Note("unknown", text, unknown))
    return tuple(notes)


register(
    Definition(
        key="accounts.potential_class",
        title=_("Core, growing, laggard"),
        meaning=_("Which accounts carry us, which grow, and which take more of our visits than they yield in profit."),
        words=_(
            "core: the largest 20% by revenue; laggard: below them, with an equal share of the visits or more and less "
            "than an equal share of the gross profit; growing: the rest"
        ),
        symbols="v ≥ 1 ÷ n and p < 1 ÷ n",
        unit=Unit.TABLE,
        compute=classes,
        default_period=last_year,
        options=("accounts",),
    )
)
