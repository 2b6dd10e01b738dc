"""Key account, lifecycle, loyalty, potential class and the whale curve: worked values and every threshold."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyaccount.formulas.standing import (
    Bond,
    Custom,
    Ground,
    Potential,
    Stage,
    core_count,
    grounds,
    lifecycle,
    loyalty,
    potential_class,
    trend,
    whale,
)

D = Decimal
AMOUNTS = st.integers(0, 10**10).map(lambda cents: Decimal(cents).scaleb(-2))
PROFITS = st.lists(st.integers(-(10**8), 10**8).map(lambda cents: Decimal(cents).scaleb(-2)), min_size=1, max_size=40)


def test_a_key_account_has_its_grounds() -> None:
    limit = D(10_000)
    assert grounds(D(10_000), limit, is_strategic=False) == (Ground.REVENUE,)
    assert grounds(D("9999.99"), limit, is_strategic=False) == ()
    assert grounds(D(0), limit, is_strategic=True) == (Ground.STRATEGIC,)
    assert grounds(D(20_000), limit, is_strategic=True) == (Ground.REVENUE, Ground.STRATEGIC)


@pytest.mark.parametrize(
    ("now", "before", "first", "stage"),
    [
        (0, 0, None, Stage.DEVELOPMENT),
        (100, 0, 0, Stage.GROWTH),
        (100, 100, 729, Stage.GROWTH),  # two years not yet over
        (100, 100, 730, Stage.MATURITY),
        (119, 100, 2000, Stage.MATURITY),
        (120, 100, 2000, Stage.GROWTH),  # a rise by a fifth
        (81, 100, 2000, Stage.MATURITY),
        (80, 100, 2000, Stage.DECLINE),  # a fall by a fifth
        (80, 100, 500, Stage.DECLINE),  # however young
        (0, 100, 2000, Stage.DECLINE),
        (0, 0, 2000, Stage.DECLINE),
        (50, 0, 2000, Stage.GROWTH),  # it came back
    ],
)
def test_lifecycle(now: int, before: int, first: int | None, stage: Stage) -> None:
    assert lifecycle(Custom(D(now), D(before), first=first)) is stage


def test_trend() -> None:
    assert trend(Custom(D(150), D(100))) == D("0.5")
    assert trend(Custom(D(150), D(0))) is None


@pytest.mark.parametrize(
    ("closings", "first", "bond"),
    [
        ((0, 0, 0), None, None),
        ((0, 4, 4), 900, Bond.LOST),
        ((1, 1, 1), 1000, Bond.LOYAL),
        ((9, 9, 0), 700, Bond.REPEAT),
        ((2, 0, 0), 300, Bond.REPEAT),
        ((1, 1, 0), 700, Bond.REPEAT),
        ((1, 0, 5), 1000, Bond.OCCASIONAL),
        ((1, 0, 0), 10, Bond.OCCASIONAL),
    ],
)
def test_loyalty(closings: tuple[int, int, int], first: int | None, bond: Bond | None) -> None:
    assert loyalty(Custom(closings=closings, first=first)) is bond


def test_a_laggard_takes_its_share_and_yields_less() -> None:
    """Of 10 accounts an equal share is a tenth; the two largest are core."""
    tenth, less = D("0.1"), D("0.09")
    assert potential_class(2, 10, effort=D(1), profit=D(0)) is Potential.CORE
    assert potential_class(3, 10, effort=tenth, profit=less) is Potential.LAGGARD
    assert potential_class(3, 10, effort=tenth, profit=tenth) is Potential.GROWTH
    assert potential_class(3, 10, effort=less, profit=less) is Potential.GROWTH


def test_a_class_that_is_not_known_is_not_guessed() -> None:
    assert potential_class(3, 10, effort=None, profit=D(0)) is None
    assert potential_class(3, 10, effort=D(1), profit=None) is None
    assert potential_class(3, 10, effort=None, profit=D("0.1")) is Potential.GROWTH
    assert potential_class(3, 10, effort=D(0), profit=None) is Potential.GROWTH


def test_the_upper_fifth_is_rounded_up() -> None:
    assert [core_count(accounts) for accounts in (0, 1, 5, 6, 85)] == [0, 1, 1, 2, 17]


def test_the_whale_rises_above_the_whole_and_falls_again() -> None:
    found = whale([D(-20), D(60), D(40), D(0), D(20)])
    assert found is not None
    assert (found.cumulated, found.total, found.peak, found.peak_share) == (
        (60, 100, 120, 120, 100),
        100,
        3,
        D("1.2"),
    )


def test_of_a_loss_there_is_no_share() -> None:
    found = whale([D(5), D(-6)])
    assert found is not None
    assert (found.total, found.peak_share) == (-1, None)
    assert whale([]) is None


@given(PROFITS)
def test_whale_invariants(profits: list[Decimal]) -> None:
    found = whale(profits)
    assert found is not None
    rising, falling = found.cumulated[: found.peak], found.cumulated[found.peak - 1 :]
    assert found.cumulated[-1] == found.total == sum(profits)
    assert list(rising) == sorted(rising)
    assert list(falling) == sorted(falling, reverse=True)
    assert found.peak_share is None or found.peak_share >= 1


@given(AMOUNTS, AMOUNTS, st.none() | st.integers(0, 5000), st.integers(1, 1000))
def test_the_unit_does_not_matter(now: Decimal, before: Decimal, first: int | None, unit: int) -> None:
    assert lifecycle(Custom(now, before, first=first)) is lifecycle(Custom(now * unit, before * unit, first=first))
