"""Visits planned against visits made, and when the next one is due. Frequencies are visits a month."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from math import ceil

from keyaccount.formulas.exact import exact

DAYS_A_MONTH = Fraction("365.25") / 12


@dataclass(frozen=True, slots=True)
class Plan:
    """Of one person: how often they are to be visited (None: nobody has said), and the visits made in the period."""

    a_month: Decimal | None
    made: int


@exact
def planned(a_month: Decimal | None, months: int) -> Decimal | None:
    """Visits planned over so many months; None where no frequency is set.

    Invariant: planned over a + b months is planned over a plus planned over b.
    """
    return None if a_month is None else a_month * months


def missing(plans: Iterable[Plan], months: int) -> Decimal | None:
    """Visits that are planned and not made, person by person: a visit too many to one does not stand for another's.

    None where nobody has a frequency. Invariant: between 0 and the sum of what is planned.
    """
    wanted = [(found, plan.made) for plan in plans if (found := planned(plan.a_month, months)) is not None]
    if not wanted:
        return None
    return sum((max(each - made, Decimal(0)) for each, made in wanted), Decimal(0))


def due_on(last: date | None, a_month: Decimal | None, since: date) -> date | None:
    """The last day on which the next visit is still in time: the previous one (or `since`, when they became known)
    plus the mean distance of two visits, in whole days rounded up.

    None where no visits are planned. Invariant: later than the day it is counted from.
    """
    if not a_month:
        return None
    return (last or since) + timedelta(days=ceil(DAYS_A_MONTH / Fraction(a_month)))
