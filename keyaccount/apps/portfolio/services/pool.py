"""Taking an account out of the pool, giving it back, giving it to someone; each once, however many ask at once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.portfolio.models import PoolAct, PoolEntry, PoolRules, PoolWarning
from keyaccount.apps.portfolio.queries.pool import IN, claims_since, rules
from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import Reach, User
from keyaccount.apps.workspace.services import access, editing, revising
from keyaccount.kernel.errors import Fact, Invalid, NotAllowed, NotFound

WEEK = timedelta(days=7)
LONGEST = 300


class SomeoneWasQuicker(Fact):
    message = _("Someone else has just taken this account. It is not in the pool any more.")


class TooManyClaims(Fact):
    message = _("You have claimed %(most)d accounts in the last seven days. Tend those first, or ask your manager.")


class HadItLately(Fact):
    message = _("You had “%(name)s” until lately. You may claim it again after %(days)d days; others may now.")


@transaction.atomic
def claim_account(*, account_id: int, act: Act) -> Account:
    """The first who asks gets it: the account is held, then looked at."""
    access.may_create(act)
    limits = rules()
    User.objects.select_for_update().get(pk=act.actor.pk)  # one's own claims wait for each other and are all counted
    account = _held(account_id, act)
    if claims_since(act.actor, act.now - WEEK) >= limits.claims_a_week:
        raise TooManyClaims(most=limits.claims_a_week)
    since = act.now - timedelta(days=limits.wait_days)
    if PoolEntry.objects.filter(account=account, act__in=IN, person=act.actor, at__gt=since).exists():
        raise HadItLately(name=account.name, days=limits.wait_days)
    _give(account, act.actor, PoolAct.CLAIMED, act)
    return account


@transaction.atomic
def assign_account(*, account_id: int, to: User, act: Act) -> Account:
    """By whoever leads people, to one of them; no limits hold for it."""
    if not may_assign(act.actor):
        raise NotAllowed
    people = act.actor.people_in_charge
    if not to.is_active or not to.role.may_create or (people is not None and to.pk not in people):
        raise Invalid(fields={"to": gettext("Choose someone of your team who may write.")})
    account = _held(account_id, act)
    _give(account, to, PoolAct.ASSIGNED, act)
    return account


@transaction.atomic
def return_account(*, account_id: int, reason: str, act: Act) -> Account:
    """Given up, with why: whoever takes it next reads it."""
    account = access.writable(Account, account_id, act)
    reason = " ".join(reason.split())
    if not reason:
        raise Invalid(fields={"reason": gettext("Say why, for whoever takes it up next.")})
    if len(reason) > LONGEST:
        raise Invalid(fields={"reason": gettext("At most %(most)d characters.") % {"most": LONGEST}})
    if account.owner is None or account.archived_at is not None:
        raise NotAllowed
    release(account, PoolAct.RETURNED, reason, act)
    return account


def release(account: Account, how: PoolAct, reason: str, act: Act) -> None:
    """Inside the caller's transaction, which holds the account."""
    before = account.owner
    editing.apply(account, {"owner": (before, None)}, act)
    PoolWarning.objects.filter(account=account).delete()
    _enter(account, how, before, act, reason)


@transaction.atomic
def change_rules(*, values: Mapping[str, Any], act: Act, seen: int | None = None) -> PoolRules:
    access.administrator(act)
    limits = PoolRules.objects.select_for_update().get(pk=1)
    revising.revise(limits, values, act, seen=seen)
    return limits


def may_assign(user: User) -> bool:
    return user.role.writes in {Reach.TEAM, Reach.ALL}


def _held(account_id: int, act: Act) -> Account:
    """The account, held until the end, if it is in the pool. One that was there until just now is told so."""
    account: Account | None = Account.objects.select_for_update().filter(pk=account_id).first()
    if account is None or account.archived_at is not None:
        raise NotFound
    if account.owner_id is None:
        return account
    if not _was_open(account, act):
        raise NotFound
    raise SomeoneWasQuicker


def _was_open(account: Account, act: Act) -> bool:
    """Whether the actor may know of it: they see it, or they saw it in the pool before it was taken."""
    seen = Account.objects.visible_to(act.actor).filter(pk=account.pk).exists()
    return seen or PoolEntry.objects.filter(account=account, act=PoolAct.CLAIMED, at__gt=act.now - WEEK).exists()


def _give(account: Account, to: User, how: PoolAct, act: Act) -> None:
    editing.apply(account, {"owner": (None, to)}, act)
    _enter(account, how, to, act)


def _enter(account: Account, how: PoolAct, person: User | None, act: Act, reason: str = "") -> None:
    PoolEntry.objects.create(account=account, act=how, person=person, by=act.actor, at=act.now, reason=reason)
