"""What changed at a deal between two days: every way in which it did, and deals at which nothing does.

A deal is compared as it stood at the end of the first day with as it stood at the end of the last. What came and went
in between leaves no trace, and a deal that changed in several ways has several kinds:

    kind       before                   after
    ---------  -----------------------  ----------------------------------------------------------
    NEW        not there                there, not archived
    FORWARD    open                     open, at a later stage of the same pipeline
    BACK       open                     open, at an earlier stage of the same pipeline
    PUSHED     open, with a close date  open, with a later one
    PULLED     open, with a close date  open, with an earlier one
    UP         with an amount           with a larger one in the same currency
    DOWN       with an amount           with a smaller one in the same currency
    WON        not won, or not there    won
    LOST       not lost, or not there   lost
    REOPENED   won, lost or archived    open
    ARCHIVED   not archived             archived
    OTHER      there                    different in what is compared, and none of the kinds above

Amounts are compared where neither side is archived. Invariants: a deal whose two sides are equal has no kind, one whose
sides differ has at least one (unless it stays archived), and of FORWARD and BACK, PUSHED and PULLED, UP and DOWN never
both. Exchanging the two sides exchanges each of these pairs.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

IDLE_AFTER = 14
"""Days without a change after which an open deal is idle, unless one asks for another number."""


class Kind(StrEnum):
    NEW = "new"
    FORWARD = "forward"
    BACK = "back"
    PUSHED = "pushed"
    PULLED = "pulled"
    UP = "up"
    DOWN = "down"
    WON = "won"
    LOST = "lost"
    REOPENED = "reopened"
    ARCHIVED = "archived"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Stood:
    """A deal at the end of a day. status: open, won, lost or archived; place: of its stage in its pipeline."""

    status: str
    pipeline: int
    place: int
    win_rate: Decimal
    amount: Decimal | None
    currency: str
    expected_close: date | None
    owner: int
    account: int | None


def kinds(before: Stood | None, after: Stood | None) -> tuple[Kind, ...]:
    """Every way in which the deal changed, in the order of Kind; None where it did not exist."""
    if after is None:
        return ()
    found = (*_begun(before, after), *_moved(before, after), *_worth(before, after), *_ended(before, after))
    if not found and before is not None and before != after and "archived" not in {before.status, after.status}:
        return (Kind.OTHER,)
    return tuple(sorted(found, key=list(Kind).index))


def is_idle(unchanged_days: int, after: int = IDLE_AFTER) -> bool:
    """Of an open deal: nothing changed for at least so many days."""
    return unchanged_days >= after


def _begun(before: Stood | None, after: Stood) -> list[Kind]:
    return [Kind.NEW] if before is None and after.status != "archived" else []


def _moved(before: Stood | None, after: Stood) -> list[Kind]:
    """Stage and close date, of a deal open on both days."""
    if before is None or {before.status, after.status} != {"open"}:
        return []
    found = []
    if before.pipeline == after.pipeline and before.place != after.place:
        found.append(Kind.FORWARD if after.place > before.place else Kind.BACK)
    then, now = before.expected_close, after.expected_close
    if then and now and then != now:
        found.append(Kind.PUSHED if now > then else Kind.PULLED)
    return found


def _worth(before: Stood | None, after: Stood) -> list[Kind]:
    if before is None or "archived" in {before.status, after.status} or before.currency != after.currency:
        return []
    if before.amount is None or after.amount is None or before.amount == after.amount:
        return []
    return [Kind.UP if after.amount > before.amount else Kind.DOWN]


def _ended(before: Stood | None, after: Stood) -> list[Kind]:
    was = before.status if before else None
    if after.status == was:
        return []
    if after.status == "open":
        return [Kind.REOPENED] if was else []
    if after.status == "archived":
        return [Kind.ARCHIVED] if was else []
    return [Kind(after.status)]
