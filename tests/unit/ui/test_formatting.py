"""Numbers, money and days as people of both languages write them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyaccount.ui import formatting

D = Decimal
NBSP = "\u00a0"
AMOUNTS = st.decimals(min_value=-(10**13), max_value=10**13, places=2)
STEPS = {"万亿": 10**12, "亿": 10**8, "万": 10**4, "T": 10**12, "B": 10**9, "M": 10**6, "K": 10**3}


@pytest.mark.parametrize(
    ("value", "chinese", "english"),
    [
        (D("3648000"), "¥364.8万", "¥3.65M"),
        (D("14240000"), "¥1,424万", "¥14.2M"),
        (D("1500000"), "¥150万", "¥1.50M"),
        (D("860000"), "¥86万", "¥860K"),
        (D("86000"), "¥8.6万", "¥86K"),
        (D("12000"), "¥1.2万", "¥12K"),
        (D("107398.60"), "¥10.74万", "¥107K"),
        (D("1073986"), "¥107.4万", "¥1.07M"),
        (D("421680700"), "¥4.217亿", "¥422M"),
        (D("1234567890123"), "¥1.235万亿", "¥1.23T"),
        (D("999960"), "¥100万", "¥1.00M"),
        (D("99999999"), "¥1亿", "¥100M"),
        (D("180"), "¥180", "¥180"),
        (D("55.50"), "¥55.5", "¥55.5"),
        (D("9876.54"), "¥9,877", "¥9.88K"),
        (D("0"), "¥0", "¥0"),
        (D("-320000"), "−¥32万", "−¥320K"),
        (D("-0.001"), "¥0", "¥0"),
        (None, "–", "–"),
    ],
)
def test_compact_money(value: Decimal | None, chinese: str, english: str) -> None:
    assert formatting.compact_money(value, "CNY", "zh-hans") == chinese
    assert formatting.compact_money(value, "CNY", "en") == english


@given(AMOUNTS, st.sampled_from(["zh-hans", "en"]))
def test_compact_is_near_the_truth(value: Decimal, lang: str) -> None:
    """Three digits in English, four in Chinese: never further off than half of the last one."""
    text = formatting.compact(value, lang).replace(",", "").replace("−", "-")
    step = next((step for step in STEPS if text.endswith(step)), "")
    read = D(text.removesuffix(step)) * STEPS.get(step, 1)
    reach = D("0.0005") if lang == "zh-hans" else D("0.005")
    assert abs(read - value) <= max(abs(value) * reach, D("0.005"))


@given(AMOUNTS)
def test_exact_money_loses_nothing(value: Decimal) -> None:
    text = formatting.exact_money(value, "CNY").replace("¥", "").replace(",", "").replace("−", "-")
    assert D(text) == value


@given(AMOUNTS, st.integers(0, 4))
def test_number_has_the_decimals_asked_for(value: Decimal, places: int) -> None:
    text = formatting.number(value, places)
    assert len(text.partition(".")[2]) == places
    assert "-" not in text
    assert not (text.startswith("−") and set(text) <= set("−0.,"))


@pytest.mark.parametrize(
    ("currency", "text"),
    [("CNY", "−¥32.00"), ("USD", "−$32.00"), ("EUR", "−€32.00"), ("GBP", f"−GBP{NBSP}32.00"), ("", "−32.00")],
)
def test_the_minus_stands_before_the_currency(currency: str, text: str) -> None:
    assert formatting.money(D(-32), currency) == text


def test_money_and_numbers_in_full() -> None:
    assert formatting.money(D("1424"), "CNY") == "¥1,424.00"
    assert formatting.number(D("1424"), 2) == "1,424.00"
    assert formatting.number(8800) == "8,800"
    assert formatting.number(D("2.5")) == "3"  # half away from zero, not to the even number
    assert formatting.number(D("-2.5")) == "−3"
    assert formatting.number(None) == formatting.money(None, "CNY") == "–"


def test_exact_writes_every_digit() -> None:
    assert formatting.exact(D("364.8")) == "364.80"
    assert formatting.exact(D("0.51480")) == "0.5148"
    assert formatting.exact(18) == "18"
    assert formatting.exact(D("1E+3")) == "1,000"
    assert formatting.exact(None) == "–"


@pytest.mark.parametrize(
    ("value", "text"), [(D("32"), "+32.0"), (D("-40"), "−40.0"), (D("0"), "0.0"), (D("0.04"), "0.0"), (None, "–")]
)
def test_signed(value: Decimal | None, text: str) -> None:
    assert formatting.signed(value) == text


def test_shares_and_rates() -> None:
    assert formatting.share(D("0.5148")) == "51.48%"
    assert formatting.share(D("0.631501"), 4) == "63.1501%"
    assert formatting.share(D("-0.1")) == "−10.00%"
    assert formatting.share(None) == formatting.rate(None) == "–"
    assert [formatting.rate(D(rate)) for rate in ("0.05", "0.625", "0.5148", "1", "0")] == [
        "5%",
        "62.5%",
        "51.48%",
        "100%",
        "0%",
    ]


def test_days_of_this_year_and_others() -> None:
    today = date(2026, 11, 19)
    assert formatting.day(date(2026, 11, 24), "zh-hans", today) == "11-24"
    assert formatting.day(date(2026, 11, 24), "en", today) == "24 Nov"
    assert formatting.day(date(2027, 1, 5), "zh-hans", today) == "2027-01-05"
    assert formatting.day(date(2027, 1, 5), "en", today) == "5 Jan 2027"
    assert formatting.day(date(2026, 11, 24), "en") == "24 Nov 2026"
    assert formatting.day(None, "en", today) == "–"


@pytest.mark.parametrize(
    ("name", "short"),
    [("Lin Ruoxi", "LR"), ("林若溪", "林"), ("zhao", "Z"), ("Anna Maria van Dyk", "AD"), ("", "?"), ("  ", "?")],
)
def test_initials(name: str, short: str) -> None:
    assert formatting.initials(name) == short


def test_a_column_of_large_amounts_is_scaled() -> None:
    column = [D("3200000"), D("600000"), None, D("-120000")]
    chinese = formatting.scale_for(column, "CNY", "zh-hans")
    assert (chinese.word, [chinese.write(value) for value in column]) == ("万元", ["320.0", "60.0", "–", "−12.0"])
    english = formatting.scale_for(column, "CNY", "en")
    assert (english.word, [english.write(value) for value in column]) == ("¥K", ["3,200", "600", "–", "−120"])
    assert english.write_signed(D("320000")) == "+320"


def test_a_column_with_small_amounts_keeps_them() -> None:
    column = [D("26768"), D("55"), D("1073986")]
    scale = formatting.scale_for(column, "USD", "zh-hans")
    assert (scale.word, [scale.write(value) for value in column]) == ("美元", ["26,768", "55", "1,073,986"])
    assert formatting.scale_for([D("10.5")], "USD", "en").write(D("3")) == "3.00"
    assert formatting.scale_for([], "GBP", "en").word == "GBP"
    assert formatting.scale_for([D("5000000")], "GBP", "en").word == f"GBP{NBSP}K"
    assert formatting.scale_for([D("5000000")], "GBP", "zh-hans").word == "万 GBP"


@given(st.lists(AMOUNTS, min_size=1), st.sampled_from(["zh-hans", "en"]))
def test_a_scaled_column_never_hides_an_amount(column: list[Decimal], lang: str) -> None:
    """What is at least one cent is never written as nothing."""
    scale = formatting.scale_for(column, "CNY", lang)
    written = [scale.write(value) for value in column if value]
    assert all(set(text) - set("−0.,") for text in written)


def test_moment() -> None:
    at = datetime(2026, 11, 4, 9, 5)  # noqa: DTZ001 (already in the reader's zone)
    assert formatting.moment(at, "en") == "4 Nov 2026 09:05"
    assert formatting.moment(at, "zh-hans") == "2026-11-04 09:05"
    assert formatting.moment(None, "en") == "–"
