"""What a funnel brings and costs: velocity, proposal success, acquisition cost, deals that stand too long or slip."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise

from keyaccount.formulas.outcomes import percentile
from keyaccount.kernel.share import share

STUCK_ABOVE = 75
"""A deal is stuck when it stands longer than this percentile of the stays in its stage."""
FEWEST_STAYS = 5
"""How many finished stays a stage needs before one can say what is usual in it."""


@dataclass(frozen=True, slots=True)
class Slips:
    """times: how often the close date was moved out; days: how far, in all (moves in do not count against it)."""

    times: int
    days: int


def velocity(
    count: int, win_rate: Decimal | None, mean_amount: Decimal | None, cycle_days: Decimal | None
) -> Decimal | None:
    """What the funnel brings a day: `count * win rate * mean amount / cycle days`, in the unit of the amount.

    None when a factor is unknown or deals take no time at all. Invariant: twice as many deals, or a cycle half as
    long, bring twice as much.
    """
    if win_rate is None or mean_amount is None or cycle_days is None or cycle_days <= 0:
        return None
    return count * win_rate * mean_amount / cycle_days


def proposal_success(won: int, reached: int) -> Decimal | None:
    """`won / reached`: of the deals that reached the stage of proposals, the share won, 0 to 1; None when none did."""
    return share(won, reached)


def acquisition_cost(cost: Decimal | None, new_customers: int) -> Decimal | None:
    """Selling and marketing cost for each new customer; None when no cost is known or no customer is new."""
    return share(cost, new_customers)


def usual_days(stays: Mapping[int, int]) -> int | None:
    """The days that three quarters of the finished stays did not exceed; None below FEWEST_STAYS of them."""
    return percentile(stays, STUCK_ABOVE) if sum(stays.values()) >= FEWEST_STAYS else None


def is_stuck(days: int, usual: int | None) -> bool:
    """Longer in its stage than usual there. Invariant: at most a quarter of the finished stays were as long as that."""
    return usual is not None and days > usual


def slips(expected: Sequence[date | None]) -> Slips:
    """How often and how far the expected close date moved out, over all dates it had in turn.

    A date set for the first time, taken away or pulled in is no slip. Invariant: days >= times.
    """
    moves = [
        (after - before).days
        for before, after in pairwise(expected)
        if before is not None and after is not None and after > before
    ]
    return Slips(len(moves), sum(moves))
