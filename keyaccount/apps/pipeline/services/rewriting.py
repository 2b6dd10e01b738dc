"""One change of many deals at once (a stage's win rate, a person's team), with history as if each had been changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from typing import Any

from django.db.models import F, QuerySet

from keyaccount.apps.pipeline.models import Opportunity, OpportunityState
from keyaccount.apps.pipeline.models.states import StateQuerySet
from keyaccount.apps.pipeline.services.history import TICK
from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import AuditAction
from keyaccount.apps.workspace.services import audit

BATCH = 900


def rewrite_states(states: StateQuerySet, values: Mapping[str, Any], act: Act) -> int:
    """End each of these current states now and begin one that differs from it in the values; how many there were.

    Past days keep what held then: no row is changed but for the moment it ends.
    """
    ids = list(states.current().order_by("pk").values_list("pk", flat=True))
    for some in _batches(ids):
        _rewrite(list(OpportunityState.objects.filter(pk__in=some)), values, act)
    return len(ids)


def _rewrite(ended: list[OpportunityState], values: Mapping[str, Any], act: Act) -> None:
    begun = [_successor(state, values, act) for state in ended]
    pairs = list(zip(ended, begun, strict=True))
    plain = [old.pk for old, new in pairs if new.valid_from == act.now]
    OpportunityState.objects.filter(pk__in=plain).update(valid_to=act.now)
    for old, new in pairs:
        if new.valid_from != act.now:  # its last change bears the same moment or a later one
            OpportunityState.objects.filter(pk=old.pk).update(valid_to=new.valid_from)
    OpportunityState.objects.bulk_create(begun)


def _successor(state: OpportunityState, values: Mapping[str, Any], act: Act) -> OpportunityState:
    begun = copy(state)
    begun.pk = None
    begun._state = copy(state._state)
    begun._state.adding = True
    begun.valid_from = max(act.now, state.valid_from + TICK)
    begun.evidence, begun.changed_by, begun.surface = "", act.actor, act.surface
    for name, value in values.items():
        setattr(begun, name, value)
    begun.turns = begun.turns_from(state)
    return begun


def rewrite_opportunities(rows: QuerySet[Opportunity], name: str, value: Any, act: Act, **also: Any) -> list[int]:
    """Set one field of these deals (and `also` unnamed ones), with version, audit entry each; gives back their ids.

    The states are the caller's: `rewrite_states`.
    """
    ids = list(rows.order_by("pk").values_list("pk", flat=True))
    for some in _batches(ids):
        held = list(Opportunity.objects.select_for_update(of=("self",)).filter(pk__in=some).select_related(name))
        entries = []
        for deal in held:
            deal.version += 1
            entries.append(audit.entry(act, deal, AuditAction.CHANGED, {name: (getattr(deal, name), value)}))
        changed = {name: value, **also, "version": F("version") + 1, "updated_at": act.now}
        Opportunity.objects.filter(pk__in=some).update(**changed)
        audit.record_many(entries)
    return ids


def states_of(ids: Sequence[int]) -> Iterator[StateQuerySet]:
    """The current states of these deals, as many queries as it takes."""
    for some in _batches(ids):
        yield OpportunityState.objects.current().filter(opportunity__in=some)


def _batches(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), BATCH):
        yield ids[start : start + BATCH]
