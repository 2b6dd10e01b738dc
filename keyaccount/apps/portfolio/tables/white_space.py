"""The white space as a table: a row a business unit (or an account), a column a product."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from keyaccount.apps.accounts.models import Account, BusinessUnit
from keyaccount.apps.pipeline.models import Product
from keyaccount.apps.portfolio.queries.white_space import CellSeen, Place, in_base
from keyaccount.formulas.white_space import Cell, Space, white_space

BEST_FIRST = (Cell.OPEN, Cell.EMPTY, Cell.IN_USE, Cell.RIVAL, Cell.UNFIT)
Rates = Mapping[str, Decimal | None]


@dataclass(frozen=True, slots=True)
class Row:
    """unit None: the account as a whole."""

    unit: BusinessUnit | None
    cells: Sequence[CellSeen]


def rows_of(units: Sequence[BusinessUnit], cells: Mapping[Place, CellSeen], account: Account) -> list[Row]:
    by_unit: dict[int, list[CellSeen]] = {}
    for place, cell in cells.items():
        if place.account == account.pk:
            by_unit.setdefault(place.unit, []).append(cell)
    named = {unit.pk: unit for unit in units}
    return [Row(named.get(unit), row) for unit, row in by_unit.items()]


@dataclass(frozen=True, slots=True)
class Summary:
    """A product over all units of an account: the state that asks for most, and what its empty cells are worth."""

    state: Cell
    amount: Decimal | None


@dataclass(frozen=True, slots=True)
class AccountRow:
    account: Account
    summaries: Sequence[Summary]


def accounts_of(
    accounts: Sequence[Account], products: Sequence[Product], cells: Mapping[Place, CellSeen], rates: Rates
) -> list[AccountRow]:
    grouped: dict[tuple[int, int], list[CellSeen]] = {}
    for place, cell in cells.items():
        grouped.setdefault((place.account, place.product), []).append(cell)
    return [
        AccountRow(account, [_summary(grouped[account.pk, product.pk], rates) for product in products])
        for account in accounts
    ]


def _summary(cells: Sequence[CellSeen], rates: Rates) -> Summary:
    found = {cell.state for cell in cells}
    spaces = [Space(cell.state, _base(cell, rates)) for cell in cells]
    return Summary(next(state for state in BEST_FIRST if state in found), white_space(spaces).amount)


def _base(cell: CellSeen, rates: Rates) -> Decimal | None:
    return in_base(cell.amount, rates.get(cell.entry.currency)) if cell.entry is not None else None
