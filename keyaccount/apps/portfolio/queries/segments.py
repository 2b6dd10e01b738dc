"""Where each account stands in the attack/defence model, as of any day and as its reader sees it.

A handful of queries whatever the number of accounts: the accounts, what each brought in 12 months, the one estimate of
each that holds, the rates. The model itself is `formulas.segments`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from django.db.models import QuerySet

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.accounts.queries.group import group_of
from keyaccount.apps.accounts.queries.listing import accounts_of_text
from keyaccount.apps.pipeline.figures.periods import last_year
from keyaccount.apps.pipeline.queries.by_account import closed_by_account
from keyaccount.apps.pipeline.queries.narrowing import teams_below
from keyaccount.apps.portfolio.queries.estimates import latest_of
from keyaccount.apps.portfolio.queries.revenue import revenue_by_account
from keyaccount.apps.portfolio.queries.segment_rules import thresholds_at
from keyaccount.apps.workspace.models import User
from keyaccount.apps.workspace.queries.rates import DatedRates
from keyaccount.apps.workspace.queries.settings import workspace as load_workspace
from keyaccount.figures import COMPANY, Question, Scope, ScopeKind, memo
from keyaccount.formulas.segments import Segment, Standing, standing

UNKNOWN = "unknown"
CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Said:
    """The estimate that holds; `base_amount` None: its currency had no rate on its day."""

    pk: int
    amount: Decimal
    currency: str
    base_amount: Decimal | None
    source: str
    on: date
    author_id: int
    confidence: str


@dataclass(frozen=True, slots=True)
class Placed:
    """An account with its standing and the estimate behind it."""

    account_id: int
    standing: Standing
    said: Said | None

    @property
    def key(self) -> str:
        """The segment, or that it is unknown."""
        return str(self.standing.segment or UNKNOWN)


@dataclass(frozen=True, slots=True)
class Standings:
    """Every account asked about, the largest revenue first."""

    placed: Sequence[Placed]

    def __iter__(self) -> Iterator[Placed]:
        return iter(self.placed)

    def __len__(self) -> int:
        return len(self.placed)

    def of(self, account_id: int) -> Placed | None:
        return next((one for one in self.placed if one.account_id == account_id), None)

    def within(self, key: str) -> Standings:
        """Those of one segment (or `unknown`)."""
        return Standings([one for one in self.placed if one.key == key])

    @property
    def unconvertible(self) -> int:
        return sum(1 for one in self.placed if one.said is not None and one.said.base_amount is None)


@memo.once
def standings(question: Question) -> Standings:
    """The accounts of the question's scope and filters that its viewer sees."""
    return _placed(accounts_asked(question), _revenue(question), question.as_of)


@memo.once
def standings_of(question: Question, accounts: tuple[int, ...]) -> Standings:
    """These accounts alone, for a page of a list; which of them the viewer sees, the list has decided."""
    closed = closed_by_account(_over_a_year(question), accounts)
    brought = {account: found.amount for account, found in closed.items()}
    return _placed(Account.objects.filter(pk__in=accounts), brought, question.as_of)


def _placed(accounts: QuerySet[Account], brought: Mapping[Any, Decimal], as_of: date) -> Standings:
    cuts = thresholds_at(as_of)
    said = _said(accounts, as_of)
    placed = [
        Placed(pk, standing(brought.get(pk, Decimal(0)), _bought(said.get(pk)), cuts), said.get(pk))
        for pk in accounts.order_by().values_list("pk", flat=True)
    ]
    placed.sort(key=lambda one: (-one.standing.revenue, one.account_id))
    return Standings(placed)


def accounts_asked(question: Question) -> QuerySet[Account]:
    rows = _in_scope(Account.objects.visible_to(question.viewer), question.scope)
    if text := question.filters.get("accounts"):
        rows = rows.filter(pk__in=accounts_of_text(text).order_by().values("pk"))
    return rows


def accounts_outside(question: Question) -> int:
    """How many accounts of the scope the viewer does not see."""
    if question.viewer.people_in_reach is None:
        return 0
    everyone = _in_scope(Account.objects.all(), question.scope).order_by().count()
    return everyone - _in_scope(Account.objects.visible_to(question.viewer), question.scope).order_by().count()


def _in_scope(rows: QuerySet[Account], scope: Scope) -> QuerySet[Account]:
    """Whose accounts; one asked for by its id, or a group, may be archived: elsewhere no archived one stands."""
    if scope.kind == ScopeKind.ACCOUNT:
        return rows.filter(pk=scope.pk)
    if scope.kind == ScopeKind.GROUP:
        return rows.filter(pk__in=group_of(scope.pk))
    rows = rows.filter(archived_at=None)
    if scope.kind == ScopeKind.USER:
        return rows.filter(owner_id=scope.pk)
    if scope.kind == ScopeKind.TEAM:
        return rows.filter(owner__in=User.objects.filter(team_id__in=teams_below(scope.pk)).values("pk"))
    return rows


def _revenue(question: Question) -> Mapping[int | None, Decimal]:
    """12-month revenue of every account, whoever sold it: an account's revenue is not its owner's alone."""
    return revenue_by_account(_over_a_year(question), load_workspace())


def _over_a_year(question: Question) -> Question:
    scope = question.scope if question.scope.kind in {ScopeKind.ACCOUNT, ScopeKind.GROUP} else COMPANY
    return replace(question, scope=scope, filters=MappingProxyType({}), since=None, period=last_year(question))


def _said(accounts: QuerySet[Account], as_of: date) -> dict[int, Said]:
    rates = DatedRates(load_workspace().base_currency)
    rows = latest_of(accounts, as_of).order_by()
    columns = ("account_id", "pk", "amount", "currency", "source", "on", "author_id", "confidence")
    return {
        account: Said(pk, amount, currency, _converted(amount, rates.at(currency, on)), source, on, author, sure)
        for account, pk, amount, currency, source, on, author, sure in rows.values_list(*columns)
    }


def _converted(amount: Decimal, rate: Decimal | None) -> Decimal | None:
    return None if rate is None else (amount * rate).quantize(CENT)


def _bought(said: Said | None) -> Decimal | None:
    return said.base_amount if said else None


KEYS = (*(str(segment) for segment in Segment), UNKNOWN)
