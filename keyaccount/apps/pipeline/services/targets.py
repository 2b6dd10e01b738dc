"""Setting targets: a new amount ends the old one, which past days still see."""

from __future__ import annotations

from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.pipeline.models import Target, TargetScope
from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import AuditAction, Team, User
from keyaccount.apps.workspace.queries.settings import workspace as load_workspace
from keyaccount.apps.workspace.services import audit
from keyaccount.kernel.errors import Invalid, NotAllowed


@transaction.atomic
def set_target(
    *, owner: Team | User | None, year: int, quarter: int | None, amount: Decimal | None, act: Act
) -> Target | None:
    """Set the target of a team, a person or (None) the company; an amount of None takes the target away."""
    if not may_set(owner, act.actor):
        raise NotAllowed
    if amount is not None and amount <= 0:
        raise Invalid(fields={"amount": str(_("A target is more than zero; leave it empty to take it away."))})
    target = Target(
        scope=_scope(owner),
        team=owner if isinstance(owner, Team) else None,
        user=owner if isinstance(owner, User) else None,
        year=year,
        quarter=quarter,
        place=place(owner, year, quarter),
        currency=load_workspace().base_currency,
        valid_from=act.now,
        set_by=act.actor,
    )
    last = Target.objects.filter(place=target.place, valid_to=None).first()
    if last is not None and last.amount == amount:
        return last
    if last is not None:
        last.valid_to = act.now
        last.save(update_fields=["valid_to"])
    if amount is None:
        _record_removal(last, act)
        return None
    target.amount = amount
    target.save(force_insert=True)
    audit.record(act, target, AuditAction.CREATED, {"amount": (last.amount if last else None, amount)})
    return target


def _record_removal(last: Target | None, act: Act) -> None:
    if last is not None:
        audit.record(act, last, AuditAction.REMOVED, {"amount": (last.amount, None)})


def place(owner: Team | User | None, year: int, quarter: int | None) -> str:
    who = _scope(owner) if owner is None else f"{_scope(owner)}:{owner.pk}"
    return f"{who} {year}-Q{quarter}" if quarter else f"{who} {year}"


def _scope(owner: Team | User | None) -> TargetScope:
    if owner is None:
        return TargetScope.COMPANY
    return TargetScope.TEAM if isinstance(owner, Team) else TargetScope.USER


def may_set(owner: Team | User | None, actor: User) -> bool:
    """Managers set the targets of their team and its people, those who write everything set any."""
    if not actor.role.may_set_targets:
        return False
    if actor.people_in_charge is None:
        return True
    team = owner if isinstance(owner, Team) else owner.team if owner else None
    return team is not None and actor.team is not None and team.path.startswith(actor.team.path)
