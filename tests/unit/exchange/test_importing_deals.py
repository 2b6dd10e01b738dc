"""Deals come with their past: states, closings, products and people; days are read in the format that is said."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from keyaccount.apps.pipeline.models import Opportunity, OpportunityState
from keyaccount.apps.pipeline.services import opportunities, stages
from keyaccount.apps.pipeline.services.history import TRACKED, state_of
from keyaccount.apps.workspace.models import AuditEntry, Currency, ExchangeRate
from keyaccount.apps.workspace.queries.settings import workspace
from keyaccount.surfaces.exchange import services
from keyaccount.surfaces.exchange.models import ImportFile
from tests.conftest import NOW, TODAY
from tests.unit.exchange.conftest import Table, counts, reasons

Bring = Callable[..., dict[str, Any]]


class TestDeals:
    def history(self, name: str) -> list[tuple[Any, ...]]:
        states = OpportunityState.objects.filter(opportunity__name=name).order_by("valid_from")
        return [(state.valid_from, state.valid_to, state.status, state.amount) for state in states]

    def test_past_and_present(self, table: Table, bring: Bring) -> None:
        head = ["deal name", "stage", "amount", "create date", "close date"]
        bring(
            table(
                "deals.csv",
                head,
                ["Open", "Find needs", "100", "2026-03-01", "2026-12-24"],
                ["Won", "赢单", "200", "2026-03-01", "2026-05-01"],
                ["Lost", "Closed Lost", "300", "", "2026-05-01"],
                ["Same day", "Won", "400", "2026-05-01", "2026-05-01"],
                ["Bare", "", "", "", ""],
            )
        )
        march, may = (datetime(2026, month, 1, tzinfo=workspace().zone) for month in (3, 5))
        assert self.history("Open") == [(march, None, "open", 100)]
        assert self.history("Won") == [(march, may, "open", 200), (may, None, "won", 200)]
        assert self.history("Lost") == [(may, None, "lost", 300)]
        tick = timedelta(microseconds=1)
        assert self.history("Same day") == [(may, may + tick, "open", 400), (may + tick, None, "won", 400)]
        assert self.history("Bare") == [(NOW, None, "open", None)]
        assert Opportunity.objects.get(name="Open").expected_close == date(2026, 12, 24)
        won = Opportunity.objects.get(name="Won")
        assert (won.closed_on, won.expected_close, won.stage.name) == (date(2026, 5, 1), None, "Collect payment")

    def test_rows_without_a_day_count_from_the_day_that_is_said(self, table: Table, bring: Bring) -> None:
        bring(table("deals.csv", ["deal name", "stage"], ["Bare", "Find needs"]), as_of=date(2026, 1, 5))
        start = datetime(2026, 1, 5, tzinfo=workspace().zone)
        assert self.history("Bare") == [(start, None, "open", None)]
        assert Opportunity.objects.get().opened_on == date(2026, 1, 5)

    def test_states_are_what_the_service_would_write(self, table: Table, bring: Bring) -> None:
        usd = Currency.objects.get(code="USD")
        ExchangeRate.objects.create(currency=usd, day=date(2026, 1, 1), rate=Decimal("7.1"))
        ExchangeRate.objects.create(currency=usd, day=date(2026, 6, 1), rate=Decimal("7.3"))
        head = ["deal name", "stage", "amount", "currency", "create date", "close date", "probability"]
        rows = [
            ["a", "Won", "100.05", "USD", "2026-01-02", "2026-05-31", ""],
            ["b", "Won", "100.05", "USD", "2026-01-02", "2026-06-01", ""],
            ["c", "Lost", "1", "GBP", "2026-01-02", "2026-06-01", ""],
            ["d", "Find needs", "5", "CNY", "2026-01-02", "2026-12-01", "45%"],
            ["e", "Find needs", "", "EUR", "2026-01-02", "", "20%"],
        ]
        assert counts(bring(table("deals.csv", head, *rows))) == (5, 0, 0, 0)
        for deal in Opportunity.objects.select_related("stage"):
            kept = deal.states.get(valid_to=None)
            made = state_of(deal)
            for name in (*TRACKED, "base_amount", "cycle_days"):
                assert getattr(kept, name) == getattr(made, name), (deal.name, name)
        assert Opportunity.objects.get(name="d").win_rate == Decimal("0.45")
        assert Opportunity.objects.get(name="e").win_rate is None  # the stage's own

    def test_a_change_begins_a_state(self, table: Table, bring: Bring) -> None:
        head = ["id", "deal name", "stage", "amount", "create date", "close date"]
        bring(table("deals.csv", head, ["1", "A", "Find needs", "100", "2026-03-01", ""]))
        report = bring(table("deals.csv", head, ["1", "A", "Won", "120", "2026-03-01", "2026-05-01"]))
        assert counts(report) == (0, 1, 0, 0)
        march, may = (datetime(2026, month, 1, tzinfo=workspace().zone) for month in (3, 5))
        assert self.history("A") == [(march, may, "open", 100), (may, None, "won", 120)]
        deal = Opportunity.objects.get()
        assert (deal.version, deal.stage_since) == (2, TODAY)

    def test_a_closing_before_the_last_change_comes_after_it(
        self, table: Table, bring: Bring, act: Callable[..., Any]
    ) -> None:
        head = ["id", "deal name", "stage", "amount", "create date", "close date"]
        bring(table("deals.csv", head, ["1", "A", "Find needs", "100", "2026-03-01", ""]))
        opportunities.update_opportunity(
            opportunity_id=Opportunity.objects.get().pk, values={"amount": Decimal(110)}, act=act("admin")
        )
        bring(table("deals.csv", head, ["1", "A", "Won", "110", "2026-03-01", "2026-05-01"]))
        assert [row[2] for row in self.history("A")] == ["open", "open", "won"]
        assert self.history("A")[-1][0] > NOW

    def test_reopening(self, table: Table, bring: Bring) -> None:
        head = ["id", "deal name", "status", "stage", "close date"]
        bring(table("deals.csv", head, ["1", "A", "lost", "Find needs", "2026-05-01"]))
        bring(table("deals.csv", head, ["1", "A", "open", "Find needs", "2026-12-01"]))
        deal = Opportunity.objects.get()
        assert (deal.status, deal.closed_on, deal.expected_close) == ("open", None, date(2026, 12, 1))

    @pytest.mark.parametrize(
        ("row", "word"),
        [
            (["A", "Won", "1", "2026-06-01", "2026-05-01"], "before"),
            (["A", "Won", "1", "2026-01-01", "2027-05-01"], "future"),
            (["A", "Find needs", "1", "2027-01-01", ""], "future"),
            (["A", "Find needs", "-1", "2026-01-01", ""], "below zero"),
            (["A", "Find needs", "1", "2026-02-30", ""], "date"),
        ],
    )
    def test_impossible_rows(self, table: Table, bring: Bring, row: list[str], word: str) -> None:
        report = bring(table("deals.csv", ["deal name", "stage", "amount", "create date", "close date"], row))
        assert counts(report) == (0, 0, 0, 1)
        assert word in reasons(report)[0]

    def test_products_and_people_come_along(self, table: Table, bring: Bring) -> None:
        bring(table("products.csv", ["product name", "price"], ["Lamp", "50"], ["Desk", "700"]))
        bring(table("contacts.csv", ["name", "e-mail"], ["Ann", "ann@example.com"]))
        head = ["id", "deal name", "product", "quantity", "amount", "contact email"]
        bring(table("deals.csv", head, ["1", "A", "lamp", "3", "150", "ann@example.com"]))
        deal = Opportunity.objects.get()
        assert [(line.product.name, line.quantity, line.price) for line in deal.lines.all()] == [("Lamp", 3, 50)]
        assert deal.people.get().contact.name == "Ann"
        report = bring(table("deals.csv", head, ["1", "A", "Desk", "1", "150", "ann@example.com"]))
        assert counts(report) == (0, 1, 0, 0)
        assert [(line.product.name, line.price) for line in deal.lines.all()] == [("Desk", 150)]
        assert AuditEntry.objects.latest("id").changes["lines"] == ["3.00 × Lamp", "1.00 × Desk"]

    def test_reasons_the_workspace_has_not_become_notes(self, table: Table, bring: Bring) -> None:
        head = ["deal name", "stage", "close date", "closed lost reason"]
        bring(table("deals.csv", head, ["A", "Lost", "2026-05-01", "价格"], ["B", "Lost", "2026-05-01", "Bad luck"]))
        a, b = (Opportunity.objects.get(name=name) for name in "AB")
        assert (a.close_reason.name, a.close_note) == ("Price", "")
        assert (b.close_reason, b.close_note) == (None, "Bad luck")

    def test_unknown_currencies_are_refused(self, table: Table, bring: Bring) -> None:
        head = ["deal name", "stage", "amount", "currency"]
        report = bring(table("deals.csv", head, ["A", "Find needs", "1", "XAU"], ["B", "Find needs", "1", "人民币"]))
        assert counts(report) == (1, 0, 0, 1)
        assert Opportunity.objects.get().currency == "CNY"


class TestDates:
    HEAD = ("deal name", "create date")

    def test_ambiguous_dates_are_asked_for(self, table: Table, bring: Bring, act: Callable[..., Any]) -> None:
        path = table("deals.csv", self.HEAD, ["A", "3/4/2026"])
        with pytest.raises(services.DateFormatNeeded) as asked:
            bring(path)
        assert "mdy, dmy" in str(asked.value)
        assert not ImportFile.objects.exists()
        assert counts(bring(path, date_format="dmy")) == (1, 0, 0, 0)
        assert Opportunity.objects.get().opened_on == date(2026, 4, 3)

    def test_the_report_names_the_format(self, table: Table, bring: Bring) -> None:
        report = bring(table("deals.csv", self.HEAD, ["A", "3/14/2026"], ["B", "3/4/2026"]))
        assert report["files"][0]["date_format"] == "mdy"
        assert Opportunity.objects.get(name="B").opened_on == date(2026, 3, 4)

    def test_a_format_that_is_said_does_not_turn_plain_dates(self, table: Table, bring: Bring) -> None:
        bring(table("deals.csv", self.HEAD, ["A", "2026-03-04"]), date_format="dmy")
        assert Opportunity.objects.get().opened_on == date(2026, 3, 4)


def test_moving_on_after_an_import(table: Table, bring: Bring, act: Callable[..., Any]) -> None:
    """An imported deal is like any other."""
    bring(table("deals.csv", ["deal name", "stage", "create date"], ["A", "Find needs", "2026-03-01"]))
    deal = Opportunity.objects.get()
    stages.win_opportunity(opportunity_id=deal.pk, act=act("admin", datetime(2026, 11, 19, 5, tzinfo=UTC)))
    assert deal.states.count() == 2
    assert deal.states.get(valid_to=None).cycle_days == (TODAY - date(2026, 3, 1)).days
