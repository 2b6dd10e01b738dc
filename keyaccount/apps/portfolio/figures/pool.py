"""How many accounts nobody tends."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.portfolio.queries.pool import accounts_in_pool, last_entries
from keyaccount.apps.workspace.models import User
from keyaccount.apps.workspace.queries.settings import workspace
from keyaccount.figures import Answer, Column, Definition, Note, Question, Rows, Unit, register

COLUMNS = (
    Column("account", _("Account")),
    Column("industry", _("Industry")),
    Column("since", _("In the pool since")),
    Column("count", _("Accounts"), Unit.COUNT),
)


def pool(question: Question) -> Answer:
    """As it is now: who owned an account on a past day is told by its history, not counted again."""
    reader: Any = question.viewer
    rows = accounts_in_pool(reader)
    count = rows.order_by().count()
    now = () if question.is_live else (Note("as_of_now", _("The pool is counted as it is today.")),)
    return Answer(
        value=count,
        rows=Rows(
            columns=COLUMNS,
            fetch=lambda limit: _rows(reader, limit),
            total=lambda: count,
            adds_up="count",
            sum_of_rows=count,
        ),
        notes=now,
        fiscal_start=workspace().fiscal_year_start,
    )


def _rows(reader: User, limit: int) -> list[dict[str, Any]]:
    accounts: list[Account] = list(accounts_in_pool(reader).order_by("name", "pk")[:limit])
    entries = last_entries([account.pk for account in accounts])
    zone = workspace().zone
    return [
        {
            "id": account.pk,
            "account": str(account),
            "industry": account.industry,
            "since": entries[account.pk].at.astimezone(zone).date() if account.pk in entries else None,
            "count": 1,
        }
        for account in accounts
    ]


register(
    Definition(
        key="accounts.pool",
        title=_("Accounts in the pool"),
        meaning=_("Accounts that nobody tends: whoever takes one up owns it."),
        words=_("number of accounts in use that have no owner"),
        symbols="|{a : owner(a) = ∅}|",
        unit=Unit.COUNT,
        compute=pool,
    )
)
