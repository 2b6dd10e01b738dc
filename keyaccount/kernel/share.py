"""Shares: a part of a whole as a number without unit, 0.5 for a half. None is not zero."""

from decimal import ROUND_HALF_EVEN, Decimal

BASIS = 10000
"""Basis points in a whole: shares are stored as whole basis points, 5148 for 51.48 %."""


def share(part: Decimal | int | None, whole: Decimal | int | None) -> Decimal | None:
    """`part / whole`, both in the same unit; None when either is unknown or the whole is 0.

    Invariant: where defined, share * whole gives back the part to 27 significant digits.
    """
    if part is None or whole is None or whole == 0:
        return None
    return Decimal(1) * part / whole  # a Decimal from the start, so two counts divide exactly and a float is refused


def as_percent(share: Decimal, places: int = 2) -> Decimal:
    """A share in percent, rounded half to even: `as_percent(Decimal("0.5148"))` is 51.48."""
    return (share * 100).quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN)
