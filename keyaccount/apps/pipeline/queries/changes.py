"""The deals that changed between two days, under each way in which they did; and open ones where nothing does.

The formula is keyaccount.formulas.changes; a parity test holds the two together. Each deal's state at the last day is
joined to the one it held at the first, and a number says by its bits which kinds apply, so the database groups by it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce
from operator import add, or_
from typing import Any, TypeVar

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Value, When, Window
from django.db.models.functions import RowNumber

from keyaccount.apps.pipeline.models import Opportunity, OpportunityState, StateStatus
from keyaccount.apps.pipeline.models.states import StateQuerySet
from keyaccount.apps.pipeline.queries.measured import later_than
from keyaccount.apps.pipeline.queries.narrowing import in_scope, narrowed
from keyaccount.apps.pipeline.queries.pairs import OF_DEAL, of_before, pairs
from keyaccount.apps.pipeline.queries.stages import all_stages
from keyaccount.apps.pipeline.queries.states import expected_in, open_states
from keyaccount.apps.workspace import clock
from keyaccount.apps.workspace.models import Workspace
from keyaccount.figures import Question, memo
from keyaccount.formulas.changes import Kind

OPEN, WON, LOST, ARCHIVED = StateStatus.OPEN, StateStatus.WON, StateStatus.LOST, StateStatus.ARCHIVED
NAMED = tuple(kind for kind in Kind if kind is not Kind.OTHER)
DIFFERS = 1 << len(NAMED)
COMPARED = ("stage_id", "win_rate", "amount", "currency", "expected_close", "owner_id", "account_id")
BATCH = 900
Rows = TypeVar("Rows", bound=QuerySet[OpportunityState, Any])


@dataclass(frozen=True, slots=True)
class Line:
    """A deal under one kind, with its state before (None: not there yet) and after."""

    kind: Kind
    deal: Opportunity
    before: OpportunityState | None
    after: OpportunityState


@memo.once
def kind_counts(question: Question, since: date, workspace: Workspace) -> Mapping[Kind, int]:
    """How many deals changed in each way; one that changed in several counts under each."""
    rows = _changed(question, since, workspace).values_list("mask").annotate(deals=Count("pk"))
    counts = dict.fromkeys(Kind, 0)
    for mask, deals in rows.order_by():
        for kind in _kinds(mask):
            counts[kind] += deals
    return {kind: deals for kind, deals in counts.items() if deals}


def first_lines(question: Question, since: date, workspace: Workspace, shown: int) -> Mapping[Kind, Sequence[Line]]:
    """The latest changes of every kind, up to a number each: they lie among the latest of each combination of kinds."""
    place = Window(RowNumber(), partition_by=F("mask"), order_by=["-valid_from", "-pk"])
    latest = _changed(question, since, workspace).annotate(place=place).filter(place__lte=shown)
    found: dict[Kind, list[tuple[int, int | None]]] = {kind: [] for kind in Kind}
    for pk, was, mask in latest.order_by("-valid_from", "-pk").values_list("pk", "was_pk", "mask"):
        for kind in _kinds(mask):
            if len(found[kind]) < shown:
                found[kind].append((pk, was))
    return _described({kind: pairs for kind, pairs in found.items() if pairs})


def lines_of(
    question: Question, since: date, workspace: Workspace, kind: Kind, shown: int, after: int | None = None
) -> Sequence[Line]:
    """One kind, the latest change first; after: the state that the page before ended with."""
    mask = Q(mask=DIFFERS) if kind is Kind.OTHER else _condition(kind)
    rows = _beyond(_changed(question, since, workspace).filter(mask), after, latest_first=True)
    pairs = list(rows.order_by("-valid_from", "-pk").values_list("pk", "was_pk")[:shown])
    return _described({kind: pairs}).get(kind, ())


def idle(question: Question, workspace: Workspace, days: int) -> StateQuerySet:
    """States of open deals that have held for so many days."""
    begun_until = clock.end_of(question.as_of - timedelta(days=days), workspace.zone)
    return open_states(question, workspace).filter(valid_from__lt=begun_until)


def idle_states(
    question: Question, workspace: Workspace, days: int, shown: int, after: int | None = None
) -> Sequence[OpportunityState]:
    """The longest unchanged first."""
    rows = _beyond(idle(question, workspace, days), after, latest_first=False)
    named = rows.select_related("opportunity", "account", "owner", "stage")
    return list(named.order_by("valid_from", "pk")[:shown])


def _beyond(rows: Rows, after: int | None, *, latest_first: bool) -> Rows:
    last = OpportunityState.objects.filter(pk=after).values_list("valid_from", "pk").first() if after else None
    if last is None:
        return rows
    moment, pk = last
    if latest_first:
        return rows.filter(Q(valid_from__lt=moment) | Q(valid_from=moment, pk__lt=pk))
    return rows.filter(Q(valid_from__gt=moment) | Q(valid_from=moment, pk__gt=pk))


def _changed(question: Question, since: date, workspace: Workspace) -> QuerySet[Any, Any]:
    """States begun between the two days that held at the last, with what stood at the first; of deals the viewer may
    see today that answer the question on one of the two days: one pushed out of the quarter was in it."""
    first, last = (clock.end_of(day, workspace.zone) for day in (since, question.as_of))
    joined = pairs(question, first, last, ("pk", "status", *COMPARED))
    changed: QuerySet[Any, Any] = joined.filter(_asked_for(question)).annotate(mask=_mask())
    return changed


def _asked_for(question: Question) -> Q:
    asked = in_scope(question.scope) & narrowed(question.filters, OF_DEAL, question.viewer) & expected_in(question)
    return asked | of_before(asked) & Q(was_pk__isnull=False) if asked else asked


def _mask() -> Case:
    bits = [(_condition(kind), 1 << place) for place, kind in enumerate(NAMED)]
    return reduce(add, (_bit(condition, bit) for condition, bit in [*bits, (_differs(), DIFFERS)]))


def _bit(condition: Q, bit: int) -> Case:
    return Case(When(condition, then=Value(bit)), default=Value(0), output_field=IntegerField())


def _kinds(mask: int) -> tuple[Kind, ...]:
    """Kind.OTHER where two sides differ and nothing named says how."""
    named = tuple(kind for place, kind in enumerate(NAMED) if mask & 1 << place)
    return named or ((Kind.OTHER,) if mask & DIFFERS else ())


def _condition(kind: Kind) -> Q:
    """Positive conditions only: before, everything may be NULL."""
    both_open = Q(status=OPEN, was_status=OPEN)
    both_worth = Q(status__in=[OPEN, WON, LOST], was_status__in=[OPEN, WON, LOST], currency=F("was_currency"))
    return {
        Kind.NEW: Q(was_pk=None, status__in=[OPEN, WON, LOST]),
        Kind.FORWARD: both_open & _went("was_stage_id", "stage_id"),
        Kind.BACK: both_open & _went("stage_id", "was_stage_id"),
        Kind.PUSHED: both_open & Q(expected_close__gt=F("was_expected_close")),
        Kind.PULLED: both_open & Q(expected_close__lt=F("was_expected_close")),
        Kind.UP: both_worth & Q(amount__gt=F("was_amount")),
        Kind.DOWN: both_worth & Q(amount__lt=F("was_amount")),
        Kind.WON: Q(status=WON) & (Q(was_pk=None) | Q(was_status__in=[OPEN, LOST, ARCHIVED])),
        Kind.LOST: Q(status=LOST) & (Q(was_pk=None) | Q(was_status__in=[OPEN, WON, ARCHIVED])),
        Kind.REOPENED: Q(status=OPEN, was_status__in=[WON, LOST, ARCHIVED]),
        Kind.ARCHIVED: Q(status=ARCHIVED, was_status__in=[OPEN, WON, LOST]),
    }[kind]


def _went(earlier: str, later: str) -> Q:
    """From a stage to one after it in its pipeline."""
    ways = [Q(**{earlier: stage.pk, f"{later}__in": found}) for stage in all_stages() if (found := later_than(stage))]
    return reduce(or_, ways, Q(pk__in=[]))


def _differs() -> Q:
    apart = []
    for name in COMPARED:
        was = f"was_{name}"
        apart += [Q(**{f"{name}__lt": F(was)}), Q(**{f"{name}__gt": F(was)})]
        apart += [Q(**{f"{name}__isnull": True, f"{was}__isnull": False})]
        apart += [Q(**{f"{name}__isnull": False, f"{was}__isnull": True})]
    there = Q(status__in=[OPEN, WON, LOST], was_status__in=[OPEN, WON, LOST])
    return there & reduce(or_, apart)


def _described(pairs: Mapping[Kind, Sequence[tuple[int, int | None]]]) -> Mapping[Kind, Sequence[Line]]:
    ids = {pk for each in pairs.values() for pair in each for pk in pair if pk is not None}
    states = _named(ids)
    return {
        kind: [Line(kind, states[pk].opportunity, None if was is None else states[was], states[pk]) for pk, was in each]
        for kind, each in pairs.items()
    }


def _named(ids: set[int]) -> Mapping[int, OpportunityState]:
    rows = OpportunityState.objects.select_related("opportunity", "account", "owner", "stage")
    pks = sorted(ids)
    some = (pks[start : start + BATCH] for start in range(0, len(pks), BATCH))
    return {pk: state for each in some for pk, state in rows.in_bulk(each).items()}
