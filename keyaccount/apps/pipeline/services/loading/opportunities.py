"""Writing opportunities in bulk, each with its past: what the services for one deal do, for a batch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from keyaccount.apps.collaboration.services.tag_loading import TagLoading
from keyaccount.apps.pipeline.models import Opportunity, Status
from keyaccount.apps.pipeline.services.loading import parts
from keyaccount.apps.pipeline.services.loading.states import (
    Historian,
    Past,
    write_states_of_changed,
    write_states_of_new,
)
from keyaccount.apps.workspace import clock
from keyaccount.apps.workspace.models import User
from keyaccount.apps.workspace.queries.settings import workspace as load_workspace
from keyaccount.apps.workspace.searching import search_text
from keyaccount.apps.workspace.services.loading import (
    Change,
    Load,
    Outcome,
    Row,
    Sorted,
    Spec,
    also_change,
    sort_out,
    write_changed,
    write_new,
)
from keyaccount.kernel.errors import Fact, gettext_noop

__all__ = ["Past", "load_opportunities"]


class ClosedBeforeOpened(Fact):
    message = gettext_noop("It closes on %(closed)s, before its first contact on %(opened)s.")


class InTheFuture(Fact):
    message = gettext_noop("%(day)s lies in the future: what is closed or begun cannot be later than today.")


class NegativeAmount(Fact):
    message = gettext_noop("The amount is below zero.")


def load_opportunities(rows: Sequence[Row], load: Load) -> list[Outcome]:
    """`Row.more` is a Past. New deals get their states from it; a change ends the current state and begins another."""
    workspace = load_workspace()
    spec = _spec(rows, clock.day_of(load.act.now, workspace.zone))
    found = sort_out(spec, rows, load)
    touched = parts.wanted(found)
    also_change(found, [item for item in found.same if item.pk in touched], load, spec)
    tags = TagLoading(spec, found, load)
    for item in found.changed:
        _also(item, clock.day_of(item.row.more.since, workspace.zone))
    write_new(spec, found, load)
    write_changed(spec, found, load)
    tags.write(found, load)
    if load.write:
        _write_rest(found, touched, Historian(workspace, load.act), load)
    return found.outcomes


def _write_rest(found: Sorted, touched: Mapping[int, parts.Wanted], historian: Historian, load: Load) -> None:
    write_states_of_new(found.new, historian)
    if found.changed:
        write_states_of_changed(found.changed, historian, load)
    parts.write(found, touched, load)


def _spec(rows: Sequence[Row], today: date) -> Spec:
    owners = {row.values.get("owner_id", row.defaults.get("owner_id")) for row in rows}
    teams = dict(User.objects.filter(pk__in=owners).values_list("pk", "team_id"))

    def computed(values: Mapping[str, Any]) -> dict[str, Any]:
        return {"search": search_text(values["name"]), "team_id": teams.get(values["owner_id"], values["team_id"])}

    def refusal(values: Mapping[str, Any], before: Mapping[str, Any] | None, load: Load) -> Fact | None:
        return _refusal(values, today)

    return Spec(Opportunity, computed=computed, refusal=refusal, known_by=("name", "account_id"))


def _refusal(values: Mapping[str, Any], today: date) -> Fact | None:
    opened, closed, amount = values["opened_on"], values.get("closed_on"), values.get("amount")
    if amount is not None and amount < 0:
        return NegativeAmount()
    if closed is not None and closed < opened:
        return ClosedBeforeOpened(closed=closed.isoformat(), opened=opened.isoformat())
    if (latest := closed or opened) > today:
        return InTheFuture(day=latest.isoformat())
    return None


def _also(item: Change, day: date) -> None:
    """What follows from a change on that day: since when the stage, when closed; an open deal has no closing."""
    if "stage_id" in item.changes and "stage_since" not in item.changes:
        item.also["stage_since"] = day
    after = item.after
    if after["status"] == Status.OPEN and after["closed_on"] is not None:
        item.also |= {"closed_on": None, "close_reason_id": None}
    if after["status"] != Status.OPEN and after["closed_on"] is None:
        item.also["closed_on"] = day
