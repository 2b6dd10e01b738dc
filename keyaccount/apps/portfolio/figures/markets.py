"""Our share of a market, and the revenue that a wanted share of it asks for."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.pipeline.queries.targets import target_amount
from keyaccount.apps.portfolio.figures.key_share import asked_market
from keyaccount.apps.portfolio.models import Market, MarketShare
from keyaccount.apps.portfolio.queries.markets import rule_for
from keyaccount.apps.workspace.queries.settings import workspace as load_workspace
from keyaccount.figures import Answer, Column, Definition, Figure, Input, Note, Question, Rows, Unit, compute, register
from keyaccount.figures.registry import plain
from keyaccount.formulas.market import market_plan, others
from keyaccount.kernel.period import Period

SHARE_COLUMNS = (
    Column("supplier", _("Supplier")),
    Column("share", _("Of all customers"), Unit.SHARE),
    Column("key_share", _("Of key accounts"), Unit.SHARE),
)
PLAN_COLUMNS = (Column("part", _("From")), Column("amount", _("Revenue"), Unit.MONEY))
NOT_PLANNED = (Note("not_planned", _("Size, growth, wanted share and the part of key accounts are needed.")),)
NO_RULE = Note("no_rule", _("None of the rules says anything of these two shares."))
SEEN_IN_PART = Note("partly", _("Not judged: some accounts of this market lie outside your view."))
NO_MARKET = (Note("no_market", _("No market is written down for this year or an earlier one.")),)


def market_of(question: Question) -> Market | None:
    """The market asked for by its id, else the newest one of a year that had begun by the day."""
    if (asked := asked_market(question)) is not None:
        return asked
    rows = Market.objects.visible_to(question.viewer).present()
    newest: Market | None = rows.filter(year__lte=question.as_of.year).order_by("-year", "name", "pk").first()
    return newest


def market_share(question: Question) -> Answer:
    """What suppliers are known to hold; what is left is the others', so that the rows make the whole."""
    market = market_of(question)
    if market is None:
        return Answer(value=None, notes=NO_MARKET)
    shares = list(market.shares.all())
    ours = next((one for one in shares if one.is_us), None)
    computed = compute("market.key_share", question.narrowed(market=str(market.pk)).during(None))
    rows = _share_rows(shares)
    return Answer(
        value=ours.share if ours else None,
        inputs=(
            Input("K", _("Our share of key accounts"), ours.key_share if ours else None, Unit.SHARE),
            Input("k", _("Key accounts’ share of our revenue there"), computed.value, Unit.SHARE, computed),
            Input("t", _("The same as it is written down"), market.key_revenue_share, Unit.SHARE),
        ),
        rows=Rows(
            columns=SHARE_COLUMNS,
            fetch=lambda limit: rows[:limit],
            total=lambda: len(rows),
            adds_up="share",
            sum_of_rows=sum((row["share"] for row in rows if row["share"] is not None), Decimal(0)),
            symbol="1",
        ),
        notes=_advice(ours.share if ours else None, market, computed),
    )


def _share_rows(shares: Sequence[MarketShare]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = [
        {"supplier": one.supplier, "is_us": one.is_us, "share": one.share, "key_share": one.key_share} for one in shares
    ]
    left = {
        key: others([row[key] for row in rows if row[key] is not None])
        if all(row[key] is not None for row in rows)
        else None
        for key in ("share", "key_share")
    }
    return [*rows, {"supplier": str(_("Others")), "is_us": False, **left}] if rows and any(left.values()) else rows


def _advice(ours: Decimal | None, market: Market, computed: Figure) -> tuple[Note, ...]:
    """By the computed share of key accounts where its reader sees all of it, else by the one that is written down."""
    partly = any(note.code == "outside" for note in computed.notes)
    told = market.key_revenue_share if partly or not isinstance(computed.value, Decimal) else computed.value
    fits = rule_for(ours, told)
    if fits is not None:
        return (Note("guidance", gettext("%(verdict)s: %(why)s") % {"verdict": fits.label, "why": fits.says}),)
    if ours is None or told is None:
        return (SEEN_IN_PART,) if partly and ours is not None else ()
    return (NO_RULE,)


def plan(question: Question) -> Answer:
    """What key accounts must bring of the next year's market, beside the company's target of that year."""
    market, workspace = market_of(question), load_workspace()
    if market is None:
        return Answer(value=None, notes=NO_MARKET, currency=workspace.base_currency)
    found = market_plan(market.size, market.growth, market.wanted_share, market.key_part)
    year = Period.year(market.year + 1, workspace.fiscal_year_start)
    target = target_amount(question.during(year), workspace)
    parts = [(_("Key accounts"), found.key), (_("The rest"), found.rest)] if found else []
    rows = [{"part": str(part), "amount": amount} for part, amount in parts]
    return Answer(
        value=found.key if found else None,
        worked=_worked(market, found.ours, found.key) if found else "",
        inputs=(
            Input("S", _("Size of the market"), market.size, Unit.MONEY),
            Input("g", _("Yearly growth"), market.growth, Unit.SHARE),
            Input("w", _("Wanted share"), market.wanted_share, Unit.SHARE),
            Input("p", _("Of it from key accounts"), market.key_part, Unit.SHARE),
            Input("N", _("The market in that year"), found.size if found else None, Unit.MONEY),
            Input("W", _("Revenue wanted in all"), found.ours if found else None, Unit.MONEY),
            Input("r", _("Of it from the rest"), found.rest if found else None, Unit.MONEY),
            Input("T", _("Target of the company in that year"), target, Unit.MONEY),
        ),
        rows=Rows(
            columns=PLAN_COLUMNS,
            fetch=lambda limit: rows[:limit],
            total=lambda: len(rows),
            adds_up="amount",
            sum_of_rows=found.ours if found else Decimal(0),
            symbol="W",
        ),
        notes=() if found else NOT_PLANNED,
        currency=workspace.base_currency,
        fiscal_start=workspace.fiscal_year_start,
    )


def _worked(market: Market, ours: Decimal, key: Decimal) -> str:
    factors = " × ".join(
        (
            plain(market.size),
            f"(1 + {plain(market.growth, 4)})",
            plain(market.wanted_share, 4),
            plain(market.key_part, 4),
        )
    )
    return f"{factors} = {plain(key)} ({plain(ours)} × {plain(market.key_part, 4)})"


register(
    Definition(
        key="market.share",
        title=_("Market share"),
        meaning=_("Our share of a market among all its customers, beside that among key accounts alone."),
        words=_("as written down for the market and year, with the share of every supplier known"),
        symbols="M",
        unit=Unit.SHARE,
        compute=market_share,
        options=("market",),
    )
)
register(
    Definition(
        key="market.plan",
        title=_("Revenue that key accounts must bring"),
        meaning=_("What a wanted share of next year's market asks of key accounts, beside the company's target."),
        words=_("market size × (1 + yearly growth) × wanted share × part of key accounts"),
        symbols="S × (1 + g) × w × p",
        unit=Unit.MONEY,
        compute=plan,
        options=("market",),
    )
)
