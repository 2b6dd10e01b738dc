"""Tiers: changing the rules, setting a tier by hand, and the review that keeps how every account stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.portfolio.models import AccountStanding, TierEvent, TierName, TierOverride, TierRules
from keyaccount.apps.portfolio.models.tiers import REASON_LENGTH
from keyaccount.apps.portfolio.queries.standings import Standing, standings
from keyaccount.apps.workspace import clock
from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import AuditAction, Job
from keyaccount.apps.workspace.queries.settings import workspace as load_workspace
from keyaccount.apps.workspace.services import access, audit, jobs, revising
from keyaccount.apps.workspace.services.jobs import Progress
from keyaccount.figures import memo
from keyaccount.formulas.standing import lifecycle, loyalty
from keyaccount.formulas.tiers import Part
from keyaccount.kernel.errors import Invalid

KIND = "portfolio.review_tiers"
TITLE = _("Review the tiers of all accounts")
EVERY_MINUTES = 6 * 60
RULES = ("contribution", "potential", "depth", "a_from", "b_from", "key_account_from")
MOST_DAYS = 366  # an override that nobody looks at for a year is a rule, and belongs into the rules
BATCH = 1000
CENT = Decimal("0.01")
KEPT = tuple(field.name for field in AccountStanding._meta.concrete_fields if field.name not in {"id", "account"})


@transaction.atomic
def change_rules(*, values: Mapping[str, Any], act: Act, seen: int | None = None) -> TierRules:
    """The tiers are reviewed by the new rules as soon as a worker is free."""
    access.administrator(act)
    rules, _made = TierRules.objects.select_for_update().get_or_create(pk=1)
    changes = revising.assign(rules, {name: values[name] for name in RULES if name in values}, seen)
    if not changes:
        return rules
    _check(rules)
    revising.write(rules, changes, act)
    ask_for_review(act=act)
    return rules


def ask_for_review(*, act: Act) -> Job:
    access.administrator(act)
    return jobs.enqueue(kind=KIND, title=str(TITLE), payload={}, act=act)


@transaction.atomic
def set_tier(*, account_id: int, tier: str, reason: str, expires_on: date, act: Act) -> TierOverride:
    """Set the tier of an account by hand until a day; an override that holds already ends now."""
    account = access.writable(Account, account_id, act)
    today = clock.day_of(act.now, load_workspace().zone)
    override = TierOverride(
        account=account, tier=tier, reason=reason.strip(), expires_on=expires_on, set_by=act.actor, set_at=act.now
    )
    _check_override(override, today)
    before = _end(account, act)
    override.save(force_insert=True)
    AccountStanding.objects.filter(account=account).update(tier=tier)
    audit.record(act, account, AuditAction.CHANGED, {"tier_override": (before, _words(override))})
    return override


@transaction.atomic
def end_override(*, account_id: int, act: Act) -> None:
    """Back to the computed tier; nothing happens where no override stands."""
    account = access.writable(Account, account_id, act)
    before = _end(account, act)
    if before is None:
        return
    standing = AccountStanding.objects.filter(account=account).first()
    if standing is not None:
        standing.tier = standing.computed
        standing.save(update_fields=["tier"])
    audit.record(act, account, AuditAction.CHANGED, {"tier_override": (before, None)})


def review_tiers(job: Job, progress: Progress) -> dict[str, int]:
    """The job of that kind: keep how every account stands today, and an event for each tier that changed.

    Done twice on a day it changes nothing the second time.
    """
    with transaction.atomic():
        done = review_of_day(now=job.started_at or job.created_at)
        progress.step(done["accounts"], done["accounts"])
    return done


@transaction.atomic
def review_of_day(*, now: datetime, today: date | None = None) -> dict[str, int]:
    """The review of the day of that moment; `today` where the day lies in the past and is asked about now."""
    day = clock.day_of(now, load_workspace().zone)
    found = _standings_of(today or day, day)
    return {"accounts": len(found), "changed": keep_standings(found, now, day)}


def _standings_of(today: date, day: date) -> list[Standing]:
    with memo.remembering():
        return list(standings(today, day).values())


def keep_standings(found: Sequence[Standing], now: datetime, today: date) -> int:
    """Write the standings over those of the last review; how many tiers changed. Archived accounts drop out."""
    last = dict(AccountStanding.objects.order_by().values_list("account_id", "computed"))
    AccountStanding.objects.exclude(account__archived_at=None).delete()
    events = [_event(one, last.get(one.account, ""), now, today) for one in found]
    made = [event for event in events if event.from_tier != event.to_tier]
    TierEvent.objects.bulk_create(made, batch_size=BATCH)
    AccountStanding.objects.bulk_create(
        [_kept(one, today) for one in found],
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["account"],
        update_fields=KEPT,
    )
    return len(made)


def _event(standing: Standing, last: str, now: datetime, today: date) -> TierEvent:
    to = standing.computed or ""
    return TierEvent(
        account_id=standing.account, on=today, at=now, from_tier=last, to_tier=to, score=standing.score.value
    )


def _kept(standing: Standing, today: date) -> AccountStanding:
    parts = {part: None if value is None else value.quantize(CENT) for part, value in standing.parts.items()}
    return AccountStanding(
        account_id=standing.account,
        on=today,
        tier=standing.tier or "",
        computed=standing.computed or "",
        score=standing.score.value,
        contribution=parts[Part.CONTRIBUTION],
        potential=parts[Part.POTENTIAL],
        depth=parts[Part.DEPTH],
        revenue=standing.revenue,
        is_key=bool(standing.grounds),
        lifecycle=lifecycle(standing.custom),
        loyalty=loyalty(standing.custom) or "",
    )


def _end(account: Account, act: Act) -> str | None:
    """End the override that stands, if any, and say what it said."""
    held = TierOverride.objects.select_for_update().filter(account=account, ended_at=None).first()
    if held is None:
        return None
    held.ended_at, held.ended_by = act.now, act.actor
    held.save(update_fields=["ended_at", "ended_by"])
    return _words(held)


def _words(override: TierOverride) -> str:
    return f"{override.tier} → {override.expires_on.isoformat()}: {override.reason}"


def _check_override(override: TierOverride, today: date) -> None:
    fields: dict[str, str] = {}
    if override.tier not in TierName.values:
        fields["tier"] = str(_("Choose A, B or C."))
    if not override.reason:
        fields["reason"] = str(_("Say in a sentence why the computed tier is not right."))
    elif len(override.reason) > REASON_LENGTH:
        fields["reason"] = str(_("Say it in 300 characters or fewer."))
    if not 0 < (override.expires_on - today).days <= MOST_DAYS:
        fields["expires_on"] = str(_("Choose a day after today and within a year, on which it is looked at again."))
    if fields:
        raise Invalid(fields=fields)


def _check(rules: TierRules) -> None:
    fields: dict[str, str] = {}
    total = rules.contribution + rules.potential + rules.depth
    if total != 1:
        fields["depth"] = str(_("The three weights sum to %(sum)s; they must sum to 1.") % {"sum": total.normalize()})
    if rules.a_from <= rules.b_from:
        fields["a_from"] = str(_("Tier A must begin above tier B."))
    if fields:
        raise Invalid(fields=fields)
    revising.check(rules)
