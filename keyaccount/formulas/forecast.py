"""Coverage, progress and gap: what is closed (C) and what is expected (W) against the target (T) of a period.

W is the weighted amount of the opportunities open at a moment and expected to close in the period; C is what closed
in the period up to that moment, in the funnel and off it. A deal is in W or in C, never in both. C, W and T are
amounts in one currency; coverage and progress are shares (1 = 100 %), None when there is no target or it is 0.
"""

from decimal import Decimal

from keyaccount.kernel.share import share


def coverage(closed: Decimal, weighted: Decimal, target: Decimal | None) -> Decimal | None:
    """Forecast coverage `(C + W) / T`: are there enough opportunities to reach the target?

    Invariant: coverage * T = T - gap.
    """
    return share(closed + weighted, target)


def progress(
    weighted_now: Decimal,
    weighted_before: Decimal,
    closed_now: Decimal,
    closed_before: Decimal,
    target: Decimal | None,
) -> Decimal | None:
    """Sales progress `((W now - W before) + (C now - C before)) / T`: how fast do deals flow down the funnel?

    "Before" is a week earlier as a rule, and T the target of the quarter. Invariant: progress = coverage now -
    coverage before. A deal of amount a that closes from the 80 % stage leaves W with 0.8 a and enters C with a, so it
    adds the 20 % that were still uncertain.
    """
    return share((weighted_now - weighted_before) + (closed_now - closed_before), target)


def gap(target: Decimal | None, closed: Decimal, weighted: Decimal) -> Decimal | None:
    """What is still missing to the target, `T - C - W`; negative when more is in sight than asked; None without T."""
    return None if target is None else target - closed - weighted
