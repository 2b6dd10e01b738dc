"""The pages of attack and defence: the matrix, what an imagined place means, estimates, thresholds, movement."""

from __future__ import annotations

import json
import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from keyaccount.apps.portfolio.models import AccountEstimate, SegmentRules
from keyaccount.apps.portfolio.tables import matrix
from tests.unit.conftest import PART

MILLION = 1_000_000


def chart_on(text: str) -> dict[str, Any]:
    found = re.search(r'<script id="matrix-data" type="application/json">(.*?)</script>', text, re.S)
    assert found is not None
    return json.loads(found[1])  # type: ignore[no-any-return]


class TestMatrix:
    def test_draws_who_is_known_and_lists_who_is_not(self, firm: Any, page_of: Any) -> None:
        firm("Acme", MILLION, 8 * MILLION)
        firm("Zeta", MILLION)
        text = page_of("lin", "/accounts/matrix").content.decode()
        (point,) = chart_on(text)["points"]
        assert (point["name"], point["share"], point["hot"]) == ("Acme", 12.5, True)
        assert "Add an estimate for Zeta" in text

    def test_the_team_mate_sees_it_pale_and_cannot_estimate(self, firm: Any, page_of: Any) -> None:
        firm("Acme", MILLION, 8 * MILLION)
        text = page_of("wang", "/accounts/matrix").content.decode()
        assert chart_on(text)["points"][0]["hot"] is False
        assert "Add an estimate for" not in text
        assert "What if for Acme" in text

    def test_a_stranger_is_taught_what_belongs_here(self, firm: Any, page_of: Any) -> None:
        firm("Acme", MILLION, 8 * MILLION)
        text = page_of("stranger", "/accounts/matrix").content.decode()
        assert "Nobody has said yet what these accounts buy" in text
        assert "Acme" not in text

    def test_says_how_many_are_not_drawn_and_counts_them(
        self, firm: Any, page_of: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(matrix, "SHOWN", 2)
        for number in range(4):
            firm(f"Firm {number}", 1000 * (number + 1), 8 * MILLION)
        text = page_of("lin", "/accounts/matrix").content.decode()
        assert [point["name"] for point in chart_on(text)["points"]] == ["Firm 3", "Firm 2"]
        assert "2 more count in every number below" in text

    def test_the_one_in_focus_is_drawn_however_small(
        self, firm: Any, page_of: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(matrix, "SHOWN", 1)
        firm("Large", 5000, 8 * MILLION)
        small = firm("Small", 10, 3 * MILLION)
        chart = chart_on(page_of("lin", f"/accounts/matrix?focus={small.pk}").content.decode())
        assert [(point["name"], point["hot"]) for point in chart["points"]] == [("Large", False), ("Small", True)]
        assert len(chart["trail"]) == 1  # estimated today: no quarter before knows it

    def test_its_way_over_the_quarters(self, firm: Any, estimate: Any, page_of: Any) -> None:
        acme = firm("Acme", MILLION)
        estimate(acme, 2 * MILLION, on=date(2026, 1, 15))
        estimate(acme, 4 * MILLION, on=date(2026, 8, 15))
        chart = chart_on(page_of("lin", f"/accounts/matrix?focus={acme.pk}").content.decode())
        told = [(step["name"], step["purchasing"] * chart["divisor"]) for step in chart["trail"]]
        assert told == [
            ("Q1 2026", 2_000_000),
            ("Q2 2026", 2_000_000),
            ("Q3 2026", 4_000_000),
            ("", 4_000_000),
        ]

    @pytest.mark.parametrize("query", ["as_of=nonsense", "focus=nonsense", "whose=team", "whose=mine", "focus=9999999"])
    def test_odd_addresses_break_nothing(self, firm: Any, page_of: Any, query: str) -> None:
        firm("Acme", MILLION, 8 * MILLION)
        assert page_of("lin", f"/accounts/matrix?{query}").status_code in {200, 400, 422}


class TestWhatIf:
    def test_says_the_segment_and_what_it_needs_and_writes_nothing(self, firm: Any, page_of: Any) -> None:
        acme = firm("Acme", MILLION, 8 * MILLION)
        text = page_of("lin", f"/accounts/{acme.pk}/what-if?share=60&purchasing=7000000").content.decode()
        assert re.search(r"Acquire.*<b>Retain</b>", text, re.S)
        assert "¥3.20M more revenue a year: ¥4.20M in all" in text
        assert "it stands at Acquire" in text  # once saved, for the share follows from sales
        assert AccountEstimate.objects.count() == 1

    def test_who_may_not_write_is_not_offered_to_save(self, firm: Any, page_of: Any) -> None:
        acme = firm("Acme", MILLION, 8 * MILLION)
        assert "Save as estimate" not in page_of("wang", f"/accounts/{acme.pk}/what-if?share=60").content.decode()

    @pytest.mark.parametrize("query", ["share=lots", "share=-1", "purchasing=1e99", "purchasing=NaN", "share=Infinity"])
    def test_what_is_no_number_is_said(self, firm: Any, page_of: Any, query: str) -> None:
        acme = firm("Acme", MILLION, 8 * MILLION)
        answer = page_of("lin", f"/accounts/{acme.pk}/what-if?{query}")
        assert answer.status_code == 422
        assert "Begin again" in answer.content.decode()

    def test_works_for_an_account_without_an_estimate(self, firm: Any, page_of: Any) -> None:
        zeta = firm("Zeta", MILLION)
        assert page_of("lin", f"/accounts/{zeta.pk}/what-if").status_code == 200


class TestEstimates:
    def test_the_form_asks_where_it_was_learnt(self, firm: Any, send: Any) -> None:
        acme = firm("Acme")
        url = f"/accounts/{acme.pk}/estimates/new"
        values = {"amount": "3,000,000", "currency": "CNY", "source": "", "confidence": "low", "on": "2026-11-19"}
        answer = send("lin", url, values, **PART)
        assert answer.status_code == 422
        assert "3,000,000" in answer.content.decode() or "3000000" in answer.content.decode()
        assert send("lin", url, {**values, "source": "Visit"}, **PART).status_code == 204
        saved = AccountEstimate.objects.get()
        assert (saved.amount, saved.confidence, saved.author.username) == (Decimal(3_000_000), "low", "lin")

    def test_from_the_matrix_one_goes_back_there(self, firm: Any, send: Any) -> None:
        acme = firm("Acme")
        values = {"amount": "3", "currency": "CNY", "source": "Visit", "confidence": "low", "on": "2026-11-19"}
        answer = send("lin", f"/accounts/{acme.pk}/estimates/new?back=matrix", values, **PART)
        assert answer["HX-Redirect"] == f"/accounts/matrix?focus={acme.pk}"

    def test_stand_on_the_page_of_the_account(self, firm: Any, page_of: Any, people: Any) -> None:
        acme = firm("Acme", MILLION, 8 * MILLION)
        text = page_of("lin", f"/accounts/{acme.pk}/late").content.decode()
        assert "Acquire · Attack" in text
        assert "Their annual report" in text
        assert people.lin.name_latin in text


class TestThresholds:
    def test_are_set_in_percent(self, send: Any) -> None:
        values = {"high_from": "3,000,000", "medium_from": "1000000", "share_percent": "40"}
        assert send("admin", "/settings/segments/", values).status_code == 302
        assert SegmentRules.objects.get().share_from == Decimal("0.4")

    def test_that_make_no_sense_keep_what_was_typed(self, send: Any) -> None:
        values = {"high_from": "1", "medium_from": "2", "share_percent": "40"}
        answer = send("admin", "/settings/segments/", values)
        assert answer.status_code == 422
        assert "Medium potential begins below high potential" in answer.content.decode()
        assert not SegmentRules.objects.exists()


class TestMovement:
    def test_counts_every_way_and_names_who_moved(self, firm: Any, estimate: Any, ask: Any, page_of: Any) -> None:
        acme, beta = firm("Acme"), firm("Beta")
        for account in (acme, beta):
            estimate(account, 3 * MILLION, on=date(2026, 8, 1))
        estimate(acme, 9 * MILLION, on=date(2026, 10, 5))
        figure = ask("accounts.movement", "lin", since="2026-09-30")
        told = {(line["from_key"], line["to_key"]): line["accounts"] for line in figure.value}
        assert told == {("harass", "acquire"): 1, ("harass", "harass"): 1}
        assert [row["account"] for row in figure.rows.fetch(9)] == ["Acme"]
        text = page_of("lin", "/accounts/matrix/movement?since=2026-09-30").content.decode()
        assert "Acme" in text
        assert "Beta" not in text

    def test_begins_with_the_last_quarter_that_is_over(self, ask: Any) -> None:
        assert ask("accounts.movement").value == []
