"""The past of the workspace in columns, in a handful of queries however much there is: what the methods learn from.

Only the process of a forecasting job imports this: it stands on numpy, and what it reads takes memory that goes back
when that process ends.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import numpy as np

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.forecast.models.methods import MOST_PEOPLE
from keyaccount.apps.forecast.queries.columns import Kept, Plain, columns_of
from keyaccount.apps.pipeline.models import OffFunnelOrder, Opportunity, OpportunityState, StateStatus
from keyaccount.apps.workspace import clock
from keyaccount.apps.workspace.models import AuditEntry, Currency, On, Team, User, Workspace
from keyaccount.apps.workspace.queries.rates import DatedRates
from keyaccount.apps.workspace.services.audit import entity_of
from keyaccount.formulas.forecasting.histories import Whose
from keyaccount.formulas.forecasting.past import (
    ARCHIVED,
    LOST,
    NO_DAY,
    NOBODY,
    OPEN,
    WON,
    Change,
    Orders,
    Past,
    States,
    Told,
    day_number,
)

CHUNK = 5000
STATUSES: Mapping[str, int] = {
    StateStatus.OPEN: OPEN,
    StateStatus.WON: WON,
    StateStatus.LOST: LOST,
    StateStatus.ARCHIVED: ARCHIVED,
}
NO_NUMBER = float("nan")
FOREVER = float("inf")
OF_DEAL = (Plain("source"), Plain("selling_mode"), Plain("revenue_kind"), Plain("need_kind"))
OF_ACCOUNT = (
    Plain("industry"),
    Plain("province"),
    Plain("ownership"),
    Plain("source"),
    Plain("employees", is_number=True),
    Plain("yearly_revenue", is_number=True),
)


def past_of(workspace: Workspace, until: datetime) -> Past:
    """What was known at that moment, with all that came before it."""
    currencies = list(Currency.objects.order_by("code").values_list("code", flat=True))
    rates = DatedRates(workspace.base_currency)
    return Past(
        states=_states(until, {code: place for place, code in enumerate(currencies)}),
        orders=_orders(until, workspace),
        deals=_told(Opportunity, On.OPPORTUNITIES, OF_DEAL, until, workspace.base_currency),
        accounts=_told(Account, On.ACCOUNTS, OF_ACCOUNT, until, workspace.base_currency),
        start=lambda day: clock.start_of(day, workspace.zone).timestamp(),
        worth=lambda day: np.array([_float(rates.at(code, day)) for code in currencies] or [1.0]),
    )


def _float(number: Any) -> float:
    return NO_NUMBER if number is None else float(number)


def _day(day: date | None) -> int:
    return NO_DAY if day is None else day_number(day)


COLUMNS: Sequence[tuple[str, str, str, Callable[[Any], Any]]] = (
    ("deal", "opportunity_id", "q", int),
    ("begins", "valid_from", "d", datetime.timestamp),
    ("ends", "valid_to", "d", lambda moment: FOREVER if moment is None else moment.timestamp()),
    ("status", "status", "q", STATUSES.__getitem__),
    ("stage", "stage_id", "q", int),
    ("rate", "win_rate", "d", float),
    ("amount", "amount", "d", lambda amount: float(amount or 0)),
    ("base", "base_amount", "d", _float),
    ("expected", "expected_close", "q", _day),
    ("opened", "opened_on", "q", _day),
    ("closed", "closed_on", "q", _day),
    ("account", "account_id", "q", lambda pk: NOBODY if pk is None else pk),
    ("owner", "owner_id", "q", lambda pk: NOBODY if pk is None else pk),
    ("team", "team_id", "q", lambda pk: NOBODY if pk is None else pk),
)


def _states(until: datetime, currencies: Mapping[str, int]) -> States:
    """One pass over the states that had begun, row by row into columns."""
    columns = (*COLUMNS, ("currency", "currency", "q", lambda code: currencies.get(code, 0)))
    rows = OpportunityState.objects.filter(valid_from__lt=until).order_by("opportunity_id", "valid_from", "id")
    found = _in_columns(rows.values_list(*(column for _name, column, _type, _read in columns)), columns)
    begun_before = np.where(found["ends"] >= until.timestamp(), FOREVER, found["ends"])
    return States(**{**found, "ends": begun_before})


def _in_columns(rows: Any, columns: Sequence[tuple[str, str, str, Callable[[Any], Any]]]) -> dict[str, np.ndarray]:
    filled = [array(kind) for _name, _column, kind, _read in columns]
    reads = [read for _name, _column, _type, read in columns]
    for row in rows.iterator(chunk_size=CHUNK):
        for column, read, value in zip(filled, reads, row, strict=True):
            column.append(read(value))
    types = {"q": np.int64, "d": np.float64}
    return {
        name: np.frombuffer(column, dtype=types[kind]).copy() if len(column) else np.zeros(0, types[kind])
        for (name, _column, kind, _read), column in zip(columns, filled, strict=True)
    }


def _orders(until: datetime, workspace: Workspace) -> Orders:
    rows = OffFunnelOrder.objects.present().filter(ordered_on__lte=clock.day_of(until, workspace.zone)).order_by("pk")
    found = _in_columns(
        rows.values_list("ordered_on", "base_amount", "owner_id", "team_id"),
        (
            ("day", "ordered_on", "q", _day),
            ("base", "base_amount", "d", lambda amount: float(amount or 0)),
            ("owner", "owner_id", "q", int),
            ("team", "team_id", "q", lambda pk: NOBODY if pk is None else pk),
        ),
    )
    return Orders(**found)


def _told(model: Any, on: On, plain: Sequence[Plain], until: datetime, base: str) -> Told:
    """What the records hold, and what they held before each change of it: two passes."""
    columns = columns_of(on, plain, base)
    held: dict[str, dict[int, Any]] = {column.name: {} for column in columns}
    rows = model.objects.order_by().values_list("pk", "custom", *(each.name for each in plain))
    for pk, custom, *own in rows.iterator(chunk_size=CHUNK):
        values = dict(zip((each.name for each in plain), own, strict=True)) | {
            f"custom_{key}": kept for key, kept in (custom or {}).items()
        }
        for column in columns:
            held[column.name][pk] = column.read(values.get(column.name))
    return Told(
        numbers={each.name: held[each.name] for each in columns if each.kind == Kept.NUMBER},
        kinds={each.name: held[each.name] for each in columns if each.kind == Kept.KIND},
        days={each.name: held[each.name] for each in columns if each.kind == Kept.DAY},
        changes=_changes(model, {column.name: column.read for column in columns}, until),
    )


def _changes(model: Any, reads: Mapping[str, Callable[[Any], Any]], until: datetime) -> Mapping[int, Sequence[Change]]:
    """Changes of these columns, the latest first; also those after `until`, so that they are taken back too."""
    found: dict[int, list[Change]] = defaultdict(list)
    entries = AuditEntry.objects.filter(entity=entity_of(model), changes__has_any_keys=list(reads)).order_by("-id")
    for pk, at, changes in entries.values_list("object_id", "at", "changes").iterator(chunk_size=CHUNK):
        for name in changes.keys() & reads.keys():
            found[pk].append((at.timestamp(), name, reads[name](changes[name][0])))
    return found


def parts_of(past: Past) -> list[Whose]:
    """Each team with all below it, and the people who sell: as many as a run can look at, those with the most deals."""
    paths = list(Team.objects.order_by("pk").values_list("pk", "path"))
    teams = [Whose(team, frozenset(pk for pk, other in paths if other.startswith(path))) for team, path in paths]
    sellers = User.objects.people().filter(is_active=True).values_list("pk", flat=True)
    busiest = past.busiest(np.array(list(sellers), dtype=np.int64), MOST_PEOPLE)
    return [*teams, *(Whose(person=person) for person in busiest)]
