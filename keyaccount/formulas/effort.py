"""Effort split of a key-account operation: what of its time goes into selling, into managing sales, into support.

Shares are numbers without unit, 0.6 for 60 %; time in hours. Without any time the shares are None, never 0.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from keyaccount.formulas.scorecard import beyond_norm, split


class Effort(StrEnum):
    SELLING = "selling"
    MANAGING = "managing"
    SUPPORT = "support"


Shares = Mapping[Effort, Decimal]
"""The share of the time that each part is meant to take; together they make exactly the whole."""


def shares_of(*percents: int) -> Shares:
    """From percent of selling, managing and support."""
    return MappingProxyType({one: Decimal(part) / 100 for one, part in zip(Effort, percents, strict=True)})


PRESETS: tuple[Shares, ...] = (shares_of(80, 10, 10), shares_of(60, 20, 20), shares_of(40, 30, 30))
USUAL = PRESETS[1]
"""What holds until the workspace chooses."""


@dataclass(frozen=True, slots=True)
class Spent:
    """`share`: of all hours; `beyond`: share − chosen, above 0 where more is spent than meant."""

    hours: Decimal
    share: Decimal | None
    chosen: Decimal
    beyond: Decimal | None


def against(chosen: Shares, hours: Mapping[Effort, Decimal]) -> Mapping[Effort, Spent]:
    """Each part's hours ÷ all hours, beside what was chosen; a part without an entry took no time.

    Invariants, where there is any time: the shares make the whole and what is beyond makes 0 (to 26 significant
    digits); only the proportions of the hours matter. Without any time every share is None.
    """
    spent = {one: hours.get(one, Decimal(0)) for one in Effort}
    shares = split({str(one): amount for one, amount in spent.items()})
    return {one: Spent(spent[one], shares[one], chosen[one], beyond_norm(shares[one], chosen[one])) for one in Effort}
