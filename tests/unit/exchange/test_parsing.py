"""Days and numbers as people write them; what can be read in two ways is never guessed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyaccount.surfaces.exchange.parsing.dates import DateFormat, NotADay, look_at, parse_day
from keyaccount.surfaces.exchange.parsing.numbers import (
    EitherThousandsOrDecimals,
    NotANumber,
    NotAShare,
    TooLarge,
    decimal_sign,
    in_percent,
    parse_amount,
    parse_share,
    parse_whole,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
DAYS = st.dates(min_value=date(1971, 1, 1), max_value=date(2069, 12, 31))


class TestDays:
    @pytest.mark.parametrize(
        "text",
        [
            "2026-11-19",
            "2026/11/19",
            "2026.11.19",
            "20261119",
            "2026年11月19日",
            "2026 年 11 月 19 日",
            "19 Nov 2026",
            "19-Nov-26",
            "Nov 19, 2026",
            "November 19th, 2026",
            "2026-11-19 10:30",
            "2026-11-19T10:30:00",
        ],
    )
    def test_plain_days_need_no_format(self, text: str) -> None:
        assert parse_day(text, DateFormat.YMD, SHANGHAI) == date(2026, 11, 19)

    def test_a_moment_is_a_day_of_the_workspace(self) -> None:
        assert parse_day("2026-11-18T20:00:00Z", DateFormat.YMD, SHANGHAI) == date(2026, 11, 19)
        assert parse_day("2026-11-19 00:30:00 +09:00", DateFormat.YMD, SHANGHAI) == date(2026, 11, 18)

    def test_spreadsheet_numbers(self) -> None:
        assert parse_day("46345", DateFormat.SERIAL, SHANGHAI) == date(2026, 11, 19)

    @pytest.mark.parametrize("text", ["31.02.2026", "2026-13-01", "tomorrow", "19/11", "46345"])
    def test_no_day(self, text: str) -> None:
        with pytest.raises(NotADay):
            parse_day(text, DateFormat.DMY, SHANGHAI)

    @given(DAYS)
    def test_each_style_reads_what_it_writes(self, day: date) -> None:
        assert parse_day(f"{day.day}/{day.month}/{day.year}", DateFormat.DMY, SHANGHAI) == day
        assert parse_day(f"{day.month:02}-{day.day:02}-{day.year}", DateFormat.MDY, SHANGHAI) == day
        assert parse_day(f"{day.month}/{day.day}/{day.year % 100:02}", DateFormat.MDY, SHANGHAI) == day
        assert parse_day(day.isoformat(), DateFormat.MDY, SHANGHAI) == day


class TestColumnsOfDays:
    @given(st.lists(DAYS, min_size=1, max_size=20))
    def test_the_order_is_told_only_when_a_cell_shows_it(self, days: list[date]) -> None:
        seen = look_at([f"{day.month}/{day.day}/{day.year}" for day in days], SHANGHAI)
        shows = any(day.day > 12 for day in days)
        same_both_ways = all(day.day == day.month for day in days)
        assert seen.is_plain == (shows or same_both_ways)
        if shows:
            assert seen.best == DateFormat.MDY
        elif not same_both_ways:
            assert set(seen.candidates) == {DateFormat.MDY, DateFormat.DMY}

    def test_named_candidates_come_with_examples(self) -> None:
        seen = look_at(["2026-01-01", "3/4/2026"], SHANGHAI)
        assert not seen.is_plain
        assert seen.examples == ("3/4/2026",)

    def test_plain_days_beside_ambiguous_ones_do_not_decide(self) -> None:
        assert look_at(["2026-11-19", "19 Nov 2026"], SHANGHAI).candidates == (DateFormat.YMD,)

    def test_spreadsheet_numbers_are_seen(self) -> None:
        assert look_at(["42795", "42796"], SHANGHAI).candidates == (DateFormat.SERIAL,)


class TestNumbers:
    @pytest.mark.parametrize(
        ("text", "amount"),
        [
            ("1054", "1054"),
            ("1,234.50", "1234.50"),
            ("¥1,200", "1200"),
            ("$3k", "3000"),
            ("USD 1 200.5", "1200.50"),
            ("364.8万", "3648000"),
            ("1.5亿元", "150000000"),
            ("(1,200)", "-1200"),
            ("−5", "-5"),
            ("0.125", "0.12"),
            ("0.30000000000000004", "0.30"),
        ],
    )
    def test_amounts(self, text: str, amount: str) -> None:
        assert parse_amount(text) == Decimal(amount)

    def test_a_column_shows_its_decimal_sign(self) -> None:
        assert decimal_sign(["1.234,50", "12"]) == ","
        assert decimal_sign(["1,234.50", "0,5"]) == "."
        assert decimal_sign(["1,234", "12"]) == "."
        assert parse_amount("1.234,50", ",") == Decimal("1234.50")

    def test_thousands_or_decimals_is_not_guessed(self) -> None:
        assert decimal_sign(["1.234", "12"]) == ""
        assert decimal_sign(["1.234", "0.5"]) == "."
        with pytest.raises(EitherThousandsOrDecimals):
            parse_amount("1.234", "")

    @pytest.mark.parametrize("text", ["abc", "1.2.3", "--", "∞", "NaN", "1e400"])
    def test_no_number(self, text: str) -> None:
        with pytest.raises((NotANumber, TooLarge)):
            parse_amount(text)

    def test_whole_numbers(self) -> None:
        assert parse_whole("1,100") == 1100
        assert parse_whole("12.0") == 12
        for text in ("12.5", "-3"):
            with pytest.raises(NotANumber):
                parse_whole(text)

    def test_shares(self) -> None:
        assert parse_share("30%", percent=False) == Decimal("0.3")
        assert parse_share("30", percent=in_percent(["30", "5"])) == Decimal("0.3")
        assert parse_share("0.3", percent=in_percent(["0.3", "1"])) == Decimal("0.3")
        with pytest.raises(NotAShare):
            parse_share("130%", percent=True)

    @given(st.decimals(min_value=0, max_value=10**12, places=2), st.sampled_from([",", "."]))
    def test_grouped_amounts_are_read_as_written(self, amount: Decimal, sign: str) -> None:
        text = f"{amount:,.2f}"
        written = text.translate(str.maketrans(",.", ".,")) if sign == "," else text
        assert parse_amount(written, decimal_sign([written])) == amount
