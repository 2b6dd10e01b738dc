"""The score of one account with what it is made of, and how many accounts stand in each tier."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from keyaccount.apps.pipeline.figures.periods import last_year
from keyaccount.apps.portfolio.queries.asked import accounts_asked, accounts_outside
from keyaccount.apps.portfolio.queries.revenue import names_of_accounts, revenue_by_account
from keyaccount.apps.portfolio.queries.rules import tier_rules, weights_of
from keyaccount.apps.portfolio.queries.standings import Standing, standings
from keyaccount.apps.portfolio.words import PARTS, WHY_UNKNOWN
from keyaccount.apps.workspace.queries.settings import workspace as load_workspace
from keyaccount.figures import (
    Answer,
    Column,
    Definition,
    Input,
    Note,
    Question,
    Rows,
    ScopeKind,
    Unit,
    compute,
    register,
)
from keyaccount.figures.registry import plain
from keyaccount.formulas.tiers import Part, Tier, Weights, shares_of

PART_COLUMNS = (
    Column("part", _("Part")),
    Column("value", _("0–100"), Unit.POINTS),
    Column("weight", _("Weight"), Unit.SHARE),
    Column("points", _("Points"), Unit.POINTS),
)
TIER_COLUMNS = (
    Column("account", _("Account")),
    Column("tier", _("Tier")),
    Column("score", _("Score"), Unit.POINTS),
    Column("revenue", _("Closed in 12 months"), Unit.MONEY),
)
SYMBOLS = {Part.CONTRIBUTION: "c", Part.POTENTIAL: "p", Part.DEPTH: "d"}


def score(question: Question) -> Answer:
    """Of one account; of more than one there is no score."""
    if question.scope.kind is not ScopeKind.ACCOUNT:
        return Answer(value=None, notes=(Note("of_one_account", _("A score is asked of one account.")),))
    found = standings(question.today, question.as_of, (question.scope.pk,)).get(question.scope.pk)
    if found is None:
        return Answer(value=None, notes=(Note("archived", _("The account is archived, so it is not compared.")),))
    weights = weights_of(tier_rules())
    points = _points(found, weights)
    total = sum(points.values(), Decimal(0))
    rows = [_part(part, found, weights, points) for part in Part]
    return Answer(
        value=found.score.value,
        worked=_worked(found, weights, total),
        inputs=_inputs(found, total, question),
        rows=Rows(
            PART_COLUMNS,
            fetch=lambda limit: rows[:limit],
            total=lambda: len(rows),
            adds_up="points",
            sum_of_rows=total,
            symbol="P",
        ),
        notes=_notes(found),
        currency=load_workspace().base_currency,
    )


def by_tier(question: Question) -> Answer:
    workspace, seen = load_workspace(), accounts_asked(question)
    found = [one for one in standings(question.today, question.as_of).values() if one.account in seen]
    brought = revenue_by_account(question.during(last_year(question)), workspace)
    found.sort(key=lambda one: (one.tier or "D", -(one.score.value or 0), one.account))
    revenue = {one.account: brought.get(one.account, Decimal(0)) for one in found}
    table = [_row_of_tier(tier, found, revenue) for tier in (*Tier, None)]
    return Answer(
        value=table,
        worked=" + ".join(f"{row['tier'] or '–'} {row['count']}" for row in table) + f" = {len(found)}",
        inputs=(Input("n", _("Accounts"), len(found), Unit.COUNT),),
        rows=Rows(
            TIER_COLUMNS,
            fetch=lambda limit: _accounts(found[:limit], revenue),
            total=lambda: len(found),
            outside=lambda: len(accounts_outside(question)),
            adds_up="revenue",
            sum_of_rows=sum(revenue.values(), Decimal(0)),
        ),
        currency=workspace.base_currency,
        fiscal_start=workspace.fiscal_year_start,
    )


def _points(found: Standing, weights: Weights) -> dict[Part, Decimal]:
    return {part: weights[part] * value for part, value in found.parts.items() if value is not None}


def _part(part: Part, found: Standing, weights: Weights, points: dict[Part, Decimal]) -> dict[str, Any]:
    return {"part": PARTS[part], "value": found.parts[part], "weight": weights[part], "points": points.get(part)}


def _worked(found: Standing, weights: Weights, total: Decimal) -> str:
    terms = [f"{plain(weights[part])} × {plain(value, 1)}" for part, value in found.parts.items() if value is not None]
    over = f" ÷ {plain(found.score.known)}" if found.score.known != 1 else ""
    return f"({' + '.join(terms)}){over} = {plain(total)}{over} = {plain(found.score.value, 1)}"


def _inputs(found: Standing, total: Decimal, question: Question) -> tuple[Input, ...]:
    """The revenue is the reader's figure: of the deals that they see."""
    closed = compute("sales.closed", question.during(last_year(question)))
    bonds = found.bonds
    shares = shares_of(bonds)
    parts = [Input(SYMBOLS[part], title, found.parts[part], Unit.POINTS) for part, title in PARTS.items()]
    return (
        *parts,
        Input("P", _("Points of the known parts"), total, Unit.POINTS),
        Input("K", _("Weight of the known parts"), found.score.known, Unit.SHARE),
        Input("r", _("Closed in 12 months"), closed.value, Unit.MONEY, closed),
        Input("e", _("Estimated yearly purchasing"), found.estimate, Unit.MONEY),
        Input("d₁", _("Products in use ÷ products that fit"), shares[0], Unit.SHARE),
        Input("f", _("Products that fit"), bonds.products_that_fit, Unit.COUNT),
        Input("u", _("Products left out: the white space says that they do not fit"), bonds.products_unfit, Unit.COUNT),
        Input("d₂", _("Buying roles covered ÷ roles that exist"), shares[1], Unit.SHARE),
        Input("d₃", _("Years of custom ÷ 5, at most 1"), shares[2], Unit.SHARE),
    )


def _notes(found: Standing) -> tuple[Note, ...]:
    notes = [Note(f"unknown_{part}", WHY_UNKNOWN[part]) for part, value in found.parts.items() if value is None]
    ends = {"lowest": plain(found.score.lowest, 1), "highest": plain(found.score.highest, 1)}
    if found.score.value is None:
        notes.append(Note("too_little", _("Less than half of the weight is known, so there is no score yet.")))
    if found.score.known != 1:
        text = _("Whatever the missing parts turn out to be, it lies between %(lowest)s and %(highest)s.") % ends
        notes.append(Note("range", text))
    if found.override is not None:
        notes.append(Note("override", _("The tier is set to %(tier)s by hand.") % {"tier": found.override.tier}))
    return tuple(notes)


def _row_of_tier(tier: Tier | None, found: Sequence[Standing], revenue: dict[int, Decimal]) -> dict[str, Any]:
    mine = [one.account for one in found if one.tier == tier]
    return {"tier": tier, "count": len(mine), "revenue": sum((revenue[pk] for pk in mine), Decimal(0))}


def _accounts(found: Sequence[Standing], revenue: dict[int, Decimal]) -> list[dict[str, Any]]:
    names = names_of_accounts([one.account for one in found])
    return [
        {
            "id": one.account,
            "account": names[one.account],
            "tier": one.tier,
            "score": one.score.value,
            "revenue": revenue[one.account],
        }
        for one in found
    ]


register(
    Definition(
        key="accounts.tier_score",
        title=_("Tier score"),
        meaning=_("How much an account brings, could bring and is bound to us, compared with all accounts: 0 to 100."),
        words=_(
            "weighted mean of contribution (percentile rank of 12-month revenue), potential (percentile rank of "
            "estimated yearly purchasing) and depth (products in use, buying roles covered, years of custom), over the "
            "parts that are known"
        ),
        symbols="S = (w₁·c + w₂·p + w₃·d) ÷ K",
        unit=Unit.POINTS,
        compute=score,
        only_of=ScopeKind.ACCOUNT,
    )
)
register(
    Definition(
        key="accounts.tiers",
        title=_("Accounts by tier"),
        meaning=_("How many accounts stand in tier A, B and C, and what they brought in 12 months."),
        words=_("per tier (the one set by hand, else the computed one): number of accounts and their revenue"),
        symbols="n · Σ r",
        unit=Unit.TABLE,
        compute=by_tier,
        options=("accounts",),
    )
)
