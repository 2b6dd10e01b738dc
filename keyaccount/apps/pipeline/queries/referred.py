"""What came by introductions: the doors that were opened, by whom, and the revenue won behind them since."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

from django.db.models import Q

from keyaccount.apps.accounts.queries.scope import accounts_in
from keyaccount.apps.contacts.models import Referral
from keyaccount.apps.contacts.queries.referrals import ENDS
from keyaccount.apps.pipeline.models import StateStatus
from keyaccount.apps.pipeline.queries.sales import SUMS, converted, orders
from keyaccount.apps.pipeline.queries.states import closed_states
from keyaccount.apps.workspace import clock
from keyaccount.apps.workspace.models import Workspace
from keyaccount.figures import COMPANY, Question
from keyaccount.formulas.converted import NOTHING, Converted
from keyaccount.formulas.referrals import Brought, Introduction, Node, brought_by, first_of_each

Key = tuple[str, int]  # ("account", 7), ("contact", 3), ("user", 2)


@dataclass(frozen=True, slots=True)
class Referred:
    """referrals: all of them; first: those that count; won: revenue of accounts since they were introduced."""

    referrals: Sequence[Referral]
    first: Mapping[Node, Introduction]
    won: Mapping[Node, Converted]

    @property
    def whole(self) -> Converted:
        return sum(self.won.values(), NOTHING)

    @property
    def brought(self) -> dict[Node, Brought]:
        return brought_by(self.first, self.won)


def referred(question: Question, workspace: Workspace) -> Referred:
    rows = _referrals(question, workspace)
    first = first_of_each(Introduction(by_key(one), who_key(one), one.on, one.pk) for one in rows)
    since = {who[1]: one.on for who, one in first.items() if isinstance(who, tuple) and who[0] == "account"}
    won = won_since(question, workspace, since)
    return Referred(rows, first, {("account", pk): amount for pk, amount in won.items()})


def by_key(referral: Referral) -> Key:
    return ("contact", referral.by_contact_id) if referral.by_contact_id else ("user", referral.by_user_id or 0)


def who_key(referral: Referral) -> Key:
    return ("account", referral.account_id) if referral.account_id else ("contact", referral.contact_id or 0)


def won_since(question: Question, workspace: Workspace, since: Mapping[int, date]) -> Mapping[int, Converted]:
    """Won in the funnel or ordered outside it, of each account from its day on."""
    asked = replace(question, scope=COMPANY, filters=MappingProxyType({}))
    won = closed_states(asked, workspace, StateStatus.WON).filter(account_id__in=since)
    ordered = orders(asked).filter(account_id__in=since)
    found: dict[int, Converted] = defaultdict(lambda: NOTHING)
    for rows, day in ((won, "closed_on"), (ordered, "ordered_on")):
        grouped = rows.order_by().values_list("account_id", day).annotate(**SUMS)
        for account, on, *told in grouped:
            if on >= since[account]:
                found[account] += converted(*told)
    return found


def _referrals(question: Question, workspace: Workspace) -> list[Referral]:
    """Up to the question's day; narrowed by the account that was introduced, or whose person was."""
    end = clock.end_of(question.as_of, workspace.zone)
    there = Q(archived_at=None) | Q(archived_at__gte=end)
    rows = Referral.objects.visible_to(question.viewer).filter(there, on__lte=question.as_of, created_at__lt=end)
    if question.scope != COMPANY or question.filters:
        accounts = accounts_in(question, workspace).order_by().values("pk")
        rows = rows.filter(Q(account__in=accounts) | Q(contact__account__in=accounts))
    return list(rows.select_related(*ENDS).order_by("on", "pk"))
