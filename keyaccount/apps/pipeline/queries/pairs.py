"""Each deal that changed between two moments as one row: the state it holds at the second, joined to the one it held at
the first. What stood at the first is named `was_…`, and NULL where the deal was not there yet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import F, FilteredRelation, Q, QuerySet

from keyaccount.apps.pipeline.models import OpportunityState, StateStatus
from keyaccount.apps.pipeline.models.states import StateQuerySet
from keyaccount.figures import Question

BEFORE = "states_before"
OF_DEAL = "opportunity__"


def pairs(question: Question, first: datetime, last: datetime, fields: Iterable[str]) -> QuerySet[Any, Any]:
    """Of deals the viewer may see today; `fields` are those wanted of the state before, as `was_…`."""
    held = Q(opportunity__states__valid_from__lt=first, opportunity__states__valid_to__gte=first)
    joined = _begun(question, first, last).annotate(**{BEFORE: FilteredRelation("opportunity__states", condition=held)})
    return joined.annotate(**_were(fields))


def _begun(question: Question, first: datetime, last: datetime) -> StateQuerySet:
    """Of every status: naming them says nothing new, but lets PostgreSQL enter the index that begins with it."""
    rows = OpportunityState.objects.filter(status__in=StateStatus.values, valid_from__gte=first)
    if question.is_live:
        return rows.current_visible_to(question.viewer)
    return rows.visible_to(question.viewer).until(last)


def _were(fields: Iterable[str]) -> Mapping[str, F]:
    return {f"was_{name}": F(f"{BEFORE}__{name}") for name in fields}


def of_before(condition: Q) -> Q:
    """What is asked of a state, asked of the one before; what its deal is asked is the same for both."""
    asked = Q(_connector=condition.connector, _negated=condition.negated)
    asked.children = [_of_before(child) for child in condition.children]
    return asked


def _of_before(child: Any) -> Any:
    if isinstance(child, Q):
        return of_before(child)
    if not isinstance(child, tuple) or child[0].startswith(OF_DEAL):
        return child
    return (f"{BEFORE}__{child[0]}", child[1])
