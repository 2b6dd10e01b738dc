"""The history that a batch of deals brings or adds to: what write_state does for one deal, for thousands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from keyaccount.apps.pipeline.models import OpportunityState, Stage, StateStatus, Status
from keyaccount.apps.pipeline.services.history import TICK, TRACKED, converted
from keyaccount.apps.workspace import clock
from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import Workspace
from keyaccount.apps.workspace.queries.rates import DatedRates
from keyaccount.apps.workspace.services import bulk
from keyaccount.apps.workspace.services.loading import Change, Load, New

COLUMNS = ["opportunity_id", "valid_from", "valid_to", *TRACKED, "base_amount", "cycle_days", "turns"]
Values = Mapping[str, Any]
State = tuple[Any, ...]


@dataclass(slots=True)
class Past:
    """What a row says of a deal beside how it stands now.

    begun: whether the first contact is known; else the deal counts from `since`, at which changes without a day of
    their own happen too. open_stage, open_amount: how it stood while it was open; contact: who takes part in buying.
    """

    since: datetime
    begun: bool = True
    open_stage: int | None = None
    open_amount: Decimal | None = None
    product: int | None = None
    quantity: Decimal | None = None
    price: Decimal | None = None
    contact: int | None = None


class Historian:
    """Makes state rows; reads the zone, the win rates and the exchange rates once for a batch."""

    def __init__(self, workspace: Workspace, act: Act) -> None:
        self.zone: ZoneInfo = workspace.zone
        self.rates = DatedRates(workspace.base_currency)
        self.win_rates: dict[int, Decimal] = dict(Stage.objects.values_list("pk", "win_rate"))
        self.author = {"evidence": "", "changed_by_id": act.actor.pk, "surface": str(act.surface)}
        self._starts: dict[date, datetime] = {}

    def start(self, day: date) -> datetime:
        if day not in self._starts:
            self._starts[day] = clock.start_of(day, self.zone)
        return self._starts[day]

    def tracked(self, values: Values) -> State:
        """The values of TRACKED that a record's present values make."""
        rate = values["win_rate"]
        archived = values["archived_at"] is not None
        return (
            str(StateStatus.ARCHIVED if archived else values["status"]),
            values["stage_id"],
            self.win_rates[values["stage_id"]] if rate is None else rate,
            values["amount"],
            values["currency"],
            values["expected_close"],
            values["opened_on"],
            values["closed_on"],
            values["close_reason_id"],
            values["account_id"],
            values["owner_id"],
            values["team_id"],
        )

    def closing(self, values: Values) -> State:
        """base_amount and cycle_days."""
        closed = values["closed_on"]
        if closed is None:
            return None, None
        worth = converted(values["amount"], self.rates.at(values["currency"], closed))
        return worth, (closed - values["opened_on"]).days

    def of_new(self, values: Values, past: Past) -> list[State]:
        """The states of a new deal, in order, as COLUMNS from valid_from on."""
        begun = self.start(values["opened_on"]) if past.begun else past.since
        if values["status"] == Status.OPEN:
            return [(begun, None, *self.tracked(values), None, None, True)]
        closed_at = self.start(values["closed_on"])
        worth, days = self.closing(values)
        if not past.begun:
            return [(closed_at, None, *self.tracked(values), worth, None, True)]
        closed_at = max(closed_at, begun + TICK)
        return [
            (begun, closed_at, *self.tracked(_while_open(values, past)), None, None, True),
            (closed_at, None, *self.tracked(values), worth, days, True),
        ]

    def next_state(self, last: Values, change: Change) -> State | None:
        """The state that a change begins; None when nothing tracked changed."""
        after = change.after
        tracked = self.tracked(after)
        if tracked == tuple(last[name] for name in TRACKED):
            return None
        moment = change.row.more.since
        if after["closed_on"] is not None and last["closed_on"] != after["closed_on"]:
            moment = self.start(after["closed_on"])
        turns = tracked[:2] != (last["status"], last["stage_id"])
        return (max(moment, last["valid_from"] + TICK), None, *tracked, *self.closing(after), turns)


def _while_open(values: Values, past: Past) -> dict[str, Any]:
    return {
        **values,
        "status": Status.OPEN,
        "stage_id": past.open_stage or values["stage_id"],
        "amount": values["amount"] if past.open_amount is None else past.open_amount,
        "closed_on": None,
        "close_reason_id": None,
    }


def write_states_of_new(new: Sequence[New], historian: Historian) -> None:
    """They need no journal: they go with their deals."""
    rows = [(item.pk, *state) for item in new for state in historian.of_new(item.values, item.row.more)]
    bulk.insert(OpportunityState, COLUMNS, rows, historian.author)


def write_states_of_changed(changed: Sequence[Change], historian: Historian, load: Load) -> None:
    current = OpportunityState.objects.current().filter(opportunity__in=[item.pk for item in changed]).order_by()
    last = {row["opportunity_id"]: row for row in current.values()}
    pairs = [(item, state) for item in changed if (state := historian.next_state(last[item.pk], item))]
    if not pairs:
        return
    load.journal.parts(OpportunityState, "opportunity_id", [item.pk for item, _state in pairs])
    bulk.update(OpportunityState, ["valid_to"], [(last[item.pk]["id"], state[0]) for item, state in pairs])
    rows = [(item.pk, *state) for item, state in pairs]
    bulk.insert(OpportunityState, COLUMNS, rows, historian.author)
