"""The spread of a sum of deals of which each is won or not: drawn many times, always from the same seed."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import numpy as np
import numpy.typing as npt

from keyaccount.formulas.forecasting.interface import CERTAINTY

Floats = npt.NDArray[np.float64]
DRAWS = 2000
CHUNK = 1000
SEED = 20070507
CENT = Decimal("0.01")


def sums_of_deals(amounts: Floats, chances: Floats, seed: int = SEED) -> Floats:
    """DRAWS possible sums: each deal comes with its chance, independently of the others.

    Invariant: the same amounts, chances and seed give the same sums; none is below 0 or above the sum of all amounts.
    """
    chance = np.random.default_rng(seed)
    total = np.zeros(DRAWS)
    for start in range(0, len(amounts), CHUNK):
        some = slice(start, start + CHUNK)
        came = chance.random((DRAWS, len(amounts[some]))) < chances[some]
        total += came @ amounts[some]
    return total


def drawn_from(past: Sequence[float], seed: int = SEED) -> Floats:
    """DRAWS values of the past, each as likely as the other; nothing where there is no past."""
    if not past:
        return np.zeros(DRAWS)
    return np.random.default_rng(seed + 1).choice(np.asarray(past, dtype=float), DRAWS)


def interval(sums: Floats) -> tuple[Decimal, Decimal]:
    """The middle 80 % of the sums, to the cent."""
    tail = float((1 - CERTAINTY) / 2)
    low, high = np.quantile(sums, [tail, 1 - tail])
    return money(low), money(high)


def money(amount: float) -> Decimal:
    return Decimal(float(amount)).quantize(CENT)
