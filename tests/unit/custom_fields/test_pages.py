"""Custom fields in forms, on pages, in lists: read, written, ordered, narrowed, and only by whom they are for."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.accounts.queries.listing import accounts_of_text, as_text
from keyaccount.apps.accounts.services import accounts
from keyaccount.apps.contacts.services import contacts
from keyaccount.apps.pipeline.queries.asking import read
from keyaccount.apps.pipeline.queries.deals import deals
from keyaccount.apps.workspace.models import ExchangeRate
from keyaccount.apps.workspace.queries.custom_fields import fields_on
from keyaccount.apps.workspace.services.custom_values import OnlyForTenders
from keyaccount.kernel.errors import Conflict, Invalid
from keyaccount.kernel.money import Money
from tests.conftest import NOW, TODAY

pytestmark = pytest.mark.django_db
KEPT = {
    "region_code": "EAST-07",
    "seats": 12_500_000,
    "budget": {"amount": 125_000_050, "currency": "CNY"},
    "contract_until": "2027-03-31",
    "grade": "gold",
}
FORM = {
    "custom_region_code": "EAST-07",
    "custom_seats": "12.5",
    "custom_budget_0": "1,250,000.50",
    "custom_budget_1": "CNY",
    "custom_contract_until": "2027-03-31",
    "custom_grade": "gold",
}


@pytest.fixture
def acme(act: Any) -> Account:
    return accounts.create_account(values={"name": "Acme"}, act=act())


@pytest.fixture
def held(act: Any, every_kind: Any) -> Any:
    """held("A", custom_seats=3): an account of lin's."""

    def make(name: str, who: str = "lin", **values: Any) -> Account:
        return accounts.create_account(values={"name": name, **values}, act=act(who))

    return make


def names(page: Any) -> list[str]:
    return [line.record.name for line in page.context["listed"].lines]


# ── Forms ──
@pytest.mark.parametrize(
    ("url", "more"),
    [
        ("/accounts/new", {"name": "Delta"}),
        ("/contacts/new", {"name": "Chen"}),
        ("/opportunities/new", {"name": "Deal", "currency": "CNY", "opened_on": "2026-11-01"}),
    ],
)
def test_every_kind_goes_through_a_form(
    every_kind: Any, acme: Account, people: Any, send: Any, page_of: Any, url: str, more: Any
) -> None:
    on = {"accounts": "accounts", "contacts": "contacts", "opportunities": "opportunities"}[url.split("/")[1]]
    model = next(iter(every_kind[on].values()))
    stage = {"stage": page_of("lin", url).context["form"].initial.get("stage", "")}
    form = {**FORM, **more, **stage, "owner": people.lin.pk}
    form |= {"custom_sponsor": people.zhao.pk, "custom_referred_by": acme.pk}
    answer = send("lin", url, form)
    assert answer.status_code == 302, answer.content.decode()
    assert model.on == on
    page = page_of("lin", answer["Location"]).content.decode()
    for text in ("EAST-07", "12.5", "1,250,000.50", "Gold", "Zhao Ming", "Acme", "Region code"):
        assert text in page
    edit = page_of("lin", answer["Location"] + "edit").context["form"]
    assert {name: edit.initial[name] for name in edit.initial if name.startswith("custom_")} == {
        "custom_region_code": "EAST-07",
        "custom_seats": Decimal("12.5"),
        "custom_budget": Money(Decimal("1250000.50"), "CNY"),
        "custom_contract_until": date(2027, 3, 31),
        "custom_grade": "gold",
        "custom_sponsor": people.zhao.pk,
        "custom_referred_by": acme.pk,
    }


def test_a_value_is_taken_away_by_an_empty_field(
    acme: Account, every_kind: Any, act: Any, send: Any, people: Any
) -> None:
    accounts.update_account(account_id=acme.pk, values={"custom_seats": Decimal(3)}, act=act())
    form = {"name": "Acme", "owner": people.lin.pk, "custom_seats": "", "custom_budget_0": "", "custom_budget_1": "CNY"}
    assert send("lin", f"/accounts/{acme.pk}/edit", form).status_code == 302
    acme.refresh_from_db()
    assert acme.custom == {}


def test_a_required_field_is_asked_of_new_records(define: Any, acme: Account, act: Any, send: Any, people: Any) -> None:
    define("accounts", "money", required=True)
    answer = send("lin", "/accounts/new", {"name": "Other", "owner": people.lin.pk, "custom_budget_1": "CNY"})
    assert answer.status_code == 422
    assert 'value="Other"' in answer.content.decode()
    with pytest.raises(Invalid) as refused:
        accounts.create_account(values={"name": "Other"}, act=act())
    assert set(refused.value.fields) == {"custom_budget"}
    accounts.update_account(account_id=acme.pk, values={"city": "Wuxi"}, act=act())


def test_different_fields_merge_and_the_same_field_asks(
    every_kind: Any, acme: Account, act: Any, send: Any, people: Any
) -> None:
    seen = acme.version
    change = accounts.update_account
    change(account_id=acme.pk, values={"custom_seats": Decimal(3)}, act=act("zhao"), version=seen)
    change(account_id=acme.pk, values={"custom_grade": "gold"}, act=act(), version=seen)
    acme.refresh_from_db()
    assert acme.custom == {"seats": 3_000_000, "grade": "gold"}
    with pytest.raises(Conflict) as conflict:
        change(account_id=acme.pk, values={"custom_seats": Decimal(5)}, act=act(), version=seen)
    assert [clash.field for clash in conflict.value.clashes] == ["custom_seats"]
    money = {"custom_budget_0": "70", "custom_budget_1": "CNY"}
    form = {"name": "Acme", "owner": people.lin.pk, "version": seen, "custom_seats": "5", "custom_grade": "", **money}
    answer = send("lin", f"/accounts/{acme.pk}/edit", form)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Seats" in page
    assert 'name="custom_budget_0" value="70"' in page
    acme.refresh_from_db()
    assert acme.custom["budget"] == {"amount": 7000, "currency": "CNY"}


def test_only_records_that_one_sees_can_be_named(every_kind: Any, act: Any, people: Any) -> None:
    secret = accounts.create_account(values={"name": "Zebra"}, act=act())
    for value in (secret, secret.pk, 999_999):
        with pytest.raises(Invalid) as refused:
            accounts.create_account(values={"name": "Spy", "custom_referred_by": value}, act=act("stranger"))
        assert "Zebra" not in str(refused.value.fields)


def test_an_unknown_currency_is_refused(every_kind: Any, act: Any) -> None:
    with pytest.raises(Invalid):
        accounts.create_account(values={"name": "A", "custom_budget": Money(Decimal(1), "XXX")}, act=act())


# ── Visibility ──
def test_the_name_of_an_unseen_account_is_never_shown(
    every_kind: Any, act: Any, page_of: Any, send: Any, people: Any
) -> None:
    secret = accounts.create_account(values={"name": "Zebra-7341"}, act=act())
    open_ = accounts.create_account(values={"name": "Open", "owner": None}, act=act("admin"))
    accounts.update_account(account_id=open_.pk, values={"custom_referred_by": secret}, act=act("admin"))
    accounts.update_account(account_id=open_.pk, values={"owner": people.stranger}, act=act("admin"))
    for url in (f"/accounts/{open_.pk}/", f"/accounts/{open_.pk}/edit", "/accounts/?columns=custom_referred_by",
                f"/accounts/?custom_referred_by={secret.pk}"):  # fmt: skip
        page = page_of("stranger", url)
        assert page.status_code == 200, url
        assert "Zebra" not in page.content.decode(), url
    assert "Zebra" in page_of("admin", f"/accounts/{open_.pk}/").content.decode()
    form = {"name": "Open", "owner": people.stranger.pk}
    assert send("stranger", f"/accounts/{open_.pk}/edit", form).status_code == 302
    open_.refresh_from_db()
    assert open_.custom == {"referred_by": secret.pk}


def test_what_is_for_tenders_is_for_nobody_else(define: Any, act: Any, page_of: Any, people: Any) -> None:
    define("accounts", "text", "Family", audience="tenders")
    account = accounts.create_account(values={"name": "Acme", "custom_family": "twins"}, act=act())
    accounts.update_account(account_id=account.pk, values={"custom_family": "Twins-88"}, act=act())
    accounts.add_member(account_id=account.pk, user=people.wang, act=act())
    urls = (
        f"/accounts/{account.pk}/",
        "/accounts/?columns=custom_family",
        "/accounts/?sort=custom_family&columns=custom_family",
    )
    for url in urls:
        for who, sees in {"lin": True, "wang": True, "zhao": False, "admin": False, "auditor": False}.items():
            assert ("Twins-88" in page_of(who, url).content.decode()) == sees, (who, url)
    found = {who: names(page_of(who, "/accounts/?custom_family=twins")) for who in ("lin", "wang", "zhao", "admin")}
    assert found == {"lin": ["Acme"], "wang": ["Acme"], "zhao": [], "admin": []}
    assert names(page_of("zhao", "/accounts/?custom_family=none")) == []
    assert "custom_family" not in page_of("zhao", f"/accounts/{account.pk}/edit").context["form"].fields
    with pytest.raises(OnlyForTenders):
        accounts.update_account(account_id=account.pk, values={"custom_family": ""}, act=act("zhao"))
    trail = page_of("auditor", "/settings/audit/").content.decode()
    assert "Family" in trail
    assert "hidden" in trail
    assert "Twins-88" not in trail


def test_figures_of_a_list_narrowed_by_what_is_for_tenders_keep_to_the_reader(
    define: Any, act: Any, people: Any
) -> None:
    define("accounts", "text", "Family", audience="tenders")
    accounts.create_account(values={"name": "Acme", "custom_family": "twins"}, act=act())
    filters = {"custom_family": "twins"}
    counts = {who: accounts_of_text(as_text(getattr(people, who), filters, TODAY)).count() for who in ("lin", "admin")}
    assert counts == {"lin": 1, "admin": 0}


def test_nobody_asks_with_the_view_of_somebody_else(define: Any, act: Any, people: Any, ask: Any) -> None:
    """A link carries whose view a list was; who follows it gets their own."""
    define("accounts", "text", "Family", audience="tenders")
    accounts.create_account(values={"name": "Acme", "custom_family": "twins"}, act=act())
    text = as_text(people.lin, {"custom_family": "twins"}, TODAY)
    counts = {who: ask("accounts.count", who, accounts=text).value for who in ("lin", "zhao", "admin")}
    assert counts == {"lin": 1, "zhao": 0, "admin": 0}


# ── Lists ──
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


# ── History ──
def test_the_log_names_fields_and_values_in_the_readers_language(
    every_kind: Any, acme: Account, act: Any, page_of: Any, people: Any, values: Any
) -> None:
    accounts.update_account(account_id=acme.pk, values=values, act=act(now=NOW + timedelta(minutes=1)))
    accounts.update_account(
        account_id=acme.pk, values={"custom_grade": "silver"}, act=act(now=NOW + timedelta(minutes=2))
    )
    page = page_of("lin", f"/accounts/{acme.pk}/").content.decode()
    for text in ("Seats", "12.5", "Grade", "Gold", "Silver", "Zhao Ming"):
        assert text in page
    with translation.override("en"):  # a request leaves its language behind
        chinese = page_of("lin", f"/accounts/{acme.pk}/", **{"Accept-Language": "zh-Hans"}).content.decode()
    for text in ("席位数", "等级", "金", "银", "赵明"):
        assert text in chinese
