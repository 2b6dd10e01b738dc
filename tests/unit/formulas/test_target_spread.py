"""Splitting a whole into parts: to the cent, none below zero, fixed parts stay; seasons; what a week must bring."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyaccount.formulas.targets import (
    CENT,
    MONTHS,
    YearOfTargets,
    counted_above,
    margin_of,
    months_of,
    needed_per_week,
    off_by,
    seasonal_weights,
    split,
    spread,
    target_of_quarter,
    weeks_left,
)

D = Decimal
WHOLES = st.integers(0, 10**13).map(lambda cents: D(cents).scaleb(-2))
WEIGHTS = st.dictionaries(st.integers(0, 30), st.decimals(0, 10**6, places=3), min_size=1, max_size=14)
YEARS = st.lists(st.dictionaries(st.sampled_from(MONTHS), st.decimals(0, 10**9, places=2)), max_size=4)


def exactly(amounts: object) -> Fraction:
    return sum((Fraction(amount) for amount in amounts), Fraction(0))  # type: ignore[attr-defined]


class TestSplit:
    @pytest.mark.parametrize(
        ("whole", "weights", "parts"),
        [
            ("1000", [1, 1, 1, 1], ["250", "250", "250", "250"]),
            ("100", [1, 1, 1], ["33.34", "33.33", "33.33"]),
            ("0.05", [1, 1, 1, 1], ["0.02", "0.01", "0.01", "0.01"]),
            ("0.02", [1, 1, 1], ["0.01", "0.01", "0"]),
            ("100", [0, 0], ["50", "50"]),
            ("100", [0, 3], ["0", "100"]),
            ("1", [1, 2, 3], ["0.17", "0.33", "0.50"]),
            ("0", [1, 2], ["0", "0"]),
        ],
    )
    def test_worked(self, whole: str, weights: list[int], parts: list[str]) -> None:
        found = split(D(whole), dict(enumerate(map(D, weights))))
        assert list(found.values()) == [D(part) for part in parts]

    def test_counts_are_whole(self) -> None:
        assert list(split(D(10), {"a": D(1), "b": D(1), "c": D(1)}, D(1)).values()) == [4, 3, 3]

    @pytest.mark.parametrize(
        ("whole", "weights"), [(D(-1), {1: D(1)}), (D(1), {}), (D(1), {1: D(-1)}), (D("0.001"), {1: D(1)})]
    )
    def test_refused(self, whole: Decimal, weights: dict[int, Decimal]) -> None:
        with pytest.raises(ValueError, match=r"split|multiple"):
            split(whole, weights)

    @given(WHOLES, WEIGHTS)
    def test_parts_sum_and_lie_within_a_cent_of_their_share(self, whole: Decimal, weights: dict[int, Decimal]) -> None:
        parts = split(whole, weights)
        total = exactly(weights.values())
        assert exactly(parts.values()) == Fraction(whole)
        assert list(parts) == list(weights)
        for key, part in parts.items():
            share = Fraction(weights[key]) / total if total else Fraction(1, len(weights))
            assert part >= 0
            assert abs(Fraction(part) - Fraction(whole) * share) < Fraction(CENT)

    @given(WHOLES, st.integers(1, 40))
    def test_equal_parts_differ_by_a_cent_at_most_and_the_first_get_it(self, whole: Decimal, count: int) -> None:
        parts = list(split(whole, dict.fromkeys(range(count), D(1))).values())
        assert parts == sorted(parts, reverse=True)
        assert parts[0] - parts[-1] <= CENT


class TestSpread:
    def test_open_quarters_take_what_the_past_leaves(self) -> None:
        found = spread(D(1200), {1: D(1), 2: D(1), 3: D(1), 4: D(2)}, {1: D(100), 2: D(200)})
        assert found == {1: D(100), 2: D(200), 3: D(300), 4: D(600)}

    def test_fixed_parts_beyond_the_whole_or_short_of_it_cannot_be_spread(self) -> None:
        assert spread(D(100), {1: D(1), 2: D(1)}, {1: D("100.01")}) is None
        assert spread(D(100), {1: D(1)}, {1: D("99.99")}) is None
        assert spread(D(100), {1: D(1)}, {1: D(100)}) == {1: D(100)}

    @given(WHOLES, WEIGHTS, st.data())
    def test_sums_and_fixed_parts_stay(self, whole: Decimal, weights: dict[int, Decimal], data: st.DataObject) -> None:
        keys = data.draw(st.sets(st.sampled_from(sorted(weights))))
        fixed = {key: data.draw(WHOLES) for key in sorted(keys)}
        found = spread(whole, weights, fixed)
        if found is None:
            kept = exactly(fixed.values())
            assert kept > Fraction(whole) or (len(fixed) == len(weights) and kept != Fraction(whole))
            return
        assert exactly(found.values()) == Fraction(whole)
        assert all(found[key] == amount for key, amount in fixed.items())
        assert all(amount >= 0 for amount in found.values())


class TestYear:
    def test_months_make_a_quarter_and_quarters_the_year(self) -> None:
        year = YearOfTargets(quarters={1: D(10), 2: D(20), 3: D(30)}, months={10: D(1), 11: D(2), 12: D("3.01")})
        assert (year.quarter(4), year.year) == (D("6.01"), D("66.01"))
        assert year.month(12) == D("3.01")
        assert YearOfTargets(months={10: D(1), 11: D(2)}).quarter(4) is None

    def test_differences(self) -> None:
        months = {1: D(1), 2: D(1), 3: D(1)}
        year = YearOfTargets(own=D(50), quarters={1: D(5), 2: D(20), 3: D(30), 4: D(1)}, months=months)
        assert (year.off_by, year.quarter_off_by(1), year.quarter_off_by(2)) == (D(6), D(-2), None)

    @pytest.mark.parametrize("quarter", [1, 2, 3, 4])
    def test_a_quarter_has_three_months_of_the_year(self, quarter: int) -> None:
        assert [(month + 2) // 3 for month in months_of(quarter)] == [quarter] * 3

    @given(st.dictionaries(st.sampled_from(MONTHS), WHOLES), st.sampled_from([1, 2, 3, 4]), st.none() | WHOLES)
    def test_own_or_sum(self, months: dict[int, Decimal], quarter: int, own: Decimal | None) -> None:
        found = target_of_quarter(months, quarter, own)
        if own is not None:
            assert found == own
        elif set(months_of(quarter)) <= set(months):
            assert found is not None
            assert Fraction(found) == exactly(months[month] for month in months_of(quarter))
        else:
            assert found is None

    @given(WHOLES, st.lists(WHOLES, min_size=1))
    def test_the_parts_are_the_whole_and_what_they_are_off_by(self, whole: Decimal, parts: list[Decimal]) -> None:
        found = off_by(whole, [*parts, None])
        assert found is not None
        assert Fraction(whole) + Fraction(found) == exactly(parts)
        assert off_by(None, parts) is off_by(whole, []) is off_by(whole, [None]) is None

    def test_what_a_part_counts_for(self) -> None:
        assert counted_above(D(7), [D(3), D(3)]) == D(7)
        assert counted_above(D(0), [D(3)]) == D(0)
        assert counted_above(None, [D(3), None, D("0.01")]) == D("3.01")
        assert counted_above(None, [None]) is counted_above(None, []) is None


class TestSeason:
    def test_two_years_of_the_same_shape(self) -> None:
        year = {1: D(30), 12: D(70)}
        weights = seasonal_weights([year, {month: 2 * amount for month, amount in year.items()}])
        assert weights is not None
        assert (weights[1], weights[2], weights[12]) == (D("0.3"), D(0), D("0.7"))

    @pytest.mark.parametrize("years", [[], [{1: D(5)}], [{1: D(5)}, {}], [{1: D(5)}, {3: D(0)}]])
    def test_one_year_is_too_little(self, years: list[dict[int, Decimal]]) -> None:
        assert seasonal_weights(years) is None

    @given(YEARS)
    def test_weights_sum_to_one(self, years: list[dict[int, Decimal]]) -> None:
        weights = seasonal_weights(years)
        sold = [year for year in years if sum(year.values()) > 0]
        assert (weights is None) is (len(sold) < 2)
        if weights is not None:
            assert set(weights) == set(MONTHS)
            assert min(weights.values()) >= 0
            assert round(sum(weights.values()), 20) == 1


class TestWeek:
    @pytest.mark.parametrize(("days", "weeks"), [(-3, 0), (0, 0), (1, 1), (7, 1), (8, 2), (42, 6)])
    def test_weeks_left(self, days: int, weeks: int) -> None:
        assert weeks_left(days) == weeks

    @pytest.mark.parametrize(
        ("target", "closed", "weeks", "needed"),
        [("1000", "150", 6, "141.67"), ("1000", "1000", 6, "0"), ("1000", "1200", 6, "0"), ("1000", "0", 1, "1000")],
    )
    def test_needed(self, target: str, closed: str, weeks: int, needed: str) -> None:
        assert needed_per_week(D(target), D(closed), weeks) == D(needed)

    def test_undefined(self) -> None:
        assert needed_per_week(None, D(0), 5) is None
        assert needed_per_week(D(10), D(0), 0) is None
        assert needed_per_week(D(10), None, 5) is None

    @given(WHOLES, WHOLES, st.integers(1, 53))
    def test_times_weeks_is_what_is_missing(self, target: Decimal, closed: Decimal, weeks: int) -> None:
        needed = needed_per_week(target, closed, weeks)
        assert needed is not None
        assert abs(needed * weeks - max(target - closed, D(0))) <= weeks * CENT / 2


class TestMargin:
    @pytest.mark.parametrize(
        ("expected", "cost", "amount", "base", "margin"),
        [
            ("30", None, "100", "100", "30"),
            ("30", "50", "100", "700", "210"),
            (None, "60", "100", "700", "280"),
            (None, "120", "100", "100", "-20"),
            ("0", None, "100", "100", "0"),
            (None, None, "100", "100", None),
            ("30", None, "0", "0", None),
            ("30", None, None, None, None),
            ("30", None, "100", None, None),
        ],
    )
    def test_worked(
        self, expected: str | None, cost: str | None, amount: str | None, base: str | None, margin: str | None
    ) -> None:
        given = (None if text is None else D(text) for text in (expected, cost, amount, base))
        assert margin_of(*given) == (None if margin is None else D(margin))

    @given(WHOLES, WHOLES.filter(bool))
    def test_in_the_base_currency_it_is_the_expected_margin(self, expected: Decimal, amount: Decimal) -> None:
        assert margin_of(expected, None, amount, amount) == expected
