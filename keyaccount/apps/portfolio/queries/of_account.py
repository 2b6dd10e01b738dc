"""How one account stands, as its page shows it: kept by the last review, set by hand, suggested, changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.portfolio.models import AccountStanding, TierEvent, TierOverride
from keyaccount.apps.portfolio.queries.bonds import bonds_by_account
from keyaccount.apps.portfolio.queries.custom import custom_by_account
from keyaccount.apps.portfolio.queries.standings import everyones
from keyaccount.apps.workspace.queries.settings import workspace as load_workspace
from keyaccount.formulas.standing import Custom
from keyaccount.formulas.tiers import Bonds

EVENTS_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Behind:
    """What stands behind depth, lifecycle and loyalty of one account."""

    custom: Custom
    bonds: Bonds


def standing_kept(account: Account) -> AccountStanding | None:
    return AccountStanding.objects.filter(account=account).first()


def override_now(account: Account, today: date) -> TierOverride | None:
    held = TierOverride.objects.filter(account=account, ended_at=None, expires_on__gte=today)
    return held.select_related("set_by").first()


def overrides_past(account: Account) -> list[TierOverride]:
    rows = TierOverride.objects.filter(account=account).select_related("set_by", "ended_by")
    return list(rows.order_by("-id")[:EVENTS_SHOWN])


def events_of(account: Account) -> list[TierEvent]:
    """The last changes of the computed tier, newest first."""
    return list(TierEvent.objects.filter(account=account).order_by("-id")[:EVENTS_SHOWN])


def behind(account: Account, today: date) -> Behind:
    workspace, question, ids = load_workspace(), everyones(today, today), (account.pk,)
    customs = custom_by_account(question, workspace, ids)
    bonds = bonds_by_account(question, workspace, customs, ids)
    return Behind(customs.get(account.pk, Custom()), bonds[account.pk])
