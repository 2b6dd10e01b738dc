"""Custom fields in forms, on pages and in the log: read and written, and only by whom they are for."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.accounts.queries.listing import accounts_of_text, as_text
from keyaccount.apps.accounts.services import accounts
from keyaccount.apps.workspace.services.custom_values import OnlyForTenders
from keyaccount.kernel.errors import Conflict, Invalid
from keyaccount.kernel.money import Money
from tests.conftest import NOW, TODAY
from tests.unit.custom_fields.conftest import names

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
