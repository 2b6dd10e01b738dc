"""The table: its rows and pages, its columns, its cells changed in place, and the totals at its foot."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from keyaccount.apps.pipeline.models import OpportunityState
from keyaccount.apps.pipeline.queries import deals as deal_query
from keyaccount.apps.pipeline.services import opportunities, stages
from keyaccount.apps.pipeline.tables import rows as row_table
from tests.conftest import NOW
from tests.unit.conftest import ON_TABLE

COMPANY = "/pipeline/table?scope=company"


def names(page: str) -> list[str]:
    return re.findall(r'<a href="/opportunities/\d+/" title="[^"]*">([^<]+)</a>', page)


class TestRows:
    @pytest.mark.parametrize(
        ("who", "seen"),
        [
            ("lin", ["Lins"]),
            ("wang", ["Lins"]),
            ("zhao", ["Lins"]),
            ("stranger", ["Strangers"]),
            ("finance", ["Strangers", "Lins"]),
            ("auditor", ["Strangers", "Lins"]),
        ],
    )
    def test_are_those_one_may_see(self, page_of: Any, make_deal: Any, who: str, seen: list[str]) -> None:
        make_deal("Lins", 300)
        make_deal("Strangers", 500, who="stranger")
        answer = page_of(who, COMPANY)
        assert names(answer.content.decode()) == seen
        foot = answer.context["table"].foot
        assert foot.count.value == len(seen)
        assert sum(figure.value for figure in foot.totals if figure and figure.key == "pipeline.amount") == (
            300 * ("Lins" in seen) + 500 * ("Strangers" in seen)
        )

    @pytest.mark.parametrize(
        ("sort", "expected"),
        [
            ("amount", ["C", "A", "B", "none"]),
            ("-amount", ["B", "A", "C", "none"]),
            ("name", ["A", "B", "C", "none"]),
            ("-name", ["none", "C", "B", "A"]),
            ("expected_close", ["B", "A", "C", "none"]),
            ("-expected_close", ["C", "A", "B", "none"]),
            ("stage", ["C", "B", "none", "A"]),
            ("weighted", ["C", "B", "A", "none"]),
            ("nonsense", ["C", "A", "B", "none"]),
        ],
    )
    def test_stand_in_the_order_asked_for_with_the_empty_ones_last(
        self, page_of: Any, make_deal: Any, sort: str, expected: list[str]
    ) -> None:
        make_deal("A", 200, stage=0, expected_close=date(2026, 12, 2))
        make_deal("B", 110, stage=2, expected_close=date(2026, 12, 1))
        make_deal("C", 300, stage=3, expected_close=date(2026, 12, 3))
        make_deal("none", None, stage=1)
        assert names(page_of("lin", f"{COMPANY}&sort={sort}").content.decode()) == expected

    @pytest.mark.parametrize("sort", ["amount", "-amount", "name", "expected_close", "weighted", "owner", "days"])
    def test_pages_show_every_row_once_forth_and_back(
        self, page_of: Any, make_deal: Any, monkeypatch: Any, sort: str
    ) -> None:
        monkeypatch.setattr(deal_query.page_of_deals, "__kwdefaults__", {"size": 3, "stage": None})
        for number in range(11):
            amount = None if number % 4 == 3 else 100 + number % 3
            make_deal(
                f"Deal {number:02}", amount, expected_close=date(2026, 12, 1 + number % 2) if number % 5 else None
            )
        forth, url = [], f"{COMPANY}&sort={sort}"
        pages = []
        while url:
            answer = page_of("lin", url)
            pages.append(names(answer.content.decode()))
            forth += pages[-1]
            table = answer.context["table"]
            url = f"/pipeline/table?{table.next_link}" if table.next_link else ""
        assert sorted(forth) == [f"Deal {number:02}" for number in range(11)]
        back = []
        while table.previous_link:
            answer = page_of("lin", f"/pipeline/table?{table.previous_link}")
            table = answer.context["table"]
            back.append(names(answer.content.decode()))
        assert back == pages[-2::-1]

    def test_a_broken_link_to_a_page_says_what_to_do(self, page_of: Any) -> None:
        answer = page_of("lin", f"{COMPANY}&after=%21%21")
        assert answer.status_code == 400
        assert "Start at the first page" in answer.content.decode()

    def test_closed_deals_have_their_own_totals(self, page_of: Any, make_deal: Any, act: Any) -> None:
        stages.win_opportunity(opportunity_id=make_deal("Won", 300).pk, act=act())
        won = page_of("lin", f"{COMPANY}&status=won&period=2026-Q4")
        assert names(won.content.decode()) == ["Won"]
        assert [figure.key for figure in won.context["table"].foot.totals if figure] == ["pipeline.won"]
        assert names(page_of("lin", f"{COMPANY}&status=won&period=2026-Q3").content.decode()) == []
        both = page_of("lin", f"{COMPANY}&status=closed")
        assert not any(both.context["table"].foot.totals)
        assert "1 in all" in both.content.decode()

    def test_a_figures_list_has_exactly_its_rows(self, page_of: Any, make_deal: Any, act: Any, ask: Any) -> None:
        make_deal("Open", 300, expected_close=date(2026, 12, 1))
        make_deal("Undated", 40)
        make_deal("Strangers", 500, who="stranger", expected_close=date(2026, 12, 1))
        stages.win_opportunity(opportunity_id=make_deal("Won", 70).pk, act=act())
        for key in ("pipeline.count", "pipeline.weighted", "pipeline.won", "pipeline.win_rate", "sales.closed"):
            for asked in ({"period": "2026-Q4"}, {"scope": "team:East"}, {"scope": "user:lin", "as_of": "2026-11-19"}):
                figure = ask(key, "lin", **asked)
                query = "&".join(f"{name}={text}".replace("#", "%23") for name, text in figure.rows.list_query.items())
                listed = names(page_of("lin", f"/pipeline/table?{query}").content.decode())
                assert sorted(listed) == sorted(row["opportunity"] for row in figure.rows.fetch(100)), (key, asked)

    def test_no_deals_at_all_teaches_and_no_match_offers_to_clear(self, page_of: Any, make_deal: Any) -> None:
        assert "No deals yet" in page_of("lin", COMPANY).content.decode()
        make_deal("Campus")
        page = page_of("lin", f"{COMPANY}&q=nothing-like-it").content.decode()
        assert "No deal fits these filters" in page
        assert "Clear the filter" in page

    def test_a_past_day_shows_the_values_of_then(self, page_of: Any, make_deal: Any, act: Any) -> None:
        deal = make_deal("Campus", 300, now=NOW - timedelta(days=20))
        opportunities.update_opportunity(opportunity_id=deal.pk, values={"amount": Decimal(900)}, act=act())
        answer = page_of("lin", f"{COMPANY}&as_of=2026-11-10")
        page = answer.content.decode()
        assert names(page) == ["Campus"]
        assert ">300<" in page
        assert ">900<" not in page
        assert "data-edit-url" not in page
        assert answer.context["table"].foot.count.value == 1

    def test_asks_no_more_for_more_deals(
        self, client: Any, people: Any, at_nine: None, make_deal: Any, django_assert_max_num_queries: Any
    ) -> None:
        client.force_login(people.lin)
        for number in range(30):
            make_deal(f"Deal {number}", stage=number % 6)
        with django_assert_max_num_queries(20):
            client.get(COMPANY)


class TestColumns:
    def test_are_those_of_the_address_and_remembered(self, page_of: Any, send: Any, make_deal: Any) -> None:
        make_deal("Campus")
        chosen = send("lin", "/pipeline/table/columns", {"columns": ["name", "team", "no-such"]}, **ON_TABLE)
        assert [head.key for head in chosen.context["table"].heads] == ["name", "team"]
        assert "columns=name%2Cteam" in chosen["HX-Replace-Url"]
        assert [head.key for head in page_of("lin", COMPANY).context["table"].heads] == ["name", "team"]
        asked = page_of("lin", f"{COMPANY}&columns=name,amount")
        assert [head.key for head in asked.context["table"].heads] == ["name", "amount"]


class TestCells:
    def url(self, deal: Any, key: str) -> str:
        return f"/opportunities/{deal.pk}/cell/{key}?unit=1.0"

    def test_only_those_one_may_write_can_be_changed(self, page_of: Any, make_deal: Any) -> None:
        make_deal("Campus")
        assert "data-edit-url" in page_of("lin", COMPANY).content.decode()
        for who in ("wang", "auditor", "finance"):
            assert "data-edit-url" not in page_of(who, COMPANY).content.decode()

    @pytest.mark.parametrize(("who", "status"), [("wang", 403), ("auditor", 403), ("stranger", 404)])
    def test_nobody_else_gets_a_form(self, page_of: Any, send: Any, make_deal: Any, who: str, status: int) -> None:
        deal = make_deal("Campus")
        assert page_of(who, self.url(deal, "amount"), **ON_TABLE).status_code == status
        assert send(who, self.url(deal, "amount"), {"value": "1"}, **ON_TABLE).status_code == status

    @pytest.mark.parametrize(
        ("key", "typed", "field", "value"),
        [
            ("amount", "1,234.50", "amount", Decimal("1234.50")),
            ("amount", "", "amount", None),
            ("expected_close", "2026-12-31", "expected_close", date(2026, 12, 31)),
            ("next_step", "Visit the CFO", "next_step", "Visit the CFO"),
            ("next_step_on", "2026-11-24", "next_step_on", date(2026, 11, 24)),
        ],
    )
    def test_a_value_is_saved_and_the_row_comes_back(
        self, send: Any, make_deal: Any, key: str, typed: str, field: str, value: Any
    ) -> None:
        deal = make_deal("Campus", 100)
        answer = send("lin", self.url(deal, key), {"value": typed, "version": deal.version}, **ON_TABLE)
        assert (answer.status_code, answer["HX-Retarget"]) == (200, f"#deal-{deal.pk}")
        assert "ka:deals" in answer["HX-Trigger"]
        assert 'saved"' in answer.content.decode()
        deal.refresh_from_db()
        assert getattr(deal, field) == value

    @pytest.mark.parametrize(
        ("key", "typed", "said"),
        [
            ("amount", "much", "Enter a number."),
            ("amount", "-5", "greater than or equal to 0"),
            ("expected_close", "soon", "Enter a valid date."),
        ],
    )
    def test_what_cannot_be_accepted_stays_in_the_cell_with_what_to_do(
        self, send: Any, make_deal: Any, key: str, typed: str, said: str
    ) -> None:
        deal = make_deal("Campus")
        answer = send("lin", self.url(deal, key), {"value": typed, "version": 1}, **ON_TABLE)
        page = answer.content.decode()
        assert answer.status_code == 422
        assert said in page
        assert f'value="{typed}"' in page

    def test_another_field_merges_and_the_same_field_asks(self, send: Any, make_deal: Any, act: Any) -> None:
        deal = make_deal("Campus", 100)
        opportunities.update_opportunity(opportunity_id=deal.pk, values={"next_step": "Call"}, act=act("zhao"))
        merged = send("lin", self.url(deal, "amount"), {"value": "150", "version": deal.version}, **ON_TABLE)
        assert merged.status_code == 200
        deal.refresh_from_db()
        assert (deal.amount, deal.next_step) == (150, "Call")

        read = deal.version
        opportunities.update_opportunity(opportunity_id=deal.pk, values={"amount": Decimal(170)}, act=act("zhao"))
        clash = send("lin", self.url(deal, "amount"), {"value": "160", "version": read}, **ON_TABLE)
        page = clash.content.decode()
        assert clash.status_code == 409
        assert "Zhao Ming changed “Campus” to 170" in page
        assert 'value="160"' in page
        again = {"value": "160", "version": clash.context["form"]["version"].value()}
        assert send("lin", self.url(deal, "amount"), again, **ON_TABLE).status_code == 200
        deal.refresh_from_db()
        assert deal.amount == 160

    def test_a_stage_forwards_asks_for_the_end_mark(self, send: Any, make_deal: Any, six_steps: Any) -> None:
        deal = make_deal("Campus", stage=1)
        given = {"value": six_steps[2].pk, "version": deal.version}
        asked = send("lin", self.url(deal, "stage"), given, **ON_TABLE)
        assert f'hx-get="/opportunities/{deal.pk}/move?column={six_steps[2].pk}' in asked.content.decode()
        deal.refresh_from_db()
        assert deal.stage == six_steps[1]
        back = send("lin", self.url(deal, "stage"), {**given, "value": six_steps[0].pk}, **ON_TABLE)
        assert back.status_code == 200
        deal.refresh_from_db()
        assert deal.stage == six_steps[0]

    def test_totals_ask_for_themselves_with_the_filters_of_the_page(self, page_of: Any, make_deal: Any) -> None:
        make_deal("Campus", 100)
        make_deal("Rpo", 40)
        headers = {**ON_TABLE, "HX-Current-URL": f"http://testserver{COMPANY}&q=rpo"}
        foot = page_of("lin", "/pipeline/table/totals?unit=1.0", **headers).content.decode()
        assert ">40<" in foot
        assert ">40<" not in page_of("lin", "/pipeline/sums", **ON_TABLE).content.decode()
        assert "¥40" in page_of("lin", "/pipeline/sums", **headers).content.decode()


class TestArchivingMany:
    def test_archives_those_one_may_and_says_what_it_left(self, send: Any, make_deal: Any) -> None:
        mine, other = make_deal("Mine"), make_deal("Strangers", who="stranger")
        answer = send("lin", "/pipeline/table/archive", {"ids": [mine.pk, other.pk]}, **ON_TABLE)
        assert answer["HX-Redirect"].startswith("/pipeline/table?")
        mine.refresh_from_db()
        other.refresh_from_db()
        assert mine.archived_at is not None
        assert other.archived_at is None
        assert OpportunityState.objects.current().get(opportunity=mine).status == "archived"


def test_a_row_that_has_not_changed_is_not_written_again(page_of: Any, make_deal: Any) -> None:
    make_deal("Campus")
    page_of("lin", COMPANY)
    before = row_table.row.cache_info()
    page_of("lin", COMPANY)
    after = row_table.row.cache_info()
    assert (after.hits - before.hits, after.misses - before.misses) == (1, 0)


def test_names_are_text_never_markup(page_of: Any, make_deal: Any) -> None:
    make_deal("<script>alert(1)</script>", next_step='" onclick="x')
    for url in (COMPANY, "/pipeline/board?scope=company"):
        page = page_of("lin", url).content.decode()
        assert "<script>alert" not in page
        assert '" onclick="x' not in page


def test_exports_carry_the_same_filters_for_those_who_may(page_of: Any, make_deal: Any, people: Any) -> None:
    make_deal("Campus")
    page = page_of("lin", f"{COMPANY}&q=camp").content.decode()
    assert "/exports/opportunities.csv?" in page
    assert "q=camp" in page[page.index("/exports/opportunities.csv?") :][:200]
    people.lin.role.may_export = False
    people.lin.role.save()
    assert "/exports/" not in page_of("lin", COMPANY).content.decode()
