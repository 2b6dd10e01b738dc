"""Writing targets in bulk, by the rules of set_targets: a new amount ends the one that holds and begins another.

`Row.values`: the columns of a target, its place included; the ids of what is new in a dry run are negative.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.pipeline.models import Measure, Owner, Product, Target
from keyaccount.apps.pipeline.services.targets import may_set
from keyaccount.apps.workspace.models import AuditAction, Team, User
from keyaccount.apps.workspace.queries.settings import workspace
from keyaccount.apps.workspace.services import bulk
from keyaccount.apps.workspace.services.audit import plain
from keyaccount.apps.workspace.services.journal import images_of
from keyaccount.apps.workspace.services.loading import ExistsAlready, Load, Mode, Outcome, Result, Row, trail
from keyaccount.apps.workspace.services.loading.refusals import NotThereYet
from keyaccount.kernel.errors import Fact, gettext_noop

COLUMNS = (
    "scope", "team_id", "user_id", "account_id", "product_id", "measure", "year", "quarter", "month", "place", "amount",
    "note",
)  # fmt: skip
OWNERS = {
    "team_id": Team.objects.all(),
    "user_id": User.objects.select_related("team"),
    "account_id": Account.objects.select_related("owner__team"),
    "product_id": Product.objects.all(),
}
Owners = Mapping[tuple[str, int], Owner]


class MayNotSet(Fact):
    message = gettext_noop("You may not set this target. Ask the manager of the team or an administrator.")


class BelowZero(Fact):
    message = gettext_noop("A target is not below zero.")


class NotCounted(Fact):
    message = gettext_noop("New customers are counted: write a whole number.")


def load_targets(rows: Sequence[Row], load: Load) -> list[Outcome]:
    """A row that says what holds already changes nothing, nor does one without an amount: a sheet not filled in."""
    held, owners = _held(rows, load), _owners(rows)
    outcomes = [_outcome(row, held.get(row.values["place"]), owners, load) for row in rows]
    going = [place for place, outcome in enumerate(outcomes) if outcome.result in {Result.CREATED, Result.UPDATED}]
    if not load.write:
        for place, pk in zip(going, load.virtual_ids(len(going)), strict=True):
            outcomes[place].pk = pk
    elif going:
        for place, pk in zip(going, _write([rows[place] for place in going], held, load), strict=True):
            outcomes[place].pk = pk
    return outcomes


def _held(rows: Sequence[Row], load: Load) -> dict[str, dict[str, Any]]:
    found = Target.objects.filter(place__in=[row.values["place"] for row in rows], valid_to=None)
    if load.write:
        found = found.select_for_update()
    return {row["place"]: dict(row) for row in found.order_by().values()}


def _owners(rows: Sequence[Row]) -> Owners:
    """Those whose targets the rows are, with what says who may set them."""
    found: dict[tuple[str, int], Owner] = {}
    for column, records in OWNERS.items():
        wanted = {pk for row in rows if (pk := row.values[column]) is not None}
        found |= {(column, one.pk): one for one in (records.filter(pk__in=wanted) if wanted else ())}
    return found


def _outcome(row: Row, held: Mapping[str, Any] | None, owners: Owners, load: Load) -> Outcome:
    reason = _refusal(row, owners, load)
    if reason is not None:
        return Outcome(Result.REJECTED, reason=reason)
    if row.values["amount"] is None:
        return Outcome(Result.UNCHANGED, None if held is None else held["id"])
    if held is None:
        return Outcome(Result.REJECTED, reason=NotThereYet()) if load.mode == Mode.UPDATE else Outcome(Result.CREATED)
    if held["amount"] == row.values["amount"]:
        return Outcome(Result.UNCHANGED, held["id"])
    if load.mode == Mode.CREATE:
        return Outcome(Result.REJECTED, held["id"], ExistsAlready())
    return Outcome(Result.UPDATED, held["id"])


def _refusal(row: Row, owners: Owners, load: Load) -> Fact | None:
    if not _may_set(row, owners, load.actor):
        return MayNotSet()
    amount = row.values["amount"]
    if amount is None:
        return None
    if amount < 0:
        return BelowZero()
    counted = not Measure(row.values["measure"]).is_money
    return NotCounted() if counted and amount != int(amount) else None


def _may_set(row: Row, owners: Owners, actor: User) -> bool:
    named = next(((column, pk) for column in OWNERS if (pk := row.values[column]) is not None), None)
    if named is not None and named not in owners:  # a dry run has not written it: only what one may set can be new
        return actor.role.may_set_targets and (actor.people_in_charge is None or named[0] == "account_id")
    return may_set(None if named is None else owners[named], actor)


def _write(rows: Sequence[Row], held: Mapping[str, dict[str, Any]], load: Load) -> list[int]:
    ended = [held[row.values["place"]] for row in rows if row.values["place"] in held]
    load.journal.changed(Target, images_of(ended))
    bulk.update(Target, ["valid_to"], [[row["id"], load.act.now] for row in ended])
    pks = bulk.allocate(Target, len(rows))
    currency = workspace().base_currency
    same = {"valid_from": load.act.now, "valid_to": None, "set_by_id": load.actor.pk, "ref": ""}
    values = [
        (
            pk,
            currency if Measure(row.values["measure"]).is_money else "",
            *(row.values[name] for name in COLUMNS),
        )
        for pk, row in zip(pks, rows, strict=True)
    ]
    bulk.insert(Target, ["id", "currency", *COLUMNS], values, same)
    load.journal.created(Target, pks)
    told = [(pk, _label(row), _amounts(row, held), 1) for pk, row in zip(pks, rows, strict=True)]
    trail(load.act, Target, AuditAction.CREATED, told)
    return pks


def _label(row: Row) -> str:
    return str(Target(**{name: row.values[name] for name in ("year", "quarter", "month")}))


def _amounts(row: Row, held: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    before = held.get(row.values["place"])
    return {"amount": [plain(before["amount"]) if before else None, plain(row.values["amount"])]}
