"""Planning, changing, holding, cancelling, archiving an event."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext

from keyaccount.apps.events.models import Event, EventKind, EventState
from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import AuditAction, Currency
from keyaccount.apps.workspace.queries.settings import workspace
from keyaccount.apps.workspace.searching import search_text
from keyaccount.apps.workspace.services import access, archiving, audit, editing, revising
from keyaccount.kernel.errors import Invalid, NotAllowed

COST = ("cost", "currency")
FIELDS = (
    "name",
    "kind",
    "starts_on",
    "ends_on",
    "place",
    "owner",
    "purpose",
    "capacity",
    *COST,
    "state",
    "notes",
)


@transaction.atomic
def create_event(*, values: Mapping[str, Any], act: Act) -> Event:
    """Hosted by the actor and paid in the base currency, unless the values say otherwise."""
    access.may_create(act)
    _may_cost(values, act)
    first = {"owner": act.actor, "currency": workspace().base_currency}
    given = {name: value for name, value in values.items() if value is not None or name not in first}
    event = Event(created_at=act.now, updated_at=act.now)
    for name, value in _with_last_day({"ends_on": None, **first, **given}, event).items():
        setattr(event, name, value)
    access.may_own(act, event.owner)
    _check(event)
    event.save(force_insert=True)
    audit.record(act, event, AuditAction.CREATED)
    return event


@transaction.atomic
def change_event(*, event_id: int, values: Mapping[str, Any], act: Act, version: int | None = None) -> Event:
    event = access.writable(Event, event_id, act)
    changes = editing.changed_fields(event, _with_last_day(values, event), version)
    if not changes:
        return event
    _may_cost(changes, act)
    editing.refuse_clashes(event, changes, version)
    editing.put(event, changes)
    if "owner" in changes:
        access.may_own(act, event.owner)
    _check(event)
    editing.apply(event, changes, act, also=["search"])
    return event


@transaction.atomic
def archive_event(*, event_id: int, act: Act) -> Event:
    """It counts no more, nor do its guests, and can be restored."""
    event = access.writable(Event, event_id, act)
    archiving.archive(event, act)  # type: ignore[arg-type]
    return event


@transaction.atomic
def restore_event(*, event_id: int, act: Act) -> Event:
    event = access.writable(Event, event_id, act)
    archiving.restore(event, act)  # type: ignore[arg-type]
    return event


def hold(event: Event, act: Act) -> None:
    """Somebody was seen there: then it took place."""
    if event.state == EventState.HELD:
        return
    changes = {"state": (event.state, EventState.HELD.value)}
    editing.apply(event, changes, act)


def _with_last_day(values: Mapping[str, Any], event: Event) -> Mapping[str, Any]:
    """Left empty, it is over on the day it begins."""
    if "ends_on" not in values or values["ends_on"] is not None:
        return values
    return {**values, "ends_on": values.get("starts_on", event.starts_on)}


def _check(event: Event) -> None:
    days = (event.starts_on, event.ends_on)
    if None not in days and event.ends_on < event.starts_on:
        raise Invalid(fields={"ends_on": gettext("It cannot end before it begins: give that day or a later one.")})
    event.search = search_text(event.name, event.place)
    revising.check(event)
    if not Currency.objects.filter(code=event.currency, is_active=True).exists():
        raise Invalid(fields={"currency": gettext("This currency is not in use here.")})
    if event.kind.archived_at is not None and not _had_kind(event):
        raise Invalid(fields={"kind": gettext("This kind is no longer offered; choose another.")})


def _had_kind(event: Event) -> bool:
    return EventKind.objects.filter(pk=event.kind_id, events=event.pk).exists()


def _may_cost(values: Mapping[str, Any], act: Act) -> None:
    if set(COST) & values.keys() and not act.actor.sees_group("margin"):
        raise NotAllowed
