"""Where accounts stand: as each reader sees them, on any day, by the thresholds of that day; in lists as in figures."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from keyaccount.apps.accounts.queries.listing import accounts_listed
from keyaccount.apps.pipeline.services.orders import record_order
from keyaccount.apps.portfolio.queries.segments import standings, standings_of
from keyaccount.apps.portfolio.services.segment_rules import set_rules
from keyaccount.apps.workspace.models import AuditEntry, ExchangeRate
from keyaccount.figures import Question
from keyaccount.formulas.segments import SEGMENTS, standing
from keyaccount.kernel.errors import Invalid, NotAllowed
from tests.conftest import NOW, TODAY
from tests.unit.formulas.test_segments import CUTS

MILLION = 1_000_000


@pytest.fixture
def five(firm: Any) -> dict[str, Any]:
    """One account of lin's in each segment, and one whose purchasing nobody knows."""
    return {
        "acquire": firm("Acme", MILLION, 8 * MILLION),
        "retain": firm("Beta", 6 * MILLION, 8 * MILLION),
        "harass": firm("Gamma", MILLION, 3 * MILLION),
        "maintain": firm("Delta", 2 * MILLION, 3 * MILLION),
        "abandon": firm("Epsilon", 100_000, MILLION),
        "unknown": firm("Zeta", 400_000),
    }


def test_a_line_for_each_segment_and_one_for_the_unknown(five: dict[str, Any], ask: Any) -> None:
    figure = ask("accounts.segment", "lin")
    assert [(line["key"], line["accounts"], line["revenue"]) for line in figure.value] == [
        ("acquire", 1, 1_000_000),
        ("harass", 1, 1_000_000),
        ("abandon", 1, 100_000),
        ("retain", 1, 6_000_000),
        ("maintain", 1, 2_000_000),
        ("unknown", 1, 400_000),
    ]
    unknown = figure.value[-1]
    assert (unknown["stance"], unknown["purchasing"], unknown["share"]) == (None, None, None)
    rows = figure.rows.fetch(10)
    assert sum(row["revenue"] for row in rows) == figure.rows.sum_of_rows == 10_500_000


def test_of_one_account_its_standing_with_the_estimate_behind_it(five: dict[str, Any], ask: Any, people: Any) -> None:
    figure = ask("accounts.segment", "lin", scope=f"account:#{five['retain'].pk}")
    (stands,) = figure.value
    assert (stands["key"], stands["share"]) == ("retain", Decimal("0.75"))
    (row,) = figure.rows.fetch(10)
    assert (row["author"], row["source"], row["on"]) == (people.lin.display_name, "Their annual report", TODAY)
    assert "0.75" in figure.formula.worked


def test_share_of_wallet_is_of_those_whose_purchasing_is_known(five: dict[str, Any], ask: Any) -> None:
    figure = ask("accounts.share_of_wallet", "lin")
    assert figure.value == Decimal(10_100_000) / 23_000_000
    assert [(note.code, note.count) for note in figure.notes] == [("not_estimated", 1)]
    assert ask("accounts.share_of_wallet", "lin", scope=f"account:#{five['unknown'].pk}").value is None


@pytest.mark.parametrize(
    ("who", "seen"), [("lin", 6), ("wang", 6), ("zhao", 6), ("finance", 6), ("auditor", 6), ("stranger", 0)]
)
def test_each_reader_s_own(five: dict[str, Any], ask: Any, who: str, seen: int) -> None:
    figure = ask("accounts.segment", who)
    assert (sum(line["accounts"] for line in figure.value), figure.rows.outside()) == (seen, 6 - seen)


def test_what_a_reader_may_not_see_of_the_revenue_does_not_show(firm: Any, make_deal: Any, act: Any, ask: Any) -> None:
    """Nobody owns the account, so the stranger sees it; lin's deal with it stays hers."""
    firm("Orphan", 5 * MILLION, who="lin")
    account = firm("Open", MILLION, 8 * MILLION)
    account.owner = None
    account.save()
    (line,) = [line for line in ask("accounts.segment", "stranger").value if line["accounts"]]
    assert (line["key"], line["revenue"]) == ("acquire", 0)


def test_as_of_a_past_day(firm: Any, estimate: Any, ask: Any) -> None:
    """Spring: nothing said. Summer: 4 million, nothing sold yet. Today: 8 million and 6 sold."""
    acme = firm("Acme", 6 * MILLION)
    estimate(acme, 4 * MILLION, on=date(2026, 6, 1))
    estimate(acme, 8 * MILLION, on=date(2026, 11, 1))
    days = ("2026-05-31", "2026-06-01", "2026-10-31", "2026-11-18", "2026-11-19")
    told = [ask("accounts.segment", as_of=day, scope=f"account:#{acme.pk}").value[0]["key"] for day in days]
    assert told == ["unknown", "harass", "harass", "acquire", "retain"]


def test_revenue_older_than_a_year_does_not_count(firm: Any, act: Any, ask: Any) -> None:
    for name, day in (("Old", TODAY - timedelta(days=365)), ("New", TODAY - timedelta(days=364))):
        order = {"account": firm(name), "description": name, "amount": Decimal(50), "ordered_on": day}
        record_order(values=order, act=act("lin"))
    rows = {row["account"]: row["revenue"] for row in ask("accounts.segment").rows.fetch(9)}
    assert rows == {"Old": 0, "New": 50}


class TestThresholds:
    def test_a_past_day_is_judged_by_the_thresholds_of_that_day(
        self, firm: Any, estimate: Any, ask: Any, act: Any
    ) -> None:
        acme = firm("Acme")
        estimate(acme, 3 * MILLION, on=date(2026, 6, 1))
        set_rules(medium_from=Decimal(1), high_from=Decimal(2), share_from=Decimal("0.5"), act=act("admin"))
        told = [ask("accounts.segment", as_of=day).value for day in ("2026-11-18", "2026-11-19")]
        assert [next(line["key"] for line in lines if line["accounts"]) for lines in told] == ["harass", "acquire"]

    def test_are_audited_and_not_written_twice(self, act: Any) -> None:
        for _again in range(2):
            set_rules(medium_from=Decimal(1), high_from=Decimal(2), share_from=Decimal("0.5"), act=act("admin"))
        (entry,) = AuditEntry.objects.filter(entity="portfolio.segmentrules")
        assert set(entry.changes) == {"medium_from", "high_from"}

    @pytest.mark.parametrize(
        ("medium", "high", "share", "field"),
        [
            (3, 2, "0.5", "medium_from"),
            (1, 2, "0", "share_from"),
            (1, 2, "1.5", "share_from"),
            (-1, 2, "0.5", "medium_from"),
        ],
    )
    def test_that_make_no_sense_are_refused(self, act: Any, medium: int, high: int, share: str, field: str) -> None:
        with pytest.raises(Invalid) as refused:
            set_rules(medium_from=Decimal(medium), high_from=Decimal(high), share_from=Decimal(share), act=act("admin"))
        assert set(refused.value.fields) == {field}

    def test_are_set_by_administrators(self, act: Any) -> None:
        with pytest.raises(NotAllowed):
            set_rules(medium_from=Decimal(1), high_from=Decimal(2), share_from=Decimal("0.5"), act=act("zhao"))


class TestCurrencies:
    def test_an_estimate_counts_at_the_rate_of_its_day(self, firm: Any, estimate: Any, ask: Any) -> None:
        ExchangeRate.objects.create(currency_id="USD", day=date(2026, 1, 1), rate=Decimal(7))
        acme = firm("Acme", 3_500_000)
        estimate(acme, MILLION, currency="USD")
        assert ask("accounts.share_of_wallet").value == Decimal("0.5")

    def test_without_a_rate_it_is_named_and_not_taken_for_nothing(self, firm: Any, estimate: Any, ask: Any) -> None:
        acme = firm("Acme", MILLION)
        estimate(acme, MILLION, currency="USD")
        figure = ask("accounts.segment")
        assert [line["key"] for line in figure.value if line["accounts"]] == ["unknown"]
        assert [note.code for note in figure.notes] == ["unconvertible"]


class TestInTheList:
    def test_the_filter_keeps_those_of_the_segment(self, five: dict[str, Any], people: Any) -> None:
        for key, account in five.items():
            assert list(accounts_listed(people.lin, {"segment": key}, TODAY)) == [account]
        assert not accounts_listed(people.stranger, {"segment": "acquire"}, TODAY).exists()
        assert not accounts_listed(people.lin, {"segment": "nonsense"}, TODAY).exists()

    def test_the_page_shows_segments_and_sums_only_what_it_lists(self, five: dict[str, Any], page_of: Any) -> None:
        text = page_of("lin", "/accounts/?segment=retain").content.decode()
        assert "Beta" in text
        assert "Acme" not in text
        foot = page_of("lin", "/accounts/totals?segment=retain").content.decode()
        assert "¥6M" in foot or "¥6.00M" in foot

    def test_a_page_s_standings_are_those_of_the_whole(self, five: dict[str, Any], people: Any) -> None:
        question = Question(people.lin, TODAY, TODAY)
        some = tuple(account.pk for account in five.values())[:3]
        whole = [one for one in standings(question) if one.account_id in some]
        assert list(standings_of(question, some)) == whole


def test_sql_and_formula_say_the_same(five: dict[str, Any], people: Any) -> None:
    for one in standings(Question(people.lin, TODAY, TODAY)):
        stands = one.standing
        assert stands == standing(stands.revenue, stands.purchasing, CUTS)
        if stands.potential and stands.share is not None:
            assert stands.segment == SEGMENTS[stands.potential, stands.share >= CUTS.share_from]


def test_asks_as_many_queries_for_twelve_accounts_as_for_two(firm: Any, ask: Any) -> None:
    counts = []
    for more in (2, 10):
        for number in range(more):
            firm(f"Firm {more}-{number}", 1000, 10_000)
        with CaptureQueriesContext(connection) as queries:
            ask("accounts.segment", "lin")
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 12, NOW
