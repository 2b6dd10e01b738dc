"""Numbers in the list of accounts. Higher domains bring them; each is a figure of the account it stands beside."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.workspace.models import Workspace
from keyaccount.figures import Figure, Question, Scope, ScopeKind, Unit, compute, stated
from keyaccount.figures.figure import Text, Value
from keyaccount.kernel.period import Period


@dataclass(frozen=True, slots=True)
class NumberColumn:
    """values: the figure of each of these accounts, in one query; the question has the period that `during` gives."""

    key: str
    title: Text
    figure: str
    unit: Unit
    values: Callable[[Question, Sequence[int]], Mapping[int, Value]]
    during: Callable[[Question], Period | None] = lambda question: None
    shown: bool = True


_columns: dict[str, NumberColumn] = {}


def add(column: NumberColumn) -> None:
    _columns[column.key] = column


def columns() -> Sequence[NumberColumn]:
    return tuple(_columns.values())


def figures_of(
    column: NumberColumn, accounts: Sequence[Account], question: Question, workspace: Workspace
) -> dict[int, Figure]:
    """The column's figure for each account of the page; their ids say which, so the list's filters need not."""
    asked = replace(question, period=column.during(question), filters=MappingProxyType({}))
    values = column.values(asked, [account.pk for account in accounts])
    return {account.pk: _figure(column, account, asked, values.get(account.pk, 0), workspace) for account in accounts}


def total_of(column: NumberColumn, question: Question) -> Figure:
    """The figure of all accounts of the list, whatever page is shown."""
    return compute(column.figure, replace(question, period=column.during(question)))


def _figure(column: NumberColumn, account: Account, asked: Question, value: Value, workspace: Workspace) -> Figure:
    of_account = replace(asked, scope=Scope(ScopeKind.ACCOUNT, account.pk, str(account)))
    return stated(
        column.figure,
        of_account,
        value,
        currency=workspace.base_currency,
        fiscal_start=workspace.fiscal_year_start,
    )
