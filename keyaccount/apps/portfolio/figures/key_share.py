"""The share of our revenue that key accounts bring: in a market, or in all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.pipeline.figures.periods import last_year
from keyaccount.apps.portfolio.figures.key_accounts import marked_now
from keyaccount.apps.portfolio.models import Market
from keyaccount.apps.portfolio.queries.asked import accounts_outside
from keyaccount.apps.portfolio.queries.markets import MarketRevenue, Sold, codes_by_account, market_revenue
from keyaccount.apps.portfolio.queries.revenue import names_of_accounts
from keyaccount.apps.portfolio.words import GROUNDS
from keyaccount.apps.workspace.queries.settings import workspace as load_workspace
from keyaccount.figures import Answer, Column, Definition, Input, Note, Question, Rows, Unit, register
from keyaccount.figures.registry import plain
from keyaccount.formulas.market import Brought
from keyaccount.kernel.errors import NotFound
from keyaccount.kernel.period import Period

COLUMNS = (
    Column("account", _("Account")),
    Column("why", _("Key account because")),
    Column("key", _("Of it from key accounts"), Unit.MONEY),
    Column("revenue", _("Closed revenue"), Unit.MONEY),
)
NO_PROVINCES = Note(
    "no_provinces", _("The market names no provinces, so our revenue there cannot be told from the accounts.")
)


def asked_market(question: Question) -> Market | None:
    """The market that the question names by its id; None where it names none."""
    wanted = question.filters.get("market", "")
    if not wanted:
        return None
    rows = Market.objects.visible_to(question.viewer).present()
    found: Market | None = rows.filter(pk=int(wanted)).first() if wanted.isdecimal() else None
    if found is None:
        raise NotFound
    return found


def key_share(question: Question) -> Answer:
    market, workspace = asked_market(question), load_workspace()
    found = MarketRevenue() if market is not None and not market.provinces else market_revenue(question, market)
    sums = found.brought
    return Answer(
        value=sums.key_share,
        worked=_worked(sums),
        inputs=(
            Input("K", _("Revenue of key accounts"), sums.key, Unit.MONEY),
            Input("r", _("Revenue of the rest"), sums.rest, Unit.MONEY),
            Input("R", _("Revenue of all"), sums.whole, Unit.MONEY),
            Input("n", _("Key accounts with revenue"), sum(1 for one in found.lines if one.grounds), Unit.COUNT),
        ),
        rows=Rows(
            columns=COLUMNS,
            fetch=lambda limit: _rows(found.lines[:limit]),
            total=lambda: len(found.lines),
            outside=lambda: _outside(question, market),
            adds_up="revenue",
            sum_of_rows=sums.whole,
            symbol="R",
        ),
        notes=_notes(found, market, question),
        currency=workspace.base_currency,
        fiscal_start=workspace.fiscal_year_start,
    )


def _worked(sums: Brought) -> str:
    return f"{plain(sums.key)} ÷ {plain(sums.whole)} = {plain(sums.key_share, 6)}" if sums.key_share is not None else ""


def _rows(lines: Sequence[Sold]) -> list[dict[str, Any]]:
    names = names_of_accounts([one.account for one in lines if one.account is not None])
    return [
        {
            "id": one.account,
            "account": gettext("No account named") if one.account is None else names[one.account],
            "why": gettext(", ").join(str(GROUNDS[ground]) for ground in one.grounds),
            "key": one.revenue if one.grounds else None,
            "revenue": one.revenue,
        }
        for one in lines
    ]


def _outside(question: Question, market: Market | None) -> int:
    hidden = accounts_outside(question)
    if market is None:
        return len(hidden)
    places = codes_by_account()
    return sum(1 for pk in hidden if places.get(pk) in market.provinces)


def _notes(found: MarketRevenue, market: Market | None, question: Question) -> tuple[Note, ...]:
    if market is not None and not market.provinces:
        return (NO_PROVINCES,)
    notes = []
    if outside := _outside(question, market):
        notes.append(Note("outside", _("Accounts outside your view are not counted."), outside))
    if found.nowhere > 0:
        notes.append(Note("no_province", _("Revenue of accounts that name no province stands in no market.")))
    return (*notes, *marked_now(question))


def _period(question: Question) -> Period:
    """The year of the market; without one, the last 365 days."""
    market = asked_market(question)
    return Period.year(market.year, load_workspace().fiscal_year_start) if market else last_year(question)


register(
    Definition(
        key="market.key_share",
        title=_("Key accounts’ share of our revenue"),
        meaning=_("How much of what we sell in a market, or in all, key accounts bring."),
        words=_(
            "closed revenue of key accounts ÷ closed revenue of all accounts; in a market: of the accounts in its "
            "provinces, in its year"
        ),
        symbols="K ÷ R, R = K + r",
        unit=Unit.SHARE,
        compute=key_share,
        default_period=_period,
        options=("market",),
    )
)
