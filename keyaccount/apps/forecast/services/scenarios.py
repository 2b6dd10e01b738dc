"""Keeping scenarios: saved with what stood, shared, put away. No deal is touched."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.forecast.models import Scenario
from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import AuditAction, Reach, Team, User
from keyaccount.apps.workspace.queries.saved_views import teams_to_share_with
from keyaccount.apps.workspace.services import audit, revising
from keyaccount.formulas.scenario import Basis, Levers
from keyaccount.kernel.errors import Invalid, NotAllowed, NotFound
from keyaccount.kernel.period import Period

MOST = 100


@dataclass(frozen=True, slots=True)
class About:
    """Whose deals (neither team nor person: all), until when, and in which currency and on which day it was told."""

    period: Period
    as_of: date
    currency: str
    team: Team | None = None
    person: User | None = None


@transaction.atomic
def save_scenario(*, name: str, levers: Levers, basis: Basis, about: About, note: str = "", act: Act) -> Scenario:
    _refuse_taken(name.strip(), act)
    if Scenario.objects.present().filter(author=act.actor).count() >= MOST:
        raise Invalid(fields={"name": str(_("You have 100 scenarios. Put one away first."))})
    scenario = Scenario(
        author=act.actor,
        name=name.strip(),
        note=note.strip(),
        team=about.team,
        person=about.person,
        period_start=about.period.start,
        period_end=about.period.end,
        as_of=about.as_of,
        currency=about.currency,
        created_at=act.now,
        **{field: getattr(levers, field) for field in Levers.__slots__},
        **{field: getattr(basis, field) for field in Basis.__slots__},
    )
    revising.check(scenario)
    scenario.save(force_insert=True)
    audit.record(act, scenario, AuditAction.CREATED)
    return scenario


@transaction.atomic
def share_scenario(*, scenario_id: int, team: Team | None = None, for_all: bool = False, act: Act) -> Scenario:
    """With a team and those below it, with everyone, or (neither) with nobody any more."""
    scenario = _held(scenario_id, act)
    if for_all and act.actor.role.writes != Reach.ALL:
        raise NotAllowed
    if team is not None and not teams_to_share_with(act.actor).filter(pk=team.pk).exists():
        raise NotAllowed
    revising.revise(scenario, {"shared_team": team, "for_all": for_all}, act)
    return scenario


@transaction.atomic
def archive_scenario(*, scenario_id: int, act: Act) -> Scenario:
    scenario = _held(scenario_id, act)
    if scenario.archived_at is None:
        scenario.archived_at = act.now
        scenario.save(update_fields=["archived_at"])
        audit.record(act, scenario, AuditAction.ARCHIVED)
    return scenario


@transaction.atomic
def restore_scenario(*, scenario_id: int, act: Act) -> Scenario:
    scenario = _held(scenario_id, act)
    if scenario.archived_at is not None:
        _refuse_taken(scenario.name, act)
        scenario.archived_at = None
        scenario.save(update_fields=["archived_at"])
        audit.record(act, scenario, AuditAction.RESTORED)
    return scenario


def _refuse_taken(name: str, act: Act) -> None:
    if Scenario.objects.present().filter(author=act.actor, name=name).exists():
        raise Invalid(fields={"name": str(_("You have a scenario of this name. Give it another one."))})


def _held(scenario_id: int, act: Act) -> Scenario:
    """NotFound for those who do not see it, NotAllowed for those it was only shared with."""
    rows = Scenario.objects.visible_to(act.actor).select_for_update(of=("self",))
    seen: Scenario | None = rows.filter(pk=scenario_id).first()
    if seen is None:
        raise NotFound
    if seen.author_id != act.actor.pk:
        raise NotAllowed
    return seen
