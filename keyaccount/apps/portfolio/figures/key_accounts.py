"""Which accounts are key accounts, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.pipeline.figures.periods import last_year
from keyaccount.apps.portfolio.queries.asked import accounts_asked, accounts_outside
from keyaccount.apps.portfolio.queries.revenue import revenue_by_account
from keyaccount.apps.portfolio.queries.rules import tier_rules
from keyaccount.apps.portfolio.queries.standings import key_grounds
from keyaccount.apps.portfolio.words import GROUNDS
from keyaccount.apps.workspace.queries.settings import workspace as load_workspace
from keyaccount.figures import Answer, Column, Definition, Input, Note, Question, Rows, Unit, register
from keyaccount.formulas.standing import Ground

COLUMNS = (
    Column("account", _("Account")),
    Column("why", _("Why")),
    Column("revenue", _("Closed in 12 months"), Unit.MONEY),
)

MARKED_NOW = Note("marked_now", _("Which accounts are marked strategic is as it stands today; no past is kept of it."))


def marked_now(question: Question) -> tuple[Note, ...]:
    """What a past day must be told with: the mark is the account's of today."""
    return () if question.is_live else (MARKED_NOW,)


def key_accounts(question: Question) -> Answer:
    workspace, rules = load_workspace(), tier_rules()
    seen, outside = accounts_asked(question), accounts_outside(question)
    every = key_grounds(question.today, question.as_of)
    brought = revenue_by_account(question.during(last_year(question)), workspace)
    found = sorted((pk for pk in every if pk in seen), key=lambda pk: (-brought.get(pk, Decimal(0)), pk))
    by_revenue = sum(Ground.REVENUE in every[pk] for pk in found)
    return Answer(
        value=len(found),
        worked=f"{by_revenue} + {len(found) - by_revenue} = {len(found)}",
        inputs=(
            Input("T", _("Threshold"), rules.key_account_from, Unit.MONEY),
            Input("a", _("By revenue"), by_revenue, Unit.COUNT),
            Input("b", _("Only as strategic"), len(found) - by_revenue, Unit.COUNT),
        ),
        rows=Rows(
            COLUMNS,
            fetch=lambda limit: _rows({pk: every[pk] for pk in found[:limit]}, brought),
            total=lambda: len(found),
            outside=lambda: len(outside & every.keys()),
        ),
        notes=marked_now(question),
        currency=workspace.base_currency,
        fiscal_start=workspace.fiscal_year_start,
    )


def _rows(found: Mapping[int, tuple[Ground, ...]], brought: Mapping[int | None, Decimal]) -> list[dict[str, Any]]:
    """Revenue is of the deals that the reader sees; that the account qualifies is so for everyone."""
    accounts = Account.objects.in_bulk(list(found))
    return [
        {
            "id": pk,
            "account": str(accounts[pk]),
            "why": why(grounds, accounts[pk]),
            "revenue": brought.get(pk, Decimal(0)),
        }
        for pk, grounds in found.items()
    ]


def why(found: Sequence[Ground], account: Account) -> str:
    said = [str(GROUNDS[ground]) for ground in found]
    if Ground.STRATEGIC in found:
        said[-1] = gettext("strategic: %(reason)s") % {"reason": account.strategic_reason}
    return gettext(", ").join(said)


register(
    Definition(
        key="accounts.key_accounts",
        title=_("Key accounts"),
        meaning=_("Accounts that qualify by what they bought in 12 months, or are marked strategic with a reason."),
        words=_("accounts with revenue of 12 months at or above the workspace's threshold, or marked strategic"),
        symbols="#{r ≥ T or strategic}",
        unit=Unit.COUNT,
        compute=key_accounts,
        options=("accounts",),
    )
)
