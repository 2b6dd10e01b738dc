"""What the methods find in histories of known shape. Many more seeds: `make bench-models`."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial

import numpy as np
import pytest

from keyaccount.formulas.forecasting import learned, regression, trend, weighted
from keyaccount.formulas.forecasting.interface import (
    WEEKDAYS,
    Decided,
    History,
    Lack,
    OpenDeal,
    Prediction,
    TooLittle,
    at_least,
    share_left,
)
from keyaccount.formulas.forecasting.past import first_of
from keyaccount.formulas.forecasting.simulation import drawn_from, interval, sums_of_deals
from keyaccount.formulas.forecasting.table import Table
from tests.unit.formulas.forecasting import generated
from tests.unit.formulas.forecasting.generated import coverage, driven, history, pipeline

SEEDS = range(250)


def said(method: object, known: History, ahead: int = 0) -> Prediction:
    fitted = method(known)  # type: ignore[operator]
    found = fitted.predict(first_of(generated.FIRST + len(known.complete) + ahead))
    assert isinstance(found, Prediction)
    return found


# ── Trend ──
@pytest.mark.parametrize("shape", [generated.trend, generated.season, generated.trend_and_season])
def test_trend_and_season_are_recovered(shape: generated.Shape) -> None:
    """Within 5 % of the true shape, from four years with little noise, this month and two months on."""
    known, _came = history(shape, known=48, spread=20, seed=1)
    for ahead in range(3):
        assert float(said(trend.fit, known, ahead).value) == pytest.approx(shape(48 + ahead), rel=0.05)


def test_a_prediction_says_level_trend_and_season_and_they_sum() -> None:
    known, _came = history(generated.trend_and_season, known=48, spread=20, seed=2)
    found = said(trend.fit, known)
    effects = {reason.code: reason.effect or Decimal(0) for reason in found.reasons}
    assert list(effects) == ["level", "trend", "season"]
    assert abs(sum(effects.values()) - found.value) <= Decimal("0.02")


def test_too_few_months_get_a_sentence_and_no_number() -> None:
    few, _came = history(generated.trend, known=5, spread=1, seed=1)
    assert trend.fit(few) == TooLittle(Lack.MONTHS, 5, 6)
    enough, _came = history(generated.trend, known=6, spread=1, seed=1)
    assert isinstance(said(trend.fit, enough), Prediction)
    short, _came = history(generated.trend, known=16, spread=1, seed=1)
    assert regression.fit(short) == TooLittle(Lack.MONTHS, 16, 17)


def test_the_season_needs_two_whole_years() -> None:
    almost, _came = history(generated.season, known=23, spread=5, seed=1)
    whole, _came = history(generated.season, known=24, spread=5, seed=1)
    assert [reason.code for reason in said(trend.fit, almost).reasons] == ["level", "trend"]
    assert [reason.code for reason in said(trend.fit, whole).reasons] == ["level", "trend", "season"]


@pytest.mark.parametrize(("shape", "known"), [(generated.trend, 36), (generated.season, 48)])
def test_intervals_of_the_trend_hold_four_in_five(shape: generated.Shape, known: int) -> None:
    assert 0.75 <= coverage(trend.fit, partial(history, shape, known, 80.0), range(40)) <= 0.85


# ── Regression ──
def test_drivers_are_recovered_and_told() -> None:
    known, _came = driven(known=60, seed=3)
    found = said(regression.fit, known)
    month = known.months[-1]
    true = 40 * month.workdays[0] + 0.8 * float(month.expected[0])
    assert float(found.value) == pytest.approx(true, rel=0.08)
    assert {reason.code for reason in found.reasons} == {"usual", *regression.DRIVERS}
    assert abs(sum(reason.effect or Decimal(0) for reason in found.reasons) - found.value) <= Decimal("0.05")


def test_of_a_year_whose_holidays_nobody_knows_it_says_that_weekdays_were_counted() -> None:
    known, _came = driven(known=35, seed=3)
    told = {}
    for year in (2020, 2090):
        first = date(year, 1, 1)
        moved = replace(known, until=first, months=[*known.months[:-1], replace(known.months[-1], first=first)])
        fitted = regression.fit(moved)
        assert isinstance(fitted, regression.Regressed)
        said = fitted.predict(first)
        assert isinstance(said, Prediction)
        told[year] = {reason.code: reason.about for reason in said.reasons}
    assert (told[2020]["workdays"], told[2090]["workdays"]) == ("", WEEKDAYS)
    assert set(told[2090].values()) == {"", WEEKDAYS}


def test_intervals_of_the_regression_hold_four_in_five() -> None:
    assert 0.75 <= coverage(regression.fit, partial(driven, 36), SEEDS) <= 0.85


# ── Weighted pipeline ──
def test_weighted_is_closed_and_amount_times_rate() -> None:
    month = first_of(600)
    deals = [
        OpenDeal(1, Decimal("0.2"), Decimal(1000), month),
        OpenDeal(2, Decimal("0.5"), Decimal(300), month),
        OpenDeal(2, Decimal("0.5"), Decimal(900), first_of(601)),
        OpenDeal(1, Decimal("0.2"), Decimal(70), None),
    ]
    known = History(date(2020, 1, 10), [generated._month(0, None)], deals, {1: Decided(3, 1)}, {month: Decimal(40)})
    found = said(weighted.fit_by_hand, known)
    assert found.value == Decimal("390.00")
    assert [(reason.code, reason.effect, reason.about) for reason in found.reasons] == [
        ("closed", Decimal(40), ""),
        ("stage", Decimal("200.00"), "1"),
        ("stage", Decimal("150.00"), "2"),
    ]
    assert found.low == 40
    measured = said(weighted.fit_measured, known)
    assert measured.value == (40 + 1000 * Decimal(7) / 24 + 150).quantize(Decimal("0.01"))


def test_nothing_open_or_nothing_decided_gets_no_number() -> None:
    bare = History(date(2019, 12, 31), [generated._month(0, None)])
    assert weighted.fit_by_hand(bare) == TooLittle(Lack.OPEN_DEALS, 0, 1)
    undecided = replace(bare, open_deals=[OpenDeal(1, Decimal("0.2"), Decimal(10), first_of(600))])
    assert weighted.fit_measured(undecided) == TooLittle(Lack.CLOSED_DEALS, 0, 1)


def test_intervals_of_the_pipeline_hold_four_in_five() -> None:
    assert 0.75 <= coverage(weighted.fit_by_hand, partial(pipeline, 60), SEEDS) <= 0.85


# ── Simulation ──
def test_the_same_seed_draws_the_same_sums_within_bounds() -> None:
    amounts, chances = np.array([10.0, 20.0, 30.0] * 700), np.array([0.1, 0.5, 1.0] * 700)
    sums = sums_of_deals(amounts, chances)
    assert (sums == sums_of_deals(amounts, chances)).all()
    assert sums.min() >= 30 * 700
    assert sums.max() <= amounts.sum()
    assert sums.mean() == pytest.approx(float(amounts @ chances), rel=0.01)
    assert interval(np.full(5, 7.0)) == (7, 7)
    assert not drawn_from([]).any()


# ── Learning ──
def deals(count: int, seed: int = 1) -> tuple[Table, np.ndarray]:
    """Won with 60 % in one industry and 10 % in the other; the amount says nothing."""
    chance = np.random.default_rng(seed)
    industry = np.where(chance.random(count) < 0.5, "bank", "shop").astype(object)
    won = chance.random(count) < np.where(industry == "bank", 0.6, 0.1)
    amount = chance.normal(0, 1, count)
    empty = np.full(count, np.nan)
    return Table(np.arange(count), np.zeros(count), {"amount": amount, "empty": empty}, {"industry": industry}), won


def test_chances_are_calibrated_and_say_why() -> None:
    table, won = deals(1500)
    model = learned.learn_to_win(table, won, np.ones(len(table)))
    assert isinstance(model, learned.WinModel)
    other, came = deals(1500, seed=2)
    chances = model.chances(other)
    for kind in ("bank", "shop"):
        of_kind = other.kinds["industry"] == kind
        assert chances[of_kind].mean() == pytest.approx(came[of_kind].mean(), abs=0.05)
    unusual = other.kinds["industry"] != model.typical["industry"]
    told = model.reasons(other.rows(unusual))
    assert all(reasons[0][0] == "industry" for reasons in told)
    assert all((reasons[0][1] > 0) == (model.typical["industry"] == "shop") for reasons in told)
    again = learned.learn_to_win(table, won, np.ones(len(table)))
    assert isinstance(again, learned.WinModel)
    assert (again.chances(other) == chances).all()


@pytest.mark.parametrize(
    ("count", "winners", "lack"),
    [
        (99, 50, TooLittle(Lack.CLOSED_DEALS, 99, 100)),
        (100, 19, TooLittle(Lack.WON_DEALS, 19, 20)),
        (100, 81, TooLittle(Lack.LOST_DEALS, 19, 20)),
        (100, 20, None),
    ],
)
def test_what_is_missing_to_learn(count: int, winners: int, lack: TooLittle | None) -> None:
    assert learned.too_few(np.arange(count), np.arange(count) < winners) == lack


def test_when_a_deal_closes_is_a_distribution() -> None:
    table, _won = deals(300)
    month = np.where(table.kinds["industry"] == "bank", 0, 2)
    model = learned.learn_when(table, month, 3)
    assert isinstance(model, learned.WhenModel)
    shares = model.shares(table)
    assert shares.sum(axis=1) == pytest.approx(1)
    assert (shares[table.kinds["industry"] == "bank", 0] > 0.9).all()
    assert learned.learn_when(table, np.zeros(300, dtype=int), 3) == TooLittle(Lack.TIMED_DEALS, 300, 100)


# ── Interface ──
def test_a_prediction_is_never_below_what_is_closed() -> None:
    found = at_least(Prediction(Decimal(5), Decimal(2), Decimal(8)), Decimal(6))
    assert (found.low, found.value, found.high) == (6, 6, 8)
    assert found.reasons[-1].code == "floor"
    assert at_least(Prediction(Decimal(5), Decimal(2), Decimal(8)), Decimal(2)).reasons == ()


def test_what_is_left_of_a_month() -> None:
    assert share_left(date(2026, 10, 31), date(2026, 11, 1)) == 1
    assert share_left(date(2026, 11, 15), date(2026, 11, 1)) == 0.5
    assert share_left(date(2026, 11, 30), date(2026, 11, 1)) == 0
