"""White space: the five states, the sum over empty cells, and how long a product is in use."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyaccount.formulas.white_space import Cell, Space, WhiteSpace, cell_state, in_use_since, white_space

SAID = st.sampled_from([None, Cell.RIVAL, Cell.EMPTY, Cell.UNFIT])
AMOUNTS = st.none() | st.integers(0, 10**12).map(lambda cents: Decimal(cents).scaleb(-2))
SPACES = st.lists(st.builds(Space, st.sampled_from(Cell), AMOUNTS), max_size=40)


@pytest.mark.parametrize(
    ("in_use", "has_open", "said", "state"),
    [
        (True, True, Cell.RIVAL, Cell.IN_USE),
        (False, True, Cell.UNFIT, Cell.OPEN),
        (False, False, Cell.RIVAL, Cell.RIVAL),
        (False, False, Cell.UNFIT, Cell.UNFIT),
        (False, False, Cell.EMPTY, Cell.EMPTY),
        (False, False, None, Cell.EMPTY),
    ],
)
def test_what_happened_comes_before_what_was_said(in_use: bool, has_open: bool, said: Cell | None, state: Cell) -> None:
    assert cell_state(in_use=in_use, has_open=has_open, said=said) is state


def test_only_empty_cells_count() -> None:
    cells = [Space(Cell.EMPTY, Decimal(36)), Space(Cell.EMPTY), Space(Cell.RIVAL, Decimal(99)), Space(Cell.IN_USE)]
    assert white_space(cells) == WhiteSpace(Decimal(36), empty=2, unknown=1)


def test_what_nobody_estimated_is_not_zero() -> None:
    assert white_space([Space(Cell.EMPTY)]).amount is white_space([]).amount is None
    assert white_space([Space(Cell.EMPTY, Decimal(0))]).amount == 0


@given(st.booleans(), st.booleans(), SAID)
def test_exactly_one_state_and_an_open_deal_is_never_empty(in_use: bool, has_open: bool, said: Cell | None) -> None:
    found = cell_state(in_use=in_use, has_open=has_open, said=said)
    assert found in Cell
    assert not (has_open and found is Cell.EMPTY)


@given(SPACES, SPACES)
def test_two_sets_together_have_the_sum(one: list[Space], other: list[Space]) -> None:
    both, first, second = white_space(one + other), white_space(one), white_space(other)
    assert both.amount == first.amount if second.amount is None else (first.amount or 0) + second.amount == both.amount
    assert (both.empty, both.unknown) == (first.empty + second.empty, first.unknown + second.unknown)
    assert white_space([cell for cell in one if cell.state is Cell.EMPTY]) == first


@pytest.mark.parametrize(
    ("day", "months", "since"),
    [
        (date(2026, 11, 19), 24, date(2024, 11, 19)),
        (date(2026, 3, 31), 1, date(2026, 2, 28)),
        (date(2024, 3, 31), 1, date(2024, 2, 29)),
        (date(2026, 1, 15), 1, date(2025, 12, 15)),
    ],
)
def test_so_many_months_before(day: date, months: int, since: date) -> None:
    assert in_use_since(day, months) == since


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.integers(1, 120))
def test_more_months_are_never_later(day: date, months: int) -> None:
    assert in_use_since(day, months + 1) <= in_use_since(day, months) < day
