"""The funnel and the flow: pictures that say what the tables beside them say, to the cent."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from html import unescape
from typing import Any

import pytest

from keyaccount.apps.pipeline.models import CloseReason
from keyaccount.apps.pipeline.services import opportunities, stages
from tests.conftest import NOW
from tests.unit.conftest import PART

FUNNEL = "/pipeline/funnel?scope=company"
FLOW = "/pipeline/flow?scope=company"
BEFORE = NOW - timedelta(days=10)


class TestFunnel:
    def test_the_worked_example(self, page_of: Any, make_deal: Any) -> None:
        """DOMAIN §3: 18 deals, 1,424 in all, 364.8 weighted."""
        counts, totals = (5, 4, 3, 2, 2, 2), (300, 240, 176, 464, 146, 98)
        for stage, (count, total) in enumerate(zip(counts, totals, strict=True)):
            for number in range(count):
                amount = total - (count - 1) if number == 0 else 1
                make_deal(f"{stage}.{number}", amount, stage=stage)
        answer = page_of("lin", FUNNEL)
        funnel = answer.context["funnel"]
        assert [line.count.value for line in funnel.lines] == list(counts)
        assert [line.amount.value for line in funnel.lines] == list(totals)
        assert (funnel.count.value, funnel.amount.value, funnel.weighted.value) == (18, 1424, Decimal("364.8"))
        drawn = funnel.chart["stages"]
        assert [stage["total"] for stage in drawn] == list(totals)
        assert sum(Decimal(str(stage["weighted"])) for stage in drawn) == Decimal("364.8")

    @pytest.mark.parametrize(("who", "total"), [("lin", 300), ("wang", 300), ("stranger", 0), ("auditor", 300)])
    def test_is_of_what_one_may_see(self, page_of: Any, make_deal: Any, who: str, total: int) -> None:
        make_deal("Campus", 300)
        assert page_of(who, FUNNEL).context["funnel"].amount.value == total

    def test_how_deals_ended_is_of_the_last_year_whatever_the_period(
        self, page_of: Any, make_deal: Any, act: Any
    ) -> None:
        won, lost = make_deal("Won", 300), make_deal("Lost", 100)
        stages.win_opportunity(opportunity_id=won.pk, closed_on=date(2026, 10, 1), act=act())
        reason = CloseReason.objects.filter(outcome="lost").first()
        stages.lose_opportunity(opportunity_id=lost.pk, reason=reason, act=act())
        ended = page_of("lin", f"{FUNNEL}&period=2027-Q1").context["outcomes"]
        assert (ended.win_rate.value, ended.closed.value, ended.cycle.value) == (Decimal("0.5"), 300, 30)


def flow_deals(answer: Any) -> str:
    """Where the page says that its deals come from."""
    found = re.search(r'hx-get="(/pipeline/flow/deals[^"]*)"', answer.content.decode())
    assert found
    return unescape(found[1])


class TestFlow:
    @pytest.fixture
    def moved(self, make_deal: Any, six_steps: Any, act: Any) -> dict[str, Any]:
        """Ten days ago four deals stood; since then one moved on, one grew, one was won, one is new."""
        deals = {name: make_deal(name, 100_000, stage=1, now=BEFORE) for name in ("Moved", "Grew", "Won")}
        make_deal("Still", 100_000, stage=1, now=BEFORE)
        stages.move_stage(opportunity_id=deals["Moved"].pk, stage=six_steps[3], evidence="Invited", act=act())
        opportunities.update_opportunity(
            opportunity_id=deals["Grew"].pk, values={"amount": Decimal("133333.33")}, act=act()
        )
        stages.win_opportunity(opportunity_id=deals["Won"].pk, act=act())
        deals["New"] = make_deal("New", 50_000, stage=0)
        return deals

    def test_bars_sum_and_each_names_its_deals(self, page_of: Any, moved: dict[str, Any]) -> None:
        answer = page_of("lin", FLOW)
        flow = answer.context["flow"]
        assert (flow.opening.value, flow.closing.value) == (40_000, Decimal("55833.333"))
        later = page_of("lin", flow_deals(answer))
        assert {bar.key: [deal.name for deal in bar.deals] for bar in later.context["bars"]} == {
            "new": ["New"],
            "stage_up": ["Moved"],
            "amount_up": ["Grew"],
            "won": ["Won"],
        }
        heads = [(bar.key, bar.title, bar.count, bar.effect) for bar in flow.bars]
        assert heads == [(bar.key, bar.title, bar.count, bar.effect) for bar in later.context["bars"]]
        page = later.content.decode()
        assert "Build trust 10% · ¥100K · –" in page
        assert "Present value 30% · ¥100K · –" in page
        assert "not there yet" in page

    def test_the_chart_sums_to_the_cent_in_its_own_unit(self, page_of: Any, moved: dict[str, Any]) -> None:
        chart = page_of("lin", FLOW).context["flow"].chart
        cents = [round(chart["open"]["value"] * 100), *(round(step["value"] * 100) for step in chart["steps"])]
        assert sum(cents) == round(chart["close"]["value"] * 100)

    def test_between_any_two_days(self, page_of: Any, moved: dict[str, Any]) -> None:
        answer = page_of("lin", f"{FLOW}&since=2026-11-01&as_of=2026-11-10")
        flow = answer.context["flow"]
        assert (flow.opening.value, flow.closing.value) == (0, 40_000)
        assert {bar.key: bar.count for bar in flow.bars} == {"new": 4}
        assert "Nothing can be changed here" in answer.content.decode()

    @pytest.mark.parametrize(("who", "bars"), [("wang", 4), ("stranger", 0), ("finance", 4)])
    def test_is_of_what_one_may_see(self, page_of: Any, moved: dict[str, Any], who: str, bars: int) -> None:
        answer = page_of(who, FLOW)
        assert len(answer.context["flow"].bars) == bars
        assert page_of(who, FLOW.replace("flow", "flow/deals")).content.decode().count("/opportunities/") == bars

    def test_all_deals_of_a_long_bar_come_when_asked_for(self, page_of: Any, make_deal: Any) -> None:
        for number in range(23):
            make_deal(f"Deal {number}", 100 + number)
        first = page_of("lin", flow_deals(page_of("lin", FLOW)))
        assert (first.context["bars"][0].count, first.context["bars"][0].left) == (23, 3)
        headers = {**PART, "HX-Current-URL": f"http://testserver{FLOW}"}
        assert page_of("lin", "/pipeline/flow/new", **headers).content.decode().count("/opportunities/") == 23
        assert page_of("lin", "/pipeline/flow/lost", **headers).content.decode().strip() == ""
        assert page_of("lin", "/pipeline/flow/nonsense", **headers).status_code == 404

    @pytest.mark.parametrize(
        ("query", "said"),
        [
            ("since=2026-11-20", "The first day of a flow comes before its last."),
            ("since=last+week", "“last week” is not a date."),
            ("as_of=2026-13-01", "“2026-13-01” is not a date."),
        ],
    )
    def test_days_that_cannot_be_are_said(self, page_of: Any, query: str, said: str) -> None:
        answer = page_of("lin", f"{FLOW}&{query}")
        assert answer.status_code == 400
        assert said in answer.content.decode()

    def test_asks_no_more_for_more_deals(
        self, client: Any, people: Any, at_nine: None, make_deal: Any, django_assert_max_num_queries: Any
    ) -> None:
        client.force_login(people.lin)
        for number in range(30):
            make_deal(f"Deal {number}", stage=number % 6)
        for address in (FLOW, FLOW.replace("flow", "flow/deals")):
            with django_assert_max_num_queries(20):
                client.get(address)
