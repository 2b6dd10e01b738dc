"""Where accounts stand among all accounts, as of any day: parts, score, tier, and what a person set against it.

A standing is the same for every reader: it compares with all accounts of the workspace, whoever sees them. What of it
a reader may see is decided where it is shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.pipeline.figures.periods import last_year
from keyaccount.apps.portfolio.models import AccountEstimate, TierOverride
from keyaccount.apps.portfolio.queries.bonds import bonds_by_account
from keyaccount.apps.portfolio.queries.custom import custom_by_account
from keyaccount.apps.portfolio.queries.revenue import revenue_by_account
from keyaccount.apps.portfolio.queries.rules import bounds_of, tier_rules, weights_of
from keyaccount.apps.workspace import clock
from keyaccount.apps.workspace.models import Workspace
from keyaccount.apps.workspace.queries.settings import rates_at, system_user
from keyaccount.apps.workspace.queries.settings import workspace as load_workspace
from keyaccount.figures import Question, memo
from keyaccount.formulas import tiers
from keyaccount.formulas.ranking import percentile_ranks
from keyaccount.formulas.standing import Custom, Ground, grounds
from keyaccount.formulas.tiers import Bonds, Outlook, Part, Parts, Score, Tier

Ids = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Population:
    """All accounts that are compared. revenue: of 12 months, of every account; estimates: where one is known;
    strategic: those marked so."""

    revenue: Mapping[int, Decimal]
    estimates: Mapping[int, Decimal]
    strategic: frozenset[int]
    contribution: Mapping[int, Decimal | None]
    potential: Mapping[int, Decimal | None]


@dataclass(frozen=True, slots=True)
class Standing:
    """computed: the tier of the score; override: a person's, while it holds; tier: the one that holds."""

    account: int
    parts: Parts
    bonds: Bonds
    custom: Custom
    revenue: Decimal
    estimate: Decimal | None
    score: Score
    computed: Tier | None
    override: TierOverride | None
    outlook: Outlook | None
    grounds: tuple[Ground, ...]

    @property
    def tier(self) -> Tier | None:
        return Tier(self.override.tier) if self.override else self.computed


@memo.once
def everyones(today: date, as_of: date) -> Question:
    """A question about all rows, whoever may see them."""
    return Question(system_user(), today, as_of)


@memo.once
def population(today: date, as_of: date) -> Population:
    workspace = load_workspace()
    question = everyones(today, as_of)
    brought = revenue_by_account(question.during(last_year(question)), workspace)
    strategic = dict(_compared(as_of, workspace).values_list("pk", "is_strategic"))
    revenue = {account: brought.get(account, Decimal(0)) for account in strategic}
    estimates = {pk: amount for pk, amount in estimates_at(as_of, workspace).items() if pk in revenue}
    return Population(
        revenue=revenue,
        estimates=estimates,
        strategic=frozenset(account for account, is_so in strategic.items() if is_so),
        contribution=percentile_ranks(revenue),
        potential=percentile_ranks(estimates),
    )


@memo.once
def key_grounds(today: date, as_of: date) -> Mapping[int, tuple[Ground, ...]]:
    """Key account → why it is one."""
    found = population(today, as_of)
    every = ((pk, _grounds(pk, found)) for pk in found.revenue)
    return {pk: why for pk, why in every if why}


@memo.once
def standings(today: date, as_of: date, accounts: Ids | None = None) -> Mapping[int, Standing]:
    """The standing of these accounts (those that are compared), or of all: always the same number of queries."""
    workspace, found = load_workspace(), population(today, as_of)
    ids = tuple(found.revenue) if accounts is None else tuple(pk for pk in accounts if pk in found.revenue)
    question = everyones(today, as_of)
    customs = custom_by_account(question, workspace, None if accounts is None else ids)
    bonds = bonds_by_account(question, workspace, customs, ids)
    overrides = overrides_at(as_of, workspace)
    return {pk: _standing(pk, found, customs.get(pk, Custom()), bonds[pk], overrides.get(pk)) for pk in ids}


@memo.once
def estimates_at(as_of: date, workspace: Workspace) -> Mapping[int, Decimal]:
    """Account → estimated yearly purchasing in the base currency; one in a currency without a rate is left out."""
    rates = rates_at(as_of, workspace.base_currency)
    rows = AccountEstimate.objects.latest(as_of).order_by().values_list("account_id", "amount", "currency")
    return {pk: amount * rate for pk, amount, currency in rows if (rate := rates.get(currency)) is not None}


@memo.once
def overrides_at(as_of: date, workspace: Workspace) -> Mapping[int, TierOverride]:
    held = TierOverride.objects.holding(as_of, clock.end_of(as_of, workspace.zone)).order_by("pk")
    return {override.account_id: override for override in held.select_related("set_by")}


def _compared(as_of: date, workspace: Workspace) -> QuerySet[Account]:
    """Accounts that were not archived by the end of that day."""
    archived_later = Q(archived_at=None) | Q(archived_at__gte=clock.end_of(as_of, workspace.zone))
    return Account.objects.filter(archived_later).order_by()


def _standing(pk: int, among: Population, custom: Custom, bonds: Bonds, override: TierOverride | None) -> Standing:
    rules = tier_rules()
    weights, bounds = weights_of(rules), bounds_of(rules)
    parts = {
        Part.CONTRIBUTION: among.contribution[pk],
        Part.POTENTIAL: among.potential.get(pk),
        Part.DEPTH: tiers.depth(bonds),
    }
    score = tiers.score(parts, weights)
    return Standing(
        account=pk,
        parts=parts,
        bonds=bonds,
        custom=custom,
        revenue=among.revenue[pk],
        estimate=among.estimates.get(pk),
        score=score,
        computed=tiers.tier_of(score.value, bounds),
        override=override,
        outlook=tiers.outlook(parts, weights, bounds),
        grounds=_grounds(pk, among),
    )


def _grounds(pk: int, among: Population) -> tuple[Ground, ...]:
    return grounds(among.revenue[pk], tier_rules().key_account_from, is_strategic=pk in among.strategic)
