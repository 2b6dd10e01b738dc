"""Setting targets: a new amount ends the old one, which past days still see."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.pipeline.models import Measure, Owner, Place, Product, Target
from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import AuditAction, Team, User
from keyaccount.apps.workspace.queries.settings import workspace as load_workspace
from keyaccount.apps.workspace.services import audit
from keyaccount.kernel.errors import Invalid, NotAllowed

NOTE_LENGTH = 200


def set_target(
    *,
    owner: Owner,
    year: int,
    quarter: int | None,
    amount: Decimal | None,
    act: Act,
    month: int | None = None,
    measure: Measure = Measure.REVENUE,
    note: str = "",
) -> Target | None:
    """Set one target; owner: None is the company. An amount of None takes the target away. note: why."""
    if amount is not None and amount <= 0:
        raise Invalid(fields={"amount": str(_("A target is more than zero; leave it empty to take it away."))})
    place = Place(owner, year, quarter, month, measure)
    return set_targets(amounts={place: amount}, note=note, act=act)[place]


@transaction.atomic
def set_targets(*, amounts: Mapping[Place, Decimal | None], act: Act, note: str = "") -> dict[Place, Target | None]:
    """Set many at once, all or none. A part of a whole may be 0: a month in which nothing is asked."""
    if len(note := note.strip()) > NOTE_LENGTH:
        raise Invalid(fields={"note": str(_("Write at most %(count)d characters.") % {"count": NOTE_LENGTH})})
    for place, amount in amounts.items():
        _check(place, amount, act.actor)
    held = {row.place: row for row in Target.objects.filter(place__in=[each.text for each in amounts], valid_to=None)}
    return {place: _write(place, held.get(place.text), amount, note, act) for place, amount in amounts.items()}


@transaction.atomic
def take_back_spread(*, ref: str, act: Act) -> tuple[int, int]:
    """Put back what held before a spread, as new targets; those that were changed since stay. How many of each."""
    if not act.actor.role.may_set_targets:
        raise NotAllowed
    written = list(Target.objects.filter(ref=ref).select_related("team", "user", "account", "product"))
    if not written or not ref:
        raise Invalid(_("There is nothing to take back."))
    standing = [row for row in written if row.valid_to is None]
    before = {
        row.place: row.amount
        for row in Target.objects.filter(
            place__in=[row.place for row in standing], valid_to__in={row.valid_from for row in standing}
        )
    }
    set_targets(amounts={place_of(row): before.get(row.place) for row in standing}, act=act)
    return len(standing), len(written) - len(standing)


def place_of(target: Target) -> Place:
    return Place(target.owner, target.year, target.quarter, target.month, Measure(target.measure))


def may_set(owner: Owner, actor: User) -> bool:
    """Managers set the targets of their team, its people and the accounts these own; those who write everything any."""
    if not actor.role.may_set_targets:
        return False
    if actor.people_in_charge is None:
        return True
    team = _team_of(owner)
    return team is not None and actor.team is not None and team.path.startswith(actor.team.path)


def _team_of(owner: Owner) -> Team | None:
    if owner is None or isinstance(owner, Product):
        return None
    if isinstance(owner, Account):
        return owner.owner.team if owner.owner else None
    return owner if isinstance(owner, Team) else owner.team


def _check(place: Place, amount: Decimal | None, actor: User) -> None:
    if not may_set(place.owner, actor):
        raise NotAllowed
    if place.quarter and place.month:
        raise Invalid(fields={"month": str(_("Give a quarter or a month, not both."))})
    if amount is not None and amount < 0:
        raise Invalid(fields={"amount": str(_("A target is not below zero."))})
    if amount is not None and not place.measure.is_money and amount != int(amount):
        raise Invalid(fields={"amount": str(_("New customers are counted: write a whole number."))})


def _write(place: Place, last: Target | None, amount: Decimal | None, note: str, act: Act) -> Target | None:
    before = last.amount if last else None
    if before == amount:
        return last
    if last is not None:
        last.valid_to = act.now
        last.save(update_fields=["valid_to"])
        if amount is None:
            audit.record(act, last, AuditAction.REMOVED, _told(before, None, note))
    if amount is None:
        return None
    target = _new(place, amount, note, act)
    target.save(force_insert=True)
    audit.record(act, target, AuditAction.CREATED, _told(before, amount, note))
    return target


def _told(before: Decimal | None, after: Decimal | None, note: str) -> audit.Changes:
    return {"amount": (before, after), **({"note": (None, note)} if note else {})}


def _new(place: Place, amount: Decimal, note: str, act: Act) -> Target:
    owner = place.owner
    return Target(
        scope=place.scope,
        team=owner if isinstance(owner, Team) else None,
        user=owner if isinstance(owner, User) else None,
        account=owner if isinstance(owner, Account) else None,
        product=owner if isinstance(owner, Product) else None,
        measure=place.measure,
        year=place.year,
        quarter=place.quarter,
        month=place.month,
        place=place.text,
        amount=amount,
        currency=load_workspace().base_currency if place.measure.is_money else "",
        valid_from=act.now,
        set_by=act.actor,
        note=note,
        ref=act.ref[:40],
    )
