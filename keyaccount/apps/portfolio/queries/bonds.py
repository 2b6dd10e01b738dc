"""How deep the custom goes: products in use, buying roles covered; for many accounts in one query each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Q, QuerySet

from keyaccount.apps.accounts.models import BusinessUnit
from keyaccount.apps.contacts.models import ContactState
from keyaccount.apps.contacts.queries.map_rules import map_rules
from keyaccount.apps.pipeline.models import Product, ProductLine, StateStatus
from keyaccount.apps.pipeline.queries.states import closed_states
from keyaccount.apps.portfolio.models import Judgement, SpaceEntry
from keyaccount.apps.workspace import clock
from keyaccount.apps.workspace.models import Workspace
from keyaccount.figures import Question, memo
from keyaccount.formulas.standing import Custom
from keyaccount.formulas.tiers import Bonds, years_of_custom

Ids = tuple[int, ...]


def bonds_by_account(
    question: Question, workspace: Workspace, customs: Mapping[int, Custom], accounts: Ids
) -> dict[int, Bonds]:
    """What is not known stays None: products of who has bought, but never with a product named; roles of who has no
    person with a role noted. Of who has bought nothing, products in use and years are known: none."""
    products = products_in_use(question, workspace, accounts)
    unfit = products_unfit(question, workspace, accounts)
    roles = roles_covered(question, workspace, accounts)
    needed = len(map_rules().needed) or None
    offered = products_offered()
    found: dict[int, Bonds] = {}
    for account in accounts:
        custom = customs.get(account, Custom())
        never = 0 if custom.first is None else None
        fit = offered - unfit.get(account, 0) or None
        found[account] = Bonds(
            products_in_use=products.get(account, never) if fit else None,
            products_that_fit=fit,
            products_unfit=unfit.get(account, 0),
            roles_covered=roles.get(account) if needed else None,
            roles_that_exist=needed,
            years=years_of_custom(custom.first or 0),
        )
    return found


@memo.once
def products_offered() -> int:
    """Every product of the catalogue that is in use here."""
    return Product.objects.present().count()


@memo.once
def products_unfit(question: Question, workspace: Workspace, accounts: Ids | None = None) -> Mapping[int, int]:
    """Account → how many present products do not fit it: its white space says so of the account as a whole, or of
    every business unit. What it has bought fits, whatever is said."""
    rows = SpaceEntry.objects.as_of(question.as_of).filter(state=Judgement.UNFIT, product__archived_at=None)
    said: dict[tuple[int, int], set[int]] = defaultdict(set)
    for account, product, unit in (
        _of(rows, "account", accounts).order_by().values_list("account_id", "product_id", "unit_id")
    ):
        said[account, product].add(unit or 0)
    if not said:
        return {}
    units, bought = _units([account for account, _product in said]), _bought(question, workspace, accounts)
    unfit = (pair for pair, places in said.items() if 0 in places or (units[pair[0]] and units[pair[0]] <= places))
    return _counted(pair for pair in unfit if pair not in bought)


def _units(accounts: Iterable[int]) -> Mapping[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    for account, unit in (
        BusinessUnit.objects.present().filter(account__in=set(accounts)).values_list("account_id", "pk")
    ):
        found[account].add(unit)
    return found


@memo.once
def products_in_use(question: Question, workspace: Workspace, accounts: Ids | None = None) -> Mapping[int, int]:
    """Account → how many of the present products its won deals name."""
    return _counted(_bought(question, workspace, accounts))


@memo.once
def _bought(question: Question, workspace: Workspace, accounts: Ids | None) -> frozenset[tuple[int, int]]:
    won = closed_states(question.during(None), workspace, StateStatus.WON).order_by().values("opportunity_id")
    lines = ProductLine.objects.filter(opportunity__in=won, product__archived_at=None)
    pairs = _of(lines, "opportunity__account", accounts).order_by().values_list("opportunity__account", "product")
    return frozenset(pairs.distinct())


@memo.once
def roles_covered(question: Question, workspace: Workspace, accounts: Ids | None = None) -> Mapping[int, int]:
    """Account → how many of the needed roles were played at the end of the day by people who had not left.

    0 where roles are noted, but none of those; an account in which no role is noted is not there.
    """
    needed = frozenset(map_rules().needed)
    states = ContactState.objects.until(clock.end_of(question.as_of, workspace.zone))
    here = states.filter(Q(left_on=None) | Q(left_on__gt=question.as_of), archived=False).exclude(roles="")
    found: dict[int, set[str]] = defaultdict(set)
    for account, roles in _of(here, "account", accounts).order_by().values_list("account_id", "roles"):
        found[account] |= needed.intersection(roles.split())
    return {account: len(roles) for account, roles in found.items()}


def _of(rows: QuerySet[Any], account: str, accounts: Ids | None) -> QuerySet[Any]:
    if accounts is None:
        return rows.exclude(**{account: None})
    return rows.filter(**{f"{account}__in": accounts})


def _counted(pairs: Iterable[tuple[int, int]]) -> dict[int, int]:
    found: dict[int, int] = defaultdict(int)
    for account, _product in pairs:
        found[account] += 1
    return dict(found)
