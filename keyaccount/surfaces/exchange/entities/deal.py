"""From the cells of a row to a deal and its past: stage and outcome, days, amounts, reason."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from keyaccount.apps.pipeline.models.opportunity import Status
from keyaccount.apps.pipeline.services.loading import Past
from keyaccount.apps.workspace.services.loading import Row
from keyaccount.kernel.errors import Fact, gettext_noop
from keyaccount.surfaces.exchange.entities.entity import Cells, Missing, plain_values, tags_in, with_source

if TYPE_CHECKING:
    from keyaccount.surfaces.exchange.engine.run import Run

PLAIN = frozenset(
    "external_id amount currency expected_close opened_on closed_on close_note source rivals selling_mode "
    "next_step next_step_on needs wants need_kind revenue_kind recurring_amount recurring_unit recurring_term "
    "status win_rate".split()
)
RELATIONS = ("account", "owner")


class NoOwner(Fact):
    message = gettext_noop("Nobody owns it: the row names no owner, and the import has none for such rows.")


def build(cells: Cells, run: Run) -> Row:
    values = with_source(plain_values(cells, PLAIN), run)
    for key in RELATIONS:
        if cells.get(key) is not None:
            values[f"{key}_id"] = cells[key]
    past = Past(since=run.since, contact=cells.get("contact"), product=cells.get("product"))
    past.quantity = cells.get("quantity")
    _place(values, past, cells, run)
    _days(values, past, cells)
    _amounts(values, past, cells, run)
    _reason(values, cells, run)
    values["name"] = cells.get("name") or run.preset.name_of(run.names_of(cells))
    if not values["name"]:
        raise Missing(field="name")
    return Row(values, defaults=_defaults(values, run), more=past, tags=tags_in(cells))


def _place(values: dict[str, Any], past: Past, cells: Cells, run: Run) -> None:
    """Stage and outcome; a stage column may name an outcome (Closed Won, 赢单)."""
    if cells.get("stage") is None and cells.get("pipeline") is None:
        return
    place = run.stages.find(cells.get("pipeline"), cells.get("stage"), str(cells.get("status") or ""))
    values["stage_id"] = place.stage
    past.open_stage = place.open_stage
    if place.status and "status" not in values:
        values["status"] = place.status


def _days(values: dict[str, Any], past: Past, cells: Cells) -> None:
    """One close date is the closing of a closed deal and the expectation of an open one."""
    status = values.get("status", Status.OPEN)
    close: date | None = cells.get("close_date")
    if close is not None:
        values.setdefault("expected_close" if status == Status.OPEN else "closed_on", close)
    if status == Status.OPEN:
        values.pop("closed_on", None)
        values |= {"closed_on": None} if "status" in values else {}
    past.begun = "opened_on" in values


def _amounts(values: dict[str, Any], past: Past, cells: Cells, run: Run) -> None:
    """The amount, and what it was while the deal was open; the stage's own win rate is not kept twice."""
    price = run.price_of(cells.get("product"))
    if run.preset.list_price_until_won and price is not None:
        past.open_amount = price
        if values.get("status") != Status.WON:
            values["amount"] = price
    if past.product is not None and values.get("amount") is not None:
        past.price = (Decimal(values["amount"]) / (past.quantity or 1)).quantize(Decimal("0.01"))
    if "win_rate" in values and values["win_rate"] == run.stages.win_rate(values.get("stage_id")):
        del values["win_rate"]
    if values.get("status", Status.OPEN) != Status.OPEN:
        values.pop("win_rate", None)


def _reason(values: dict[str, Any], cells: Cells, run: Run) -> None:
    """A reason the workspace has; what it does not have is kept as a note."""
    text, status = cells.get("close_reason"), values.get("status", Status.OPEN)
    if not text or status == Status.OPEN:
        return
    found = run.reason(status, text)
    if found is not None:
        values["close_reason_id"] = found
    else:
        values.setdefault("close_note", text)


def _defaults(values: dict[str, Any], run: Run) -> dict[str, Any]:
    owner = values.get("owner_id", run.owner)
    if owner is None:
        raise NoOwner
    day = run.as_of
    closed = values.get("closed_on")
    status = values.get("status", Status.OPEN)
    if status != Status.OPEN and closed is None:
        closed = day
    opened = values.get("opened_on") or (min(day, closed) if closed else day)
    defaults = {"owner_id": owner, "currency": run.currency, "opened_on": opened, "closed_on": closed}
    return defaults | {"stage_id": run.stages.first(), "stage_since": opened}
