"""The board: whose cards stand on it, what its totals count, and how a card moves."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from keyaccount.apps.pipeline.models import CloseReason, OpportunityState
from keyaccount.apps.pipeline.queries import board as board_query
from keyaccount.apps.pipeline.queries.deals import CARDS
from keyaccount.apps.pipeline.services import opportunities, stages
from tests.conftest import NOW
from tests.unit.conftest import ON_BOARD, PART

COMPANY = "/pipeline/board?scope=company"


def column(answer: Any, place: int) -> Any:
    return answer.context["columns"][place]


class TestWhoSeesWhat:
    @pytest.fixture(autouse=True)
    def _deals(self, make_deal: Any) -> None:
        make_deal("Lins deal", 300, who="lin")
        make_deal("Strangers deal", 500, who="stranger")

    @pytest.mark.parametrize(
        ("who", "seen", "total"),
        [
            ("lin", {"Lins deal"}, 300),
            ("wang", {"Lins deal"}, 300),
            ("zhao", {"Lins deal"}, 300),
            ("stranger", {"Strangers deal"}, 500),
            ("finance", {"Lins deal", "Strangers deal"}, 800),
            ("auditor", {"Lins deal", "Strangers deal"}, 800),
        ],
    )
    def test_cards_and_totals_are_of_what_one_may_see(self, page_of: Any, who: str, seen: set[str], total: int) -> None:
        answer = page_of(who, COMPANY)
        page = answer.content.decode()
        assert {name for name in ("Lins deal", "Strangers deal") if name in page} == seen
        assert column(answer, 0).amount.value == total
        assert column(answer, 0).count.value == len(seen)

    def test_a_bare_address_shows_ones_team(self, page_of: Any, people: Any) -> None:
        asked = page_of("lin", "/pipeline/board").context["asked"]
        assert asked.question.scope.id == people.east.pk
        assert page_of("auditor", "/pipeline/board").context["asked"].question.scope.id is None

    def test_nobody_without_signing_in(self, client: Any) -> None:
        answer = client.get("/pipeline/board")
        assert answer.status_code == 302
        assert "/login/" in answer["Location"]


class TestTotals:
    @pytest.mark.parametrize("few", [4000, 0])
    def test_count_the_whole_filter_whatever_cards_are_shown(
        self, page_of: Any, make_deal: Any, monkeypatch: Any, few: int
    ) -> None:
        """Both ways of reading the cards: one pass, and one look into the index per stage."""
        monkeypatch.setattr(board_query, "FEW", few)
        for number in range(CARDS + 5):
            make_deal(f"Deal {number}", number + 1)
        make_deal("Without amount", None)
        first = page_of("lin", COMPANY)
        stage = column(first, 0)
        assert stage.amount.value == sum(range(1, CARDS + 6))
        assert stage.count.value == CARDS + 6
        assert stage.weighted.value == Decimal(sum(range(1, CARDS + 6))) * Decimal("0.05")
        assert first.content.decode().count("data-card=") == CARDS
        headers = {**PART, "HX-Current-URL": f"http://testserver{COMPANY}"}
        rest = page_of("lin", f"/pipeline/board/{stage.stage.pk}/more?after={stage.more}", **headers).content.decode()
        assert rest.count("data-card=") == 6
        assert rest.index("Deal 4") < rest.index("Without amount")
        assert "ka-more" not in rest

    def test_filters_narrow_cards_and_totals_alike(self, page_of: Any, make_deal: Any) -> None:
        make_deal("Campus", 300, expected_close=date(2026, 12, 1))
        make_deal("Later", 500, expected_close=date(2027, 2, 1))
        make_deal("Undated", 70)
        for query, amount, cards in [
            ("period=2026-Q4", 300, 1),
            ("period=2026-Q4&undated=include", 370, 2),
            ("undated=only", 70, 1),
            ("amount_from=400", 500, 1),
            ("q=camp", 300, 1),
            ("closes_from=2027-01-15&closes_to=2027-03-01", 500, 1),
        ]:
            answer = page_of("lin", f"{COMPANY}&{query}")
            assert column(answer, 0).amount.value == amount, query
            assert answer.content.decode().count("data-card=") == cards, query

    def test_amounts_in_another_currency_are_converted_and_those_without_rate_are_named(
        self, page_of: Any, make_deal: Any
    ) -> None:
        make_deal("Dollars", 100, currency="USD")
        answer = page_of("lin", "/pipeline/funnel?scope=company")
        assert answer.context["funnel"].amount.value is None
        assert "Left out for want of an exchange rate: USD" in answer.content.decode()


class TestMoving:
    def test_forwards_asks_for_the_end_mark_of_the_stage_that_is_left(
        self, send: Any, make_deal: Any, six_steps: Any
    ) -> None:
        deal = make_deal("Campus")
        url = f"/opportunities/{deal.pk}/move"
        asked = send("lin", url, {"column": six_steps[1].pk, "version": deal.version}, **ON_BOARD)
        assert asked["HX-Retarget"] == "#dialog"
        assert six_steps[0].ends_when in asked.content.decode()
        deal.refresh_from_db()
        assert deal.stage == six_steps[0]

        given = {"column": six_steps[1].pk, "version": deal.version, "evidence": "Mail of 12 November"}
        moved = send("lin", url, given, **ON_BOARD)
        assert (moved.status_code, moved["HX-Retarget"]) == (200, "#pipeline")
        assert "ka:saved" in moved["HX-Trigger"]
        deal.refresh_from_db()
        assert deal.stage == six_steps[1]
        assert OpportunityState.objects.current().get(opportunity=deal).evidence == "Mail of 12 November"

    def test_an_empty_end_mark_is_asked_again(self, send: Any, make_deal: Any, six_steps: Any) -> None:
        deal = make_deal("Campus")
        given = {"column": six_steps[2].pk, "version": deal.version, "evidence": " "}
        answer = send("lin", f"/opportunities/{deal.pk}/move", given, **ON_BOARD)
        assert (answer.status_code, answer["HX-Retarget"]) == (422, "#dialog")

    def test_back_is_allowed_at_once(self, send: Any, make_deal: Any, six_steps: Any) -> None:
        deal = make_deal("Campus", stage=2)
        given = {"column": six_steps[0].pk, "version": deal.version}
        assert send("lin", f"/opportunities/{deal.pk}/move", given, **ON_BOARD).status_code == 200
        deal.refresh_from_db()
        assert deal.stage == six_steps[0]

    def test_who_may_only_see_is_told_whom_to_ask(self, send: Any, make_deal: Any, six_steps: Any) -> None:
        deal = make_deal("Campus", stage=2)
        for column_of in (six_steps[0].pk, "won", "lost"):
            answer = send("wang", f"/opportunities/{deal.pk}/move", {"column": column_of}, **ON_BOARD)
            assert (answer.status_code, answer["HX-Retarget"]) == (409, "#pipeline")
            page = answer.content.decode()
            assert "You may see “Campus” but not change it." in page
            assert "Ask Lin Ruoxi" in page
        deal.refresh_from_db()
        assert deal.stage == six_steps[2]

    @pytest.mark.parametrize(("who", "status"), [("wang", 403), ("stranger", 404), ("auditor", 403), ("finance", 403)])
    def test_nobody_else_moves_it(self, send: Any, make_deal: Any, six_steps: Any, who: str, status: int) -> None:
        deal = make_deal("Campus", stage=2)
        answer = send(who, f"/opportunities/{deal.pk}/move", {"column": six_steps[0].pk})
        assert answer.status_code == status
        deal.refresh_from_db()
        assert deal.stage == six_steps[2]

    def test_the_manager_of_the_team_may(self, send: Any, make_deal: Any, six_steps: Any) -> None:
        deal = make_deal("Campus", stage=2)
        send("zhao", f"/opportunities/{deal.pk}/move", {"column": six_steps[0].pk}, **ON_BOARD)
        deal.refresh_from_db()
        assert deal.stage == six_steps[0]

    def test_a_move_that_another_made_meanwhile_is_shown_and_not_undone(
        self, send: Any, make_deal: Any, six_steps: Any, act: Any
    ) -> None:
        deal = make_deal("Campus", stage=2)
        stages.move_stage(opportunity_id=deal.pk, stage=six_steps[1], act=act("zhao"))
        given = {"column": six_steps[0].pk, "version": deal.version}
        answer = send("lin", f"/opportunities/{deal.pk}/move", given, **ON_BOARD)
        assert answer.status_code == 409
        page = answer.content.decode()
        assert "Zhao Ming changed “Campus” to Build trust" in page
        assert "Nothing was changed" in page
        deal.refresh_from_db()
        assert deal.stage == six_steps[1]

    def test_what_was_typed_stays_when_the_move_clashes(
        self, send: Any, make_deal: Any, six_steps: Any, act: Any
    ) -> None:
        deal = make_deal("Campus", stage=1)
        stages.move_stage(opportunity_id=deal.pk, stage=six_steps[0], act=act("zhao"))
        given = {"column": six_steps[2].pk, "version": deal.version, "evidence": "Plan handed over"}
        clash = send("lin", f"/opportunities/{deal.pk}/move", given, **ON_BOARD)
        assert (clash.status_code, clash["HX-Retarget"]) == (409, "#dialog")
        page = clash.content.decode()
        assert "Plan handed over" in page
        again = {**given, "version": clash.context["form"]["version"].value()}
        assert send("lin", f"/opportunities/{deal.pk}/move", again, **ON_BOARD).status_code == 200
        deal.refresh_from_db()
        assert deal.stage == six_steps[2]

    def test_a_closed_deal_says_so(self, send: Any, make_deal: Any, six_steps: Any, act: Any) -> None:
        deal = make_deal("Campus", stage=2)
        stages.win_opportunity(opportunity_id=deal.pk, act=act())
        answer = send("lin", f"/opportunities/{deal.pk}/move", {"column": six_steps[0].pk}, **ON_BOARD)
        assert answer.status_code == 409
        assert "“Campus” is already closed." in answer.content.decode()


class TestClosing:
    def test_dropping_on_won_asks_when_and_why(self, send: Any, make_deal: Any) -> None:
        deal = make_deal("Campus")
        asked = send("lin", f"/opportunities/{deal.pk}/move", {"column": "won", "version": 1}, **ON_BOARD)
        assert asked["HX-Retarget"] == "#dialog"
        assert 'value="2026-11-19"' in asked.content.decode()
        reason = CloseReason.objects.filter(outcome="won").first()
        given = {"closed_on": "2026-11-18", "reason": reason.pk, "note": "", "version": 1}
        won = send("lin", f"/opportunities/{deal.pk}/win", given, **ON_BOARD)
        assert won.status_code == 200
        deal.refresh_from_db()
        assert (deal.status, deal.closed_on, deal.close_reason) == ("won", date(2026, 11, 18), reason)

    def test_a_loss_needs_its_reason_and_keeps_what_was_typed(self, send: Any, make_deal: Any) -> None:
        deal = make_deal("Campus")
        given = {"closed_on": "2026-11-19", "note": "Too late at the table", "version": 1}
        refused = send("lin", f"/opportunities/{deal.pk}/lose", given, **ON_BOARD)
        assert (refused.status_code, refused["HX-Retarget"]) == (422, "#dialog")
        assert "Too late at the table" in refused.content.decode()
        reason = CloseReason.objects.filter(outcome="lost").first()
        send("lin", f"/opportunities/{deal.pk}/lose", {**given, "reason": reason.pk}, **ON_BOARD)
        deal.refresh_from_db()
        assert (deal.status, deal.close_note) == ("lost", "Too late at the table")

    def test_not_after_today(self, send: Any, make_deal: Any) -> None:
        deal = make_deal("Campus")
        answer = send("lin", f"/opportunities/{deal.pk}/win", {"closed_on": "2026-11-20"}, **ON_BOARD)
        assert answer.status_code == 422
        assert "A deal cannot close after today." in answer.content.decode()

    def test_opens_again(self, send: Any, make_deal: Any, act: Any) -> None:
        deal = make_deal("Campus")
        stages.win_opportunity(opportunity_id=deal.pk, act=act())
        send("lin", f"/opportunities/{deal.pk}/reopen")
        deal.refresh_from_db()
        assert (deal.status, deal.closed_on) == ("open", None)


def test_a_past_day_shows_what_stood_then_and_lets_nothing_move(
    page_of: Any, make_deal: Any, six_steps: Any, act: Any
) -> None:
    deal = make_deal("Campus", 300, now=NOW - timedelta(days=20))
    opportunities.update_opportunity(opportunity_id=deal.pk, values={"amount": Decimal(900)}, act=act())
    then = page_of("lin", f"{COMPANY}&as_of=2026-11-10")
    page = then.content.decode()
    assert column(then, 0).amount.value == 300
    assert "This is how the pipeline stood at the end of 10 Nov" in page
    assert "data-board=" not in page
    assert column(page_of("lin", COMPANY), 0).amount.value == 900


def test_asks_no_more_for_more_deals(
    client: Any, people: Any, at_nine: None, make_deal: Any, django_assert_max_num_queries: Any
) -> None:
    client.force_login(people.lin)
    for number in range(30):
        make_deal(f"Deal {number}", stage=number % 6, expected_close=date(2026, 12, 1))
    with django_assert_max_num_queries(21):
        client.get("/pipeline/board?period=2026-Q4&scope=company")
