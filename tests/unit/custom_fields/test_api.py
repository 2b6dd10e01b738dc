"""Custom fields through the API: described, read, written, narrowed, ordered, upserted, refused."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.accounts.services import accounts
from keyaccount.surfaces.api.openapi import openapi

pytestmark = pytest.mark.django_db
GIVEN = {
    "region_code": "EAST-07",
    "seats": "12.5",
    "budget": {"amount": "1250000.50", "currency": "CNY"},
    "contract_until": "2027-03-31",
    "grade": "gold",
}


@pytest.fixture
def call(client: Client, people: Any, at_nine: None) -> Any:
    """call("lin", "post", "/accounts", {…}) is the answer to that person."""

    def send(who: str, method: str, path: str, data: Any = None, **headers: str) -> Any:
        client.force_login(getattr(people, who))
        kind = {"content_type": "application/json"} if method != "get" else {}
        return getattr(client, method)(f"/api/v1{path}", data, headers=headers, **kind)

    return send


@pytest.mark.parametrize(("path", "more"), [("/accounts", {}), ("/contacts", {}), ("/opportunities", {})])
def test_every_kind_is_written_and_read(
    every_kind: Any, call: Any, act: Any, people: Any, path: str, more: Any
) -> None:
    base = accounts.create_account(values={"name": "Base"}, act=act())
    custom = {**GIVEN, "sponsor": "zhao", "referred_by": {"name": "Base"}}
    made = call("lin", "post", path, {"name": "Acme", **more, "custom": custom})
    assert made.status_code == 201, made.content
    expected = {
        **GIVEN,
        "sponsor": {"id": people.zhao.pk, "name": people.zhao.name},
        "referred_by": {"id": base.pk, "name": "Base"},
    }
    found = made.json()
    assert found["custom"] == expected
    again = call("lin", "patch", f"{path}/{found['id']}", {"custom": found["custom"]})
    assert (again.status_code, again.json()["version"]) == (200, found["version"])
    less = call("lin", "patch", f"{path}/{found['id']}", {"custom": {"seats": None, "grade": "silver"}}).json()
    assert less["custom"] == {
        name: "silver" if name == "grade" else value for name, value in expected.items() if name != "seats"
    }
    listed = call("lin", "get", f"{path}?fields=custom&custom[grade]=silver").json()["items"]
    assert listed == [{"custom": less["custom"]}]


@pytest.mark.parametrize(
    ("custom", "field"),
    [
        ({"nothing": 1}, "custom.nothing"),
        ({"seats": "many"}, "custom.seats"),
        ({"seats": 0.1234567}, "custom.seats"),
        ({"budget": "5 CNY"}, "custom.budget"),
        ({"budget": {"amount": "5", "currency": "XXX"}}, "custom.budget"),
        ({"contract_until": "2026-02-30"}, "custom.contract_until"),
        ({"grade": "platinum"}, "custom.grade"),
        ({"sponsor": "nobody"}, "custom.sponsor"),
        ({"sponsor": []}, "custom.sponsor"),
        ({"region_code": 5}, "custom.region_code"),
    ],
)
def test_what_does_not_fit_is_refused_at_its_place(every_kind: Any, call: Any, custom: Any, field: str) -> None:
    answer = call("lin", "post", "/accounts", {"name": "Acme", "custom": custom})
    assert (answer.status_code, [one["field"] for one in answer.json()["errors"]]) == (422, [field])
    assert not Account.objects.exists()


def test_a_required_field_is_asked(define: Any, call: Any) -> None:
    define("accounts", "number", required=True)
    answer = call("lin", "post", "/accounts", {"name": "Acme"})
    assert [one["field"] for one in answer.json()["errors"]] == ["custom.seats"]


def test_lists_are_narrowed_and_ordered_page_by_page(every_kind: Any, call: Any, act: Any) -> None:
    for name, seats in {"A": 100, "B": -5, "C": 9, "D": None}.items():
        given = {} if seats is None else {"custom_seats": Decimal(seats)}
        accounts.create_account(values={"name": name, **given}, act=act())

    def names(query: str) -> str:
        found, url = "", f"/accounts?fields=name&{query}"
        while url:
            page = call("lin", "get", url).json()
            found += "".join(item["name"] for item in page["items"])
            url = (page["next"] or "").removeprefix("/api/v1")
        return found

    assert names("sort=custom_seats&limit=2") == "BCAD"
    assert names("sort=-custom_seats,name&limit=1") == "ACBD"
    assert names("custom[seats]=0..50") == "C"
    assert names("custom[seats]=none") == "D"
    for wrong in ("custom[nothing]=5", "custom[seats=5", "sort=custom_nothing", "custom[seats]=x"):
        assert call("lin", "get", f"/accounts?{wrong}").status_code == 422, wrong


def test_many_are_upserted_and_twice_is_once(every_kind: Any, call: Any) -> None:
    items = [
        {"external_id": str(n), "name": f"A{n}", "custom": {"seats": str(n), "sponsor": "zhao", "grade": "gold"}}
        for n in range(3)
    ]
    for path in ("/accounts/bulk", "/contacts/bulk", "/opportunities/bulk"):
        first = call("lin", "put", path, {"external_source": "x", "items": items})
        assert (first.status_code, first.json()["created"]) == (200, 3), first.content
        second = call("lin", "put", path, {"external_source": "x", "items": items}).json()
        assert second["unchanged"] == 3
        changed = [{**items[0], "custom": {"seats": "70"}}]
        assert call("lin", "put", path, {"external_source": "x", "items": changed}).json()["updated"] == 1
        wrong = [{**items[0], "custom": {"seats": "x"}}]
        assert call("lin", "put", path, {"external_source": "x", "items": wrong}).json()["rejected"] == 1


def test_unseen_names_and_what_is_for_tenders_stay_hidden(define: Any, call: Any, act: Any, people: Any) -> None:
    define("accounts", "account")
    define("accounts", "text", "Family", audience="tenders")
    secret = accounts.create_account(values={"name": "Zebra", "custom_family": "twins"}, act=act())
    values = {"name": "Open", "owner": people.stranger, "custom_referred_by": secret}
    open_ = accounts.create_account(values=values, act=act("admin"))
    shown = call("stranger", "get", f"/accounts/{open_.pk}").json()["custom"]
    assert shown == {"referred_by": {"id": secret.pk, "name": None}}
    again = call("stranger", "patch", f"/accounts/{open_.pk}", {"city": "Wuxi"})
    assert again.status_code == 200
    assert (
        call("stranger", "post", "/accounts", {"name": "Spy", "custom": {"referred_by": secret.pk}}).status_code == 422
    )
    for who, seen in {"lin": {"family": "twins"}, "zhao": {}, "admin": {}, "auditor": {}}.items():
        assert call(who, "get", f"/accounts/{secret.pk}").json()["custom"] == seen
        found = call(who, "get", "/accounts?custom[family]=twins").json()["items"]
        assert len(found) == (who == "lin")
    assert call("zhao", "patch", f"/accounts/{secret.pk}", {"custom": {"family": "x"}}).status_code == 403


def test_a_clash_names_the_field(every_kind: Any, call: Any, act: Any) -> None:
    account = accounts.create_account(values={"name": "Acme"}, act=act())
    etag = call("lin", "get", f"/accounts/{account.pk}")["ETag"]
    accounts.update_account(account_id=account.pk, values={"custom_grade": "gold"}, act=act("zhao"))
    answer = call("lin", "patch", f"/accounts/{account.pk}", {"custom": {"grade": "silver"}}, **{"If-Match": etag})
    assert (answer.status_code, answer.json()["clashes"][0]["field"]) == (412, "custom.grade")
    merged = call("lin", "patch", f"/accounts/{account.pk}", {"custom": {"seats": "3"}}, **{"If-Match": etag})
    assert merged.json()["custom"] == {"grade": "gold", "seats": "3"}


def test_a_list_asks_the_same_however_long(every_kind: Any, call: Any, act: Any, people: Any) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            call("lin", "get", "/accounts")
        return len(queries)

    first = accounts.create_account(values={"name": "A"}, act=act())
    accounts.create_account(values={"name": "B", "custom_sponsor": people.zhao, "custom_referred_by": first}, act=act())
    asked()
    one = asked()
    for n in range(10):
        values = {"name": f"N{n}", "custom_sponsor": people.wang, "custom_referred_by": first}
        accounts.create_account(values=values, act=act())
    assert asked() == one


def test_the_definitions_can_be_read(every_kind: Any, call: Any) -> None:
    found = call("finance", "get", "/custom-fields").json()
    assert len(found) == 21
    grade = next(one for one in found if (one["on"], one["kind"]) == ("accounts", "choice"))
    assert (grade["key"], grade["name_zh"], grade["choices"][0]["key"]) == ("grade", "等级", "gold")


def test_the_document_describes_them_without_naming_any(every_kind: Any) -> None:
    found = openapi()
    schemas = found["components"]["schemas"]
    for name in ("AccountOut", "AccountIn", "ContactChange", "OpportunityOut"):
        assert schemas[name]["properties"]["custom"]["type"] == "object"
    names = {one["name"]: one for one in found["paths"]["/api/v1/accounts"]["get"]["parameters"]}
    assert names["custom"]["style"] == "deepObject"
