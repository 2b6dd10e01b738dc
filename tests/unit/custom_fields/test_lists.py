"""Custom fields in lists: chosen, ordered and narrowed as their kind means it."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from keyaccount.apps.contacts.services import contacts
from keyaccount.apps.pipeline.queries.asking import read
from keyaccount.apps.pipeline.queries.deals import deals
from keyaccount.apps.workspace.models import ExchangeRate
from keyaccount.apps.workspace.queries.custom_fields import fields_on
from keyaccount.kernel.money import Money
from tests.conftest import TODAY
from tests.unit.custom_fields.conftest import names

pytestmark = pytest.mark.django_db


def test_columns_can_be_chosen(held: Any, page_of: Any, people: Any) -> None:
    held("A", custom_seats=Decimal("3.25"), custom_grade="silver", custom_sponsor=people.zhao)
    page = page_of("lin", "/accounts/?columns=custom_grade,custom_seats,custom_sponsor")
    heads = [str(head.title) for head in page.context["listed"].heads if head.shown]
    assert heads == ["Account", "Grade", "Seats", "Sponsor"]
    assert page.context["listed"].lines[0].cells[1:4] == ["Silver", "3.25", "Zhao Ming"]


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("custom_seats", "BCAD"),
        ("-custom_seats", "ACBD"),
        ("custom_grade", "ACBD"),
        ("-custom_grade", "BCAD"),
        ("custom_contract_until", "CABD"),
        ("custom_region_code", "BACD"),
        ("custom_budget", "BCAD"),
        ("-custom_budget", "ACBD"),
        ("custom_sponsor", "CBAD"),
    ],
)
def test_lists_are_ordered_as_the_kind_means_it(
    held: Any, page_of: Any, people: Any, sort: str, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Empty ones last, either way; page after page."""
    ExchangeRate.objects.create(currency_id="USD", day=date(2026, 1, 1), rate=Decimal(7))
    rows = {
        "A": (100, "gold", 20, "beta", Money(Decimal(100), "USD"), people.zhao),
        "B": (-5, "bronze", 30, "alpha", Money(Decimal(99), "CNY"), people.wang),
        "C": (9, "silver", 10, "gamma", Money(Decimal(600), "CNY"), people.lin),
    }
    for name, (seats, grade, days, code, budget, sponsor) in rows.items():
        held(name, custom_seats=Decimal(seats), custom_grade=grade, custom_contract_until=TODAY + timedelta(days),
             custom_region_code=code, custom_budget=budget, custom_sponsor=sponsor)  # fmt: skip
    held("D")
    monkeypatch.setattr("keyaccount.apps.workspace.tables.listing.page_ids.__defaults__", (2,))
    expected = "".join(sorted("ABC", key=lambda name: rows[name][5].name)) + "D" if "sponsor" in sort else expected
    found, url = "", f"/accounts/?sort={sort}"
    while url:
        page = page_of("lin", url)
        found += "".join(names(page))
        url = page.context["listed"].next_url
    assert found == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("custom_seats=9", "B"),
        ("custom_seats=9..", "AB"),
        ("custom_seats=..9", "BC"),
        ("custom_seats=-5..50", "BC"),
        ("custom_seats=0.5", ""),
        ("custom_seats=none", "D"),
        ("custom_contract_until=2026-12-01..2026-12-31", "A"),
        ("custom_contract_until=2026-12-31..", "B"),
        ("custom_grade=gold", "A"),
        ("custom_grade=gold,silver", "AB"),
        ("custom_grade=none", "CD"),
        ("custom_region_code=EAST", "AB"),
        ("custom_region_code=east", "AB"),
        ("custom_budget=700..", "A"),
        ("custom_budget=700.01..", ""),
        ("custom_budget=..699.99", "B"),
        ("custom_budget=1,00..200", "B"),
        ("custom_sponsor=me", "C"),
        ("custom_gone=5", "ABCD"),
    ],
)
def test_lists_are_narrowed_by_each_kind(held: Any, page_of: Any, people: Any, query: str, expected: str) -> None:
    ExchangeRate.objects.create(currency_id="USD", day=date(2026, 1, 1), rate=Decimal(7))
    held("A", custom_seats=Decimal(100), custom_contract_until=date(2026, 12, 5), custom_grade="gold",
         custom_region_code="East", custom_budget=Money(Decimal(100), "USD"))  # fmt: skip
    held("B", custom_seats=Decimal(9), custom_contract_until=date(2027, 1, 1), custom_grade="silver",
         custom_region_code="north-east", custom_budget=Money(Decimal(150), "CNY"))  # fmt: skip
    held("C", custom_seats=Decimal(-5), custom_sponsor=people.lin)
    held("D")
    assert "".join(names(page_of("lin", f"/accounts/?{query}"))) == expected


@pytest.mark.parametrize(
    "query",
    [
        "custom_seats=many",
        "custom_seats=1..x",
        "custom_contract_until=2026-99-99",
        "custom_sponsor=lin",
        "custom_budget=1e9",
    ],
)
def test_a_filter_that_makes_no_sense_says_what_to_write(held: Any, page_of: Any, query: str) -> None:
    answer = page_of("lin", f"/accounts/?{query}")
    assert answer.status_code == 400 or "does not understand" in answer.content.decode()
    assert "does not understand" in answer.content.decode()


def test_the_menu_of_filters_leads_to_the_narrowed_list(every_kind: Any, held: Any, page_of: Any) -> None:
    menu = page_of("lin", "/fields/accounts/filters?next=/accounts/?industry=IT").content.decode()
    assert all(field.label in menu for field in fields_on("accounts"))
    base = "/fields/accounts/filters"
    for path, expected in {
        "custom_seats?low=5&high=9": "/accounts/?q=a&custom_seats=5..9",
        "custom_seats?low=&high=": "/accounts/?q=a",
        "custom_grade?value=gold&value=silver": "/accounts/?q=a&custom_grade=gold%2Csilver",
        "custom_region_code?empty=on&value=x": "/accounts/?q=a&custom_region_code=none",
    }.items():
        answer = page_of("lin", f"{base}/{path}&next=/accounts/%3Fq%3Da%26after%3Dxyz")
        assert (answer.status_code, answer["Location"]) == (302, expected)
    assert page_of("lin", f"{base}/custom_seats?low=5&next=https://elsewhere.example/")["Location"].startswith("/?")
    assert page_of("lin", f"{base}/custom_nothing?low=5").status_code == 404
    page = page_of("lin", "/accounts/?custom_seats=5..9&custom_grade=gold").content.decode()
    assert "5–9" in page


def test_a_list_asks_as_many_queries_for_one_account_as_for_thirty(held: Any, page_of: Any, people: Any) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            page_of("lin", "/accounts/?columns=custom_sponsor,custom_referred_by,custom_grade")
        return len(queries)

    first = held("First", custom_sponsor=people.zhao)
    held("Second", custom_sponsor=people.zhao, custom_referred_by=first)
    page_of("lin", "/accounts/")
    one = asked()
    for number in range(30):
        held(f"N{number}", custom_sponsor=people.wang, custom_referred_by=first)
    assert asked() == one


def test_contacts_are_narrowed_and_ordered_too(every_kind: Any, act: Any, page_of: Any) -> None:
    for name, seats in {"Chen": 3, "Ai": 9, "Bo": None}.items():
        given = {} if seats is None else {"custom_seats": Decimal(seats)}
        contacts.create_contact(values={"name": name, **given}, act=act())
    assert names(page_of("lin", "/contacts/?sort=-custom_seats")) == ["Ai", "Chen", "Bo"]
    assert names(page_of("lin", "/contacts/?custom_seats=4..")) == ["Ai"]
    assert "9" in page_of("lin", "/contacts/?columns=custom_seats").content.decode()


# ── Deals ──
def test_deals_are_narrowed_ordered_and_shown(every_kind: Any, make_deal: Any, page_of: Any, people: Any) -> None:
    make_deal("Small", custom_seats=Decimal(3), custom_grade="gold")
    make_deal("Large", custom_seats=Decimal(30), custom_grade="silver", custom_sponsor=people.zhao)
    make_deal("None")
    page = page_of("lin", "/pipeline/table?sort=-custom_seats&columns=name,custom_seats,custom_sponsor,custom_grade")
    text = page.content.decode()
    assert text.index("Large") < text.index("Small") < text.index("None")
    assert "Zhao Ming" in text
    assert "Silver" in text
    narrowed = page_of("lin", "/pipeline/table?custom_grade=gold")
    assert narrowed.context["table"].count == 1
    assert narrowed.context["table"].known.value == 1
    assert "More fields" in narrowed.content.decode()
    assert page_of("lin", "/pipeline/board?custom_seats=10..").status_code == 200
    assert page_of("lin", "/pipeline/funnel?custom_seats=10..").status_code == 200


def test_figures_count_exactly_the_deals_of_the_list(
    every_kind: Any, make_deal: Any, people: Any, page_of: Any, ask: Any
) -> None:
    for number in range(5):
        make_deal(f"D{number}", 100, custom_seats=Decimal(number))
    asked = read({"custom_seats": "2..3"}, viewer=people.lin, today=TODAY)
    assert deals(asked).count() == 2
    assert ask("pipeline.amount", "lin", custom_seats="2..3").value == 200
    drawer = page_of("lin", "/figures/pipeline.amount?custom_seats=2..3", **{"HX-Request": "true"})
    assert drawer.status_code == 200
    past = read({"custom_seats": "2..3", "as_of": "2026-11-18"}, viewer=people.lin, today=TODAY)
    assert deals(past).count() == 0


def test_a_cell_changed_in_place_keeps_the_columns_beside_it(every_kind: Any, make_deal: Any, send: Any) -> None:
    deal = make_deal("Deal", custom_region_code="EAST-9")
    at = {
        "HX-Request": "true",
        "HX-Current-URL": "http://testserver/pipeline/table?columns=name,amount,custom_region_code",
    }
    answer = send("lin", f"/opportunities/{deal.pk}/cell/amount", {"value": "5", "version": deal.version}, **at)
    assert "EAST-9" in answer.content.decode()
