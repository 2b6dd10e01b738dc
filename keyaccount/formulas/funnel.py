"""The funnel table: per stage the count, the total amount and the weighted amount of the open opportunities.

SQL groups the opportunities into cells (one stage, one win rate, one currency); `funnel` converts and adds them up.
Nothing is rounded and nothing is dropped, so for any cells and rates

    sum of the rows                            = the totals               (count, amount and weighted)
    totals' count + count kept aside           = count of all cells

Amounts of the table are in the base currency, amounts of the cells kept aside in their own.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from keyaccount.formulas.converted import Converted
from keyaccount.formulas.exact import exact

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class FunnelCell:
    """`count` opportunities of one stage, win rate (share, 0 to 1) and currency, `amount` in all in that currency."""

    stage: Hashable
    win_rate: Decimal
    currency: str
    count: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class FunnelRow:
    """One stage. `win_rate` is the rate that all its opportunities share; None if they differ or there are none."""

    stage: Hashable
    count: int
    amount: Decimal
    weighted: Decimal
    win_rate: Decimal | None


@dataclass(frozen=True, slots=True)
class Funnel:
    """The rows in the order of the stages, their totals, and the cells whose currency has no rate."""

    rows: tuple[FunnelRow, ...]
    count: int
    amount: Decimal
    weighted: Decimal
    unconvertible: tuple[FunnelCell, ...]

    @property
    def unconvertible_count(self) -> int:
        """How many opportunities are in no row because their currency has no rate."""
        return sum(cell.count for cell in self.unconvertible)

    @property
    def known_amount(self) -> Decimal | None:
        """None where there are opportunities and none could be converted: not known is not zero."""
        return self._known(self.amount)

    @property
    def known_weighted(self) -> Decimal | None:
        """As `known_amount`, weighted."""
        return self._known(self.weighted)

    def _known(self, amount: Decimal) -> Decimal | None:
        return Converted(amount, self.count + self.unconvertible_count, self.unconvertible_count).value


@exact
def weighted_amount(amount: Decimal, win_rate: Decimal) -> Decimal:
    """What an amount is worth in a forecast: `amount * win_rate`, in the currency of the amount."""
    return amount * win_rate


@exact
def funnel(cells: Iterable[FunnelCell], rates: Mapping[str, Decimal | None], stages: Sequence[Hashable]) -> Funnel:
    """The funnel table of `cells`: one row for every stage, in the given order, empty ones too.

    `rates[currency]` is the base-currency value of 1 unit of that currency (base currency -> 1). Cells without a rate
    are kept aside, never dropped. A stage that only the cells name gets its row after the listed ones.
    """
    by_stage: dict[Hashable, list[FunnelCell]] = {stage: [] for stage in stages}
    aside: list[FunnelCell] = []
    factors: dict[str, Decimal] = {currency: rate for currency, rate in rates.items() if rate is not None}
    for cell in cells:
        if cell.currency in factors:
            by_stage.setdefault(cell.stage, []).append(cell)
        else:
            aside.append(cell)
    rows = tuple(_row(stage, members, factors) for stage, members in by_stage.items())
    return Funnel(
        rows=rows,
        count=sum(row.count for row in rows),
        amount=sum((row.amount for row in rows), ZERO),
        weighted=sum((row.weighted for row in rows), ZERO),
        unconvertible=tuple(aside),
    )


def _row(stage: Hashable, cells: Sequence[FunnelCell], rates: Mapping[str, Decimal]) -> FunnelRow:
    converted = [(cell.amount * rates[cell.currency], cell.win_rate) for cell in cells]
    win_rates = {cell.win_rate for cell in cells if cell.count}
    return FunnelRow(
        stage=stage,
        count=sum(cell.count for cell in cells),
        amount=sum((amount for amount, _ in converted), ZERO),
        weighted=sum((weighted_amount(amount, win_rate) for amount, win_rate in converted), ZERO),
        win_rate=win_rates.pop() if len(win_rates) == 1 else None,
    )
