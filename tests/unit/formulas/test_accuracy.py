"""How far predictions were off: worked values, boundaries, and what holds for any."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from keyaccount.formulas.accuracy import Judged, best, bias, brier, calibration_error, interval_coverage, wape

AMOUNTS = st.decimals(-(10**9), 10**9, places=2)
JUDGED = st.lists(st.builds(Judged, AMOUNTS, AMOUNTS, AMOUNTS, AMOUNTS), max_size=30)
CHANCES = st.lists(st.tuples(st.decimals(0, 1, places=4), st.booleans()), max_size=60)


def judged(*pairs: tuple[int, int]) -> list[Judged]:
    return [Judged(Decimal(said), Decimal(came)) for said, came in pairs]


def test_worked_example() -> None:
    """Said 100, 120, 80; came 90, 150, 80: 40 off of 320, and 20 too little in all."""
    three = judged((100, 90), (120, 150), (80, 80))
    assert wape(three) == Decimal("0.125")
    assert bias(three) == Decimal("-0.0625")


def test_nothing_that_came_has_no_error() -> None:
    assert wape([]) is bias([]) is None
    assert wape(judged((5, 0))) is bias(judged((5, 0))) is None
    assert interval_coverage(judged((5, 5))) is None
    assert brier([]) is calibration_error([]) is None


def test_the_ends_of_an_interval_belong_to_it() -> None:
    def between(low: int, high: int) -> Judged:
        return Judged(Decimal(5), Decimal(10), Decimal(low), Decimal(high))

    assert [between(10, 12).is_inside, between(8, 10).is_inside, between(11, 12).is_inside] == [True, True, False]
    assert interval_coverage([between(10, 12), between(11, 12), Judged(Decimal(1), Decimal(1))]) == Decimal("0.5")


def test_brier_and_calibration_of_two_bins() -> None:
    """Twice 0.2 of which one came true, twice 0.8 of which both did: |0.4 − 1| + |1.6 − 2| over four."""
    said = [
        (Decimal("0.2"), True),
        (Decimal("0.2"), False),
        (Decimal("0.8"), True),
        (Decimal("0.8"), True),
    ]
    assert brier(said) == Decimal("0.19")
    assert calibration_error(said) == Decimal("0.25")
    assert calibration_error([(Decimal(1), True), (Decimal(0), False)]) == 0


def test_all_are_compared_on_the_same_periods() -> None:
    came = {month: Decimal(100) for month in range(6)}
    steady = {month: Decimal(90) for month in range(6)}
    shy = {month: Decimal(100) for month in range(2)}
    bold = {month: Decimal(60 if month == 5 else 99) for month in range(6)}
    assert best({"steady": steady, "shy": shy, "bold": bold}, came, 6) == ("bold", list(range(6)))
    assert best({"steady": steady, "bold": bold}, came, 7) == (None, [])
    assert best({}, came, 1) == (None, [])
    assert best({"a": steady, "b": steady}, came, 6)[0] == "a"


@given(JUDGED)
def test_bias_is_never_larger_than_the_error(found: list[Judged]) -> None:
    error, lean = wape(found), bias(found)
    if error is None or lean is None:
        assert error is lean is None
    else:
        assert abs(lean) <= error
        assert (error == 0) == all(one.said == one.came for one in found)


@given(JUDGED)
def test_the_unit_does_not_matter(found: list[Judged]) -> None:
    assert wape(found) == wape(Judged(one.said * 10, one.came * 10) for one in found)


@given(CHANCES)
def test_errors_of_chances_lie_between_0_and_1(found: list[tuple[Decimal, bool]]) -> None:
    for error in (brier(found), calibration_error(found)):
        assert error is None if not found else error is not None and 0 <= error <= 1


@given(st.dictionaries(st.sampled_from("abcd"), st.dictionaries(st.integers(0, 8), AMOUNTS)), st.integers(1, 4))
def test_nobody_who_takes_part_is_better_than_the_best(said: dict[str, dict[int, Decimal]], at_least: int) -> None:
    came = {month: Decimal(month + 1) for month in range(9)}
    name, shared = best(said, came, at_least)
    if name is None:
        return
    errors = {
        other: wape(Judged(each[month], came[month]) for month in shared)
        for other, each in said.items()
        if len(each) >= at_least
    }
    assert min(error for error in errors.values() if error is not None) == errors[name]
