"""The relationship ledger as the page draws it: a row group an account, a row a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.contacts.tables.days import date_words, occasion
from keyaccount.apps.contacts.tables.roles import badges
from keyaccount.apps.portfolio.queries.ledger import Entry, Known
from keyaccount.apps.workspace.queries.paging import Order
from keyaccount.apps.workspace.queries.settings import workspace
from keyaccount.apps.workspace.tables.listing import Column
from keyaccount.figures import Figure, Question, Scope, ScopeKind, stated

TOTAL = "pipeline.won"


@dataclass(frozen=True, slots=True)
class PersonLine:
    """days: the occasion and the day as its own calendar has it."""

    known: Known
    roles: str
    days: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Group:
    """One account; lines: its people, at least one line, so that the account always has a row."""

    entry: Entry
    total: Figure
    lines: tuple[PersonLine | None, ...]
    is_late: bool

    @property
    def more_contracts(self) -> int:
        return self.entry.contract_count - len(self.entry.contracts)

    @property
    def more_people(self) -> int:
        return self.entry.people_count - len(self.entry.people)

    @property
    def rows(self) -> int:
        return len(self.lines) + bool(self.more_people)


def columns() -> list[Column[Account]]:
    """What the ledger can be ordered by; its cells are drawn by the page itself."""
    return [
        Column("level", _("Level"), _nothing, Order("level"), number=True),
        Column("name", _("Account"), _nothing, Order("name", filled=True)),
        Column("next_plan", _("Next plan"), _nothing, Order("next_plan")),
    ]


def groups_of(entries: Sequence[Entry], question: Question) -> list[Group]:
    return [_group(entry, question) for entry in entries]


def is_late(next_plan: date | None, today: date) -> bool:
    """The month of the plan is over."""
    return next_plan is not None and (next_plan.year, next_plan.month) < (today.year, today.month)


def _group(entry: Entry, question: Question) -> Group:
    space, account = workspace(), entry.account
    asked = Question(
        question.viewer, question.today, question.today, Scope(ScopeKind.ACCOUNT, account.pk, str(account))
    )
    return Group(
        entry=entry,
        total=stated(TOTAL, asked, entry.total, currency=space.base_currency, fiscal_start=space.fiscal_year_start),
        lines=tuple(_line(known) for known in entry.people) or (None,),
        is_late=is_late(account.next_plan, question.today),
    )


def _line(known: Known) -> PersonLine:
    days = tuple((occasion(day), date_words(day)) for day in known.days)
    return PersonLine(known, badges(known.contact.roles.all()), days)


def _nothing(account: Account) -> str:
    return ""
