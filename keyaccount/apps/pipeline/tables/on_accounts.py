"""What the pipeline says of each account in the list of accounts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from keyaccount.apps.accounts.tables import numbers
from keyaccount.apps.accounts.tables.numbers import NumberColumn
from keyaccount.apps.pipeline.figures.periods import last_year
from keyaccount.apps.pipeline.queries.by_account import closed_by_account, open_by_account
from keyaccount.figures import Question, Unit
from keyaccount.figures.figure import Value


def _count(question: Question, accounts: Sequence[int]) -> Mapping[int, Value]:
    return {account: found.count for account, found in open_by_account(question, tuple(accounts)).items()}


def _amount(question: Question, accounts: Sequence[int]) -> Mapping[int, Value]:
    return {account: found.known_amount for account, found in open_by_account(question, tuple(accounts)).items()}


def _closed(question: Question, accounts: Sequence[int]) -> Mapping[int, Value]:
    return {account: found.value for account, found in closed_by_account(question, tuple(accounts)).items()}


def add_columns() -> None:
    numbers.add(NumberColumn("open_deals", _("Open deals"), "pipeline.count", Unit.COUNT, _count))
    numbers.add(NumberColumn("open_amount", _("Open amount"), "pipeline.amount", Unit.MONEY, _amount))
    numbers.add(NumberColumn("closed", _("Closed in 12 months"), "sales.closed", Unit.MONEY, _closed, during=last_year))
