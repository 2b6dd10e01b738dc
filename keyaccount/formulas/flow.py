"""Pipeline flow: why the weighted pipeline of a period stands where it stands, between two dates.

A deal is *counted* at a date when it is open, in the scope (the owner's, the team's ...) and expected to close in the
period; it then weighs `w = amount * exchange rate * win rate`, in the base currency. Every deal explains its own
change from w before (w0) to w after (w1), and the bars of the waterfall are the sums over the deals:

    opening + new + reopened + stage_up + stage_down + amount_up + amount_down + pulled_in + pushed_out
            + joined + left + won + lost + archived + exchange  =  closing            exactly, nothing rounded

Bars are signed: what leaves is negative. A deal has one cause (`cause`), read from this table; of several possible
ones, scope goes before status and status before date, for a deal that another team wins or loses is not our doing:

    before              after               cause        adds
    ------------------  ------------------  -----------  ------------------------------------------------------------
    not there           counted             NEW          + w1
    not in scope        counted             JOINED       + w1   (its owner or team moved in)
    not open            counted             REOPENED     + w1   (was won, lost or archived)
    not in the period   counted             PULLED_IN    + w1   (its date moved into the period, from either side)
    counted             counted             STAYED       stage, amount and exchange effects, w1 - w0 in all
    counted             not there           ARCHIVED     - w0
    counted             not in scope        LEFT         - w0   (its owner or team moved out)
    counted             won                 WON          - w0
    counted             lost                LOST         - w0
    counted             otherwise not open  ARCHIVED     - w0
    counted             not in the period   PUSHED_OUT   - w0   (its date moved out of the period, to either side)
    anything else       anything else       NONE         nothing: a deal that is new and already closed, one that
                                                         came and went between the two dates, one that was never ours

A deal counted at both ends (amount a, exchange rate x, win rate r) splits its change one factor after the other:
stage a0 x0 (r1 - r0), then amount (a1 - a0) x0 r1, then exchange a1 (x1 - x0) r1. When its currency changed, the
amounts cannot be compared in either one: amount takes (a1 x1 - a0 x0) r1 and exchange nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from enum import Enum

from keyaccount.formulas.exact import exact

STEPS: tuple[str, ...] = (
    "new",
    "reopened",
    "stage_up",
    "stage_down",
    "amount_up",
    "amount_down",
    "pulled_in",
    "pushed_out",
    "joined",
    "left",
    "won",
    "lost",
    "archived",
    "exchange",
)
"""The bars between opening and closing, in the order in which they are drawn."""

ZERO = Decimal(0)


class Cause(Enum):
    """Why a deal's weight changed. The value is the key of its bar; STAYED spreads over several bars, NONE has none."""

    NONE = "none"
    STAYED = "stayed"
    NEW = "new"
    REOPENED = "reopened"
    PULLED_IN = "pulled_in"
    PUSHED_OUT = "pushed_out"
    JOINED = "joined"
    LEFT = "left"
    WON = "won"
    LOST = "lost"
    ARCHIVED = "archived"


@dataclass(frozen=True, slots=True)
class DealAt:
    """A deal at one date. Open, won and lost exclude each other; none of them means archived.

    `amount` is in `currency`, `rate` the base-currency value of 1 unit of it, `win_rate` a share from 0 to 1.
    `counted` must say the same as open, `in_scope` and `in_period` together. A deal whose currency has no rate cannot
    be weighed: keep it aside and name it.
    """

    open: bool
    won: bool
    lost: bool
    counted: bool
    amount: Decimal
    rate: Decimal
    currency: str
    win_rate: Decimal
    in_scope: bool
    in_period: bool

    def __post_init__(self) -> None:
        if self.open + self.won + self.lost > 1:
            raise ValueError("a deal is open, won, lost or archived: one of them at a time")
        if self.counted != (self.open and self.in_scope and self.in_period):
            raise ValueError("a deal counts exactly when it is open, in the scope and expected in the period")

    @property
    @exact
    def worth(self) -> Decimal:
        """Its amount in the base currency."""
        return self.amount * self.rate

    @property
    @exact
    def weight(self) -> Decimal:
        """What it adds to the weighted pipeline, in the base currency: 0 unless it is counted."""
        return self.worth * self.win_rate if self.counted else ZERO


@dataclass(frozen=True, slots=True)
class Change:
    """One deal at the two dates; None where it did not exist (yet, or any more)."""

    before: DealAt | None
    after: DealAt | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowBars:
    """The bars of the waterfall, in the base currency and signed: `opening + sum of STEPS = closing`."""

    opening: Decimal
    new: Decimal
    reopened: Decimal
    stage_up: Decimal
    stage_down: Decimal
    amount_up: Decimal
    amount_down: Decimal
    pulled_in: Decimal
    pushed_out: Decimal
    joined: Decimal
    left: Decimal
    won: Decimal
    lost: Decimal
    archived: Decimal
    exchange: Decimal
    closing: Decimal

    def items(self) -> tuple[tuple[str, Decimal], ...]:
        """Every bar with its key, in the order in which they are drawn, opening first and closing last."""
        return tuple((field.name, getattr(self, field.name)) for field in fields(self))


def cause(change: Change) -> Cause:
    """The one reason for what happened to a deal, by the table at the top of this module."""
    before, after = change.before, change.after
    was_counted = before is not None and before.counted
    is_counted = after is not None and after.counted
    if was_counted and is_counted:
        return Cause.STAYED
    if is_counted:
        return _cause_of_entry(before)
    if was_counted:
        return _cause_of_exit(after)
    return Cause.NONE


@exact
def decompose(change: Change) -> Mapping[str, Decimal]:
    """What one deal adds to which bars (key -> signed amount in the base currency).

    Invariant: the values sum exactly to its weight after minus its weight before. A deal that came or went names its
    bar even if it weighed 0, so that it is listed there; one that stayed names only the bars it moved.

    Deals that are the same but for their amounts, all in one direction and none or all of them 0, name the same bars,
    and what they add up to is what one deal with their summed amounts adds: who has many may add them up before.
    """
    before, after = change.before, change.after
    why = cause(change)
    if why is Cause.NONE:
        return {}
    if before is not None and after is not None and why is Cause.STAYED:
        return _effects(before, after)
    return {why.value: _weight(after) - _weight(before)}


@exact
def flow(
    changes: Iterable[Change],
    unchanged_opening: Decimal = ZERO,
    unchanged_exchange: Decimal = ZERO,
) -> FlowBars:
    """The bars over all deals: those that changed one by one, the rest as two sums.

    `unchanged_opening` is the opening weight of the counted deals that kept stage, amount, currency, date, scope and
    status, `unchanged_exchange` what exchange rates alone did to them. Invariant: opening + steps = closing exactly,
    where closing is added up from the deals as they stand at the end, not from the steps.
    """
    opening, closing = unchanged_opening, unchanged_opening + unchanged_exchange
    steps = dict.fromkeys(STEPS, ZERO)
    steps["exchange"] = unchanged_exchange
    for change in changes:
        opening += _weight(change.before)
        closing += _weight(change.after)
        for bar, amount in decompose(change).items():
            steps[bar] += amount
    return FlowBars(opening=opening, closing=closing, **steps)


def _cause_of_entry(before: DealAt | None) -> Cause:
    if before is None:
        return Cause.NEW
    if not before.in_scope:
        return Cause.JOINED
    return Cause.PULLED_IN if before.open else Cause.REOPENED


def _cause_of_exit(after: DealAt | None) -> Cause:
    if after is None:
        return Cause.ARCHIVED
    if not after.in_scope:
        return Cause.LEFT
    if after.open:
        return Cause.PUSHED_OUT
    if after.won:
        return Cause.WON
    return Cause.LOST if after.lost else Cause.ARCHIVED


def _effects(before: DealAt, after: DealAt) -> dict[str, Decimal]:
    """The change of a deal counted at both ends, without the bars it did not move."""
    stage = before.worth * (after.win_rate - before.win_rate)
    if before.currency == after.currency:
        amount = (after.amount - before.amount) * before.rate * after.win_rate
        exchange = after.amount * (after.rate - before.rate) * after.win_rate
    else:
        amount = (after.worth - before.worth) * after.win_rate
        exchange = ZERO
    effects = {
        "stage_up" if stage > 0 else "stage_down": stage,
        "amount_up" if amount > 0 else "amount_down": amount,
        "exchange": exchange,
    }
    return {bar: effect for bar, effect in effects.items() if effect}


def _weight(deal: DealAt | None) -> Decimal:
    return ZERO if deal is None else deal.weight
