"""Words in the list of accounts that higher domains bring: where each account stands, as a cell of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.workspace.tables.listing import Column
from keyaccount.figures import Question
from keyaccount.figures.figure import Text


@dataclass(frozen=True, slots=True)
class StandingColumn:
    """cells: what stands in it for each of these accounts, asked for all at once; nothing for those left out."""

    key: str
    title: Text
    cells: Callable[[Question, Sequence[int]], Mapping[int, Any]]
    shown: bool = True


_columns: dict[str, StandingColumn] = {}


def add(column: StandingColumn) -> None:
    _columns[column.key] = column


def filled(accounts: Sequence[Account], question: Question) -> list[Column[Account]]:
    return [_filled(column, accounts, question) for column in _columns.values()]


def blank() -> list[Column[Account]]:
    """The same columns for the foot, where nothing stands in them."""
    return [Column(one.key, one.title, lambda account: "", shown=one.shown) for one in _columns.values()]


def _filled(column: StandingColumn, accounts: Sequence[Account], question: Question) -> Column[Account]:
    cells = column.cells(question, [account.pk for account in accounts])
    return Column(column.key, column.title, lambda account: cells.get(account.pk, ""), shown=column.shown)
