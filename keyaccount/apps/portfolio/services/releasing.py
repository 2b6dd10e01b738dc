"""The job that keeps the pool: it warns owners first, and lets go only what was warned about and is still so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import cast
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.portfolio.models import PoolAct, PoolReason, PoolRules, PoolWarning
from keyaccount.apps.portfolio.queries.pool import Tended, care_of, rules, tended, terms_of
from keyaccount.apps.portfolio.services.pool import release
from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.clock import day_of
from keyaccount.apps.workspace.models import Job
from keyaccount.apps.workspace.queries.settings import system_user, workspace
from keyaccount.apps.workspace.services.jobs import Progress
from keyaccount.formulas.pool import PoolTerms, Release, release_of

KIND = "portfolio.pool"
TITLE = _("Keep the pool of accounts")
EVERY_MINUTES = 24 * 60
STEP = 500


@dataclass(frozen=True, slots=True)
class Round:
    """One look through all accounts: by which rules, on which day."""

    limits: PoolRules
    terms: PoolTerms
    today: date
    zone: ZoneInfo
    act: Act


def keep_pool(job: Job, progress: Progress) -> dict[str, int]:
    """The job of that kind. Run again after it was broken off, it goes on: what is done is not done twice."""
    return look_after_all(Act(system_user(), job.started_at or job.created_at), progress.step)


def look_after_all(act: Act, step: Callable[[int], object] = lambda place: None) -> dict[str, int]:
    """One round through all accounts: how many were warned, released, cleared of a warning."""
    limits, zone = rules(), workspace().zone
    if not limits.is_on:
        PoolWarning.objects.all().delete()
        return {}
    this = Round(limits, terms_of(limits), day_of(act.now, zone), zone, act)
    done: Counter[str] = Counter()
    warned = {warning.account_id: warning for warning in PoolWarning.objects.all()}
    for place, one in enumerate(tended(limits, this.today), start=1):
        done[_look_after(one, warned.get(one.account.pk), this)] += 1
        if place % STEP == 0:
            step(place)
    return {what: number for what, number in done.items() if what}


def _look_after(one: Tended, warning: PoolWarning | None, this: Round) -> str:
    """What was done about it: warned, released, cleared; empty for nothing."""
    due = release_of(one.care, this.terms)
    if due is None or this.today < due.warn_on:
        if warning is not None:
            warning.delete()
        return "" if warning is None else "cleared"
    if warning is None or warning.owner_id != one.account.owner_id:
        _warn(one.account, due, this)
        return "warned"
    warned = day_of(warning.warned_at, this.zone)
    if this.today < max(due.on, warned + timedelta(days=this.limits.warn_days)):
        return ""
    return _let_go(one.account.pk, this)


def _warn(account: Account, due: Release, this: Round) -> None:
    """The owner has the days of warning even when the rules are new and the day is past already."""
    PoolWarning.objects.update_or_create(
        account=account,
        defaults={
            "owner_id": cast(int, account.owner_id),
            "why": PoolReason(due.why.value),
            "goes_on": max(due.on, this.today + timedelta(days=this.limits.warn_days)),
            "warned_at": this.act.now,
        },
    )


@transaction.atomic
def _let_go(account_id: int, this: Round) -> str:
    """Looked at once more while it is held: someone may have done something this minute."""
    account = Account.objects.select_for_update().get(pk=account_id)
    if account.owner is None or account.archived_at is not None:
        return ""
    due = release_of(care_of(account, this.limits, this.today), this.terms)
    if due is None or this.today < due.on:
        return ""
    release(account, PoolAct.RELEASED, str(PoolReason(due.why.value).label), this.act)
    return "released"
