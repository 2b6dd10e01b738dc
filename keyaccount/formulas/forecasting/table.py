"""A table of features: one row for a deal as it was known at one moment, numbers and kinds by column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Texts = npt.NDArray[np.object_]


@dataclass(frozen=True, slots=True)
class Table:
    """deals: ids; moments: seconds since 1970; numbers: not-a-number where unknown; kinds: "" where unknown."""

    deals: Whole
    moments: Floats
    numbers: Mapping[str, Floats]
    kinds: Mapping[str, Texts]

    def __len__(self) -> int:
        return len(self.deals)

    def rows(self, chosen: Flags | Whole) -> Table:
        return Table(
            self.deals[chosen],
            self.moments[chosen],
            {name: column[chosen] for name, column in self.numbers.items()},
            {name: column[chosen] for name, column in self.kinds.items()},
        )

    def without(self, name: str, typical: float | str) -> Table:
        """The same with one column at its typical value, to see what that column does."""
        if name in self.numbers:
            return replace(self, numbers={**self.numbers, name: np.full(len(self), typical, dtype=float)})
        return replace(self, kinds={**self.kinds, name: np.full(len(self), typical, dtype=object)})


def some_deals(deals: Whole, most: int) -> Flags:
    """About `most` of the rows where there are more, else all: every row of a deal or none, the same in every run.

    Invariant: a row that is chosen stays chosen when more are allowed.
    """
    places = deals * 2654435761 % 2**32 / 2**32
    return places * len(deals) < most


def joined(tables: Sequence[Table]) -> Table:
    """One below the other; all have the same columns."""
    first = tables[0]
    return Table(
        np.concatenate([each.deals for each in tables]),
        np.concatenate([each.moments for each in tables]),
        {name: np.concatenate([each.numbers[name] for each in tables]) for name in first.numbers},
        {name: np.concatenate([each.kinds[name] for each in tables]) for name in first.kinds},
    )
