"""Accounts nobody tends, those that go soon, and what was done for each: read from deals and people above accounts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Max, QuerySet

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.collaboration.models import Comment
from keyaccount.apps.contacts.models import Contact, Visit
from keyaccount.apps.pipeline.models import OffFunnelOrder, Opportunity, Status
from keyaccount.apps.portfolio.models import AccountStanding, PoolAct, PoolEntry, PoolRules, PoolWarning
from keyaccount.apps.portfolio.queries.standings import key_grounds
from keyaccount.apps.workspace.clock import day_of
from keyaccount.apps.workspace.models import AuditEntry, User
from keyaccount.apps.workspace.queries.settings import workspace
from keyaccount.figures import memo
from keyaccount.formulas.pool import Care, PoolTerms

ACCOUNT = "accounts.account"
IN = (PoolAct.RELEASED, PoolAct.RETURNED)
OUT = (PoolAct.CLAIMED, PoolAct.ASSIGNED)


@dataclass(frozen=True, slots=True)
class Tended:
    """An account with an owner, and the care it has had."""

    account: Account
    care: Care


def rules() -> PoolRules:
    return PoolRules.objects.get(pk=1)


def terms_of(limits: PoolRules) -> PoolTerms:
    return PoolTerms(limits.idle_days, limits.no_deal_days, limits.warn_days)


def accounts_in_pool(user: User) -> QuerySet[Account]:
    """Everyone sees those whom nobody owns."""
    rows: QuerySet[Account] = Account.objects.visible_to(user).present().filter(owner=None)
    return rows


def last_entries(ids: Sequence[int]) -> dict[int, PoolEntry]:
    """How each of these accounts came into the pool."""
    newest = PoolEntry.objects.filter(account__in=ids, act__in=IN).order_by("account").values("account")
    found = PoolEntry.objects.filter(pk__in=newest.annotate(last=Max("pk")).values("last"))
    return {entry.account_id: entry for entry in found.select_related("person", "by")}


def history_of(account: Account) -> QuerySet[PoolEntry]:
    return PoolEntry.objects.filter(account=account).select_related("person", "by").order_by("-id")


def warnings_of(user: User) -> QuerySet[PoolWarning]:
    """What goes soon of what is the reader's own."""
    rows = PoolWarning.objects.filter(owner=user, account__owner=user, account__archived_at=None)
    return rows.select_related("account").order_by("goes_on", "pk")


def claims_since(user: User, since: datetime) -> int:
    return PoolEntry.objects.filter(person=user, act=PoolAct.CLAIMED, at__gt=since).count()


# ── What the rules are asked about ──
def tended(limits: PoolRules, today: date, chunk: int = 500) -> Iterator[Tended]:
    """Every account with an owner, with its care; a few queries a chunk."""
    zone, exempt = workspace().zone, exempt_accounts(limits, today)
    rows = Account.objects.present().exclude(owner=None).select_related("owner").order_by("pk")
    last = 0
    while some := list(rows.filter(pk__gt=last)[:chunk]):
        last = some[-1].pk
        yield from _with_care(some, limits, exempt, today, zone)


def care_of(account: Account, limits: PoolRules, today: date) -> Care:
    """The same of one account, for whoever decides about it now."""
    exempt = exempt_accounts(limits, today)
    return next(_with_care([account], limits, exempt, today, workspace().zone)).care


def exempt_accounts(limits: PoolRules, today: date) -> frozenset[int]:
    """Those that never go: key accounts as they are today, and the tiers of the last review; asked once a run."""
    with memo.remembering():
        keys = frozenset(key_grounds(today, today)) if limits.key_accounts_stay else frozenset()
    tiers = AccountStanding.objects.filter(tier__in=limits.tiers_stay).values_list("account_id", flat=True)
    return keys | frozenset(tiers)


def _with_care(
    accounts: Sequence[Account], limits: PoolRules, exempt: frozenset[int], today: date, zone: ZoneInfo
) -> Iterator[Tended]:
    ids = [account.pk for account in accounts]
    acts, deals, since = _last_acts(ids), _last_deals(ids, today, zone), _owned_since(ids)
    open_now = frozenset(_open_deals(ids))
    claimed = _claimed_at(ids)
    for account in accounts:
        owned = since.get(account.pk, account.created_at)
        acted = max(filter(None, (account.updated_at, owned, acts.get(account.pk))))
        kept = claimed.get(account.pk)
        yield Tended(
            account,
            Care(
                owned_since=day_of(owned, zone),
                last_act=day_of(acted, zone),
                last_deal=today if account.pk in open_now else deals.get(account.pk),
                protected_until=day_of(kept, zone) + timedelta(days=limits.protect_days) if kept else None,
                exempt=account.pk in exempt or (limits.open_deal_keeps and account.pk in open_now),
            ),
        )


def _last_acts(ids: Sequence[int]) -> Mapping[int, datetime]:
    """The newest change of anything that belongs to the account, whoever made it."""
    found: dict[int, datetime] = {}
    moments: list[Iterable[tuple[int, Any]]] = [
        model._default_manager.filter(account__in=ids).order_by().values_list("account").annotate(Max("updated_at"))
        for model in (Opportunity, Contact, OffFunnelOrder, Visit)
    ]
    said = Comment.objects.filter(entity=ACCOUNT, object_id__in=ids).order_by()
    moments.append(said.values_list("object_id").annotate(Max("created_at")))
    for rows in moments:
        for pk, moment in rows:
            found[pk] = max(found.get(pk, moment), moment)
    return found


def _open_deals(ids: Sequence[int]) -> QuerySet[Opportunity, int]:
    rows = Opportunity.objects.present().filter(account__in=ids, status=Status.OPEN)
    return rows.order_by().values_list("account_id", flat=True).distinct()


def _last_deals(ids: Sequence[int], today: date, zone: ZoneInfo) -> Mapping[int, date]:
    """The last day on which a deal of the account was open or won."""
    rows = Opportunity.objects.present().filter(account__in=ids).exclude(closed_on=None).order_by()
    return dict(rows.values_list("account").annotate(Max("closed_on")))


def _owned_since(ids: Sequence[int]) -> Mapping[int, datetime]:
    """When each last got another owner, by the audit trail; those who never did have theirs from the beginning."""
    entries = AuditEntry.objects.filter(entity=ACCOUNT, object_id__in=ids, changes__has_key="owner").order_by()
    return dict(entries.values_list("object_id").annotate(Max("at")))


def _claimed_at(ids: Sequence[int]) -> Mapping[int, datetime]:
    entries = PoolEntry.objects.filter(account__in=ids, act__in=OUT).order_by()
    return dict(entries.values_list("account").annotate(Max("at")))
