"""Writing estimates in bulk, beside the accounts of a batch: what add_estimate does. `Row.more`: what a row says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, TypeAlias

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.accounts.services.loading import load_accounts
from keyaccount.apps.portfolio.models import AccountEstimate
from keyaccount.apps.portfolio.models.estimates import Confidence
from keyaccount.apps.portfolio.services.estimates import FIELDS
from keyaccount.apps.workspace import clock
from keyaccount.apps.workspace.models import AuditAction
from keyaccount.apps.workspace.queries.settings import workspace
from keyaccount.apps.workspace.services import bulk
from keyaccount.apps.workspace.services.audit import plain
from keyaccount.apps.workspace.services.loading import (
    ExistsAlready,
    Load,
    MayNotChange,
    Mode,
    Outcome,
    Result,
    Row,
    Spec,
    trail,
    writable_ones,
)

COLUMNS = ["id", "account_id", "author_id", "created_at", *FIELDS]
Known: TypeAlias = Mapping[int, Sequence[Mapping[str, Any]]]


@dataclass(frozen=True, slots=True)
class Purchasing:
    """What an account is said to buy a year. on: None for today; confidence: empty where it is not said."""

    amount: Decimal
    currency: str
    source: str
    on: date | None = None
    confidence: str = ""


def load_accounts_with_estimates(rows: Sequence[Row], load: Load) -> list[Outcome]:
    """An account of which something new is said counts as changed, though its own version stays."""
    outcomes = load_accounts(rows, load)
    today = clock.day_of(load.act.now, workspace().zone)
    new = _new(rows, outcomes, today)
    _refuse(new, outcomes, load)
    for place in new:
        if outcomes[place].result == Result.UNCHANGED:
            outcomes[place] = Outcome(Result.UPDATED, outcomes[place].pk)
    said = [(pk, one) for place, one in new.items() if (pk := outcomes[place].pk) and outcomes[place].reason is None]
    if load.write and said:
        _write(said, today, load)
    return outcomes


def _new(rows: Sequence[Row], outcomes: Sequence[Outcome], today: date) -> dict[int, Purchasing]:
    """By the place of its row, what was not said before of an account that goes in."""
    going = {
        place: row.more for place, row in enumerate(rows) if row.more and outcomes[place].result != Result.REJECTED
    }
    known = _known({pk for place in going if (pk := outcomes[place].pk) is not None})
    return {
        place: one for place, one in going.items() if not _is_known(one, known.get(outcomes[place].pk or 0, ()), today)
    }


def _known(accounts: set[int]) -> Known:
    """What was said of these accounts, the last first."""
    found: dict[int, list[Mapping[str, Any]]] = defaultdict(list)
    if accounts:
        said = AccountEstimate.objects.filter(account__in=accounts).order_by("-on", "-pk")
        for row in said.values("account_id", *FIELDS):
            found[row["account_id"]].append(row)
    return found


def _is_known(one: Purchasing, known: Sequence[Mapping[str, Any]], today: date) -> bool:
    """With a day: said before of that day; without one: what holds today already."""
    holds = [row for row in known if row["on"] <= today][:1] if one.on is None else known
    wanted = {"amount": one.amount, "currency": one.currency, "source": one.source}
    wanted |= {"on": one.on} if one.on else {}
    wanted |= {"confidence": one.confidence} if one.confidence else {}
    return any(all(row[name] == value for name, value in wanted.items()) for row in holds)


def _refuse(new: dict[int, Purchasing], outcomes: list[Outcome], load: Load) -> None:
    """Whoever may not change an account says nothing of it; nothing of the row is written by then."""
    alone = {place: pk for place in new if (pk := outcomes[place].pk) and outcomes[place].result == Result.UNCHANGED}
    unwritten = load.unwritten[Account].records
    records = {pk: unwritten.get(pk, {}) for pk in alone.values()}
    writable = writable_ones(Spec(Account), records, load) if alone else None
    for place, pk in alone.items():
        if writable is not None and pk not in writable:
            outcomes[place] = Outcome(Result.REJECTED, pk, MayNotChange())
        elif load.mode == Mode.CREATE:
            outcomes[place] = Outcome(Result.REJECTED, pk, ExistsAlready())
    for place in [place for place in new if outcomes[place].reason is not None]:
        del new[place]


def _write(said: Sequence[tuple[int, Purchasing]], today: date, load: Load) -> None:
    pks = bulk.allocate(AccountEstimate, len(said))
    values = [
        {
            "amount": one.amount,
            "currency": one.currency,
            "source": one.source,
            "on": one.on or today,
            "confidence": one.confidence or str(Confidence.MEDIUM),
        }
        for _account, one in said
    ]
    rows = [
        (pk, account, load.actor.pk, load.act.now, *(of[name] for name in FIELDS))
        for pk, (account, _one), of in zip(pks, said, values, strict=True)
    ]
    bulk.insert(AccountEstimate, COLUMNS, rows)
    load.journal.created(AccountEstimate, pks)
    names = dict(Account.objects.filter(pk__in=[account for account, _one in said]).in_bulk().items())
    trail(
        load.act,
        AccountEstimate,
        AuditAction.CREATED,
        [
            (pk, f"{names[account]} {of['on']}", {name: [None, plain(of[name])] for name in FIELDS}, 1)
            for pk, (account, _one), of in zip(pks, said, values, strict=True)
        ],
    )
