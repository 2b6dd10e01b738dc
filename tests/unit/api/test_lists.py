"""Lists: filters, order, choice of fields, counting, and parameters that do not exist."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from keyaccount.apps.pipeline.models import Opportunity
from keyaccount.surfaces.api.lists.listing import Listing
from keyaccount.surfaces.api.schemas.asking import Asked

DEALS: tuple[dict[str, Any], ...] = (
    {"name": "Alpha", "amount": "300", "expected_close": "2026-12-01", "source": "fair", "currency": "CNY"},
    {"name": "beta 华为", "amount": "100", "expected_close": "2026-12-31", "currency": "EUR"},
    {"name": "Gamma", "amount": None, "expected_close": None, "selling_mode": "strategic"},
    {"name": "delta", "amount": "100", "expected_close": "2027-01-05", "stage": "Build trust"},
    {"name": "Zero", "amount": "0", "expected_close": "2026-11-30", "external_source": "erp", "external_id": "7"},
)


@pytest.fixture
def deals(call: Any) -> dict[str, int]:
    lin = call("lin")
    account = lin.post("/accounts", {"name": "Acme", "short_name": "腾讯"}).json()["id"]
    made = [
        lin.post("/opportunities", {**deal, **({"account": account} if place < 2 else {})})
        for place, deal in enumerate(DEALS)
    ]
    assert [one.status_code for one in made] == [201] * len(DEALS)
    return {one.json()["name"]: one.json()["id"] for one in made}


def names(call: Any, query: str, who: str = "lin") -> list[str]:
    return [item["name"].split()[0] for item in call(who).items(f"/opportunities?{query}")]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("amount__gte=100", "Alpha beta delta"),
        ("amount__gte=100.01", "Alpha"),
        ("amount__lte=100", "beta delta Zero"),
        ("amount__gte=0&amount__lte=0", "Zero"),
        ("expected_close__lte=2026-12-31", "Alpha beta Zero"),
        ("expected_close__gte=2026-12-31", "beta delta"),
        ("source=fair", "Alpha"),
        ("currency=EUR", "beta"),
        ("selling_mode=strategic", "Gamma"),
        ("external_source=erp&external_id=7", "Zero"),
        ("account=none", "Gamma delta Zero"),
        ("owner=me", "Alpha beta Gamma delta Zero"),
        ("owner=none", ""),
        ("q=alp", "Alpha"),
        ("q=huawei", "beta"),
        ("q=华为", "beta"),
        ("q=tengxun", "Alpha beta"),
        ("q=nothing", ""),
        ("status=open&q=delta", "delta"),
        ("status=won", ""),
        ("updated_since=2020-01-01T00:00:00%2B08:00", "Alpha beta Gamma delta Zero"),
        ("updated_since=2199-01-01T00:00:00Z", ""),
    ],
)
def test_filters(deals: Any, call: Any, query: str, found: str) -> None:
    assert names(call, f"{query}&sort=id") == found.split()


def test_filters_by_id(deals: Any, call: Any, people: Any) -> None:
    deal = call("lin").get(f"/opportunities/{deals['delta']}").json()
    stage, other = deal["stage"]["id"], deal["stage"]["id"] - 1
    assert names(call, f"stage={stage}") == ["delta"]
    assert len(names(call, f"stage={stage},{other}")) == 5
    assert len(names(call, f"pipeline={deal['stage']['pipeline_id']}")) == 5
    assert names(call, "pipeline=999999") == []
    assert len(names(call, f"owner={people.lin.pk},{people.wang.pk}")) == 5
    assert names(call, f"owner={people.wang.pk}") == []
    assert len(names(call, f"team={people.company.pk}")) == 5, "a team means those below it too"
    assert names(call, f"team={people.north.pk}") == names(call, "team=999999") == []
    account = call("lin").get(f"/opportunities/{deals['Alpha']}").json()["account"]["id"]
    assert names(call, f"account={account}&sort=id") == ["Alpha", "beta"]


@pytest.mark.parametrize(
    ("sort", "found"),
    [
        ("amount", "Zero beta delta Alpha Gamma"),
        ("-amount", "Alpha delta beta Zero Gamma"),
        ("amount,-id", "Zero delta beta Alpha Gamma"),
        ("-amount,id", "Alpha beta delta Zero Gamma"),
        ("expected_close", "Zero Alpha beta delta Gamma"),
        ("-expected_close", "delta beta Alpha Zero Gamma"),
        ("amount,expected_close", "Zero beta delta Alpha Gamma"),
        ("amount,-expected_close", "Zero delta beta Alpha Gamma"),
        ("id", "Alpha beta Gamma delta Zero"),
        ("-id", "Zero delta Gamma beta Alpha"),
    ],
)
@pytest.mark.parametrize("limit", [1, 2, 50])
def test_order_with_empty_values_last(deals: Any, call: Any, sort: str, found: str, limit: int) -> None:
    assert names(call, f"sort={sort}&limit={limit}") == found.split()


def test_the_next_address_keeps_what_was_asked(deals: Any, call: Any) -> None:
    first = call("lin").get("/opportunities?limit=1&amount__gte=100&sort=-amount&fields=name").json()
    assert first["items"] == [{"name": "Alpha"}]
    second = call("lin").get(first["next"]).json()
    assert second["items"] == [{"name": "delta"}]


class TestFields:
    def test_only_those_asked_for_in_their_order(self, deals: Any, call: Any) -> None:
        (item,) = call("lin").items("/opportunities?fields=amount,name,account&q=alpha")
        assert list(item) == ["amount", "name", "account"]
        assert (item["amount"], item["account"]["name"]) == ("300.00", "Acme")

    def test_parts_are_given_when_asked_for(self, deals: Any, call: Any) -> None:
        plain, asked = (call("lin").items(f"/opportunities?q=alpha{more}")[0] for more in ("", "&fields=id,lines"))
        assert "lines" not in plain
        assert asked == {"id": deals["Alpha"], "lines": []}

    @pytest.mark.parametrize("fields", ["colour", "id,", "id,search", "__class__", ""])
    def test_one_that_there_is_not(self, deals: Any, call: Any, fields: str) -> None:
        refused = call("lin").get(f"/opportunities?fields={fields}")
        assert (refused.status_code, refused.json()["code"]) == (422, "no_such_field")


class TestCount:
    def test_only_when_asked_for(self, deals: Any, call: Any) -> None:
        assert "count" not in call("lin").get("/opportunities").json()

    def test_all_of_the_filter_whatever_the_page(self, deals: Any, call: Any) -> None:
        answer = call("lin").get("/opportunities?count=true&limit=1&amount__gte=100").json()
        assert (answer["count"], answer["count_is_capped"]) == (3, False)

    def test_it_stops_at_the_cap(self, deals: Any, call: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("keyaccount.surfaces.api.lists.listing.CAP", 3)
        answer = call("lin").get("/opportunities?count=true").json()
        assert (answer["count"], answer["count_is_capped"]) == (3, True)
        answer = call("lin").get("/opportunities?count=true&amount__gte=100").json()
        assert (answer["count"], answer["count_is_capped"]) == (3, False)


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("amont__gte=5", "no_such_parameter"),
        ("amount=5", "no_such_parameter"),
        ("limit=0", "invalid"),
        ("limit=501", "invalid"),
        ("limit=ten", "invalid"),
        ("sort=colour", "no_such_order"),
        ("sort=", "no_such_order"),
        ("sort=account__owner__password", "no_such_order"),
        ("owner=lin", "invalid"),
        ("stage=1;2", "invalid"),
        ("stage=99999999999999999999", "invalid"),
        ("amount__gte=NaN", "invalid"),
        ("amount__gte=1e999", "invalid"),
        ("expected_close__gte=01/02/2026", "invalid"),
        ("expected_close__gte=1700000000", "invalid"),
        ("expected_close__gte=9999-12-31", "invalid"),
        ("updated_since=2026-11-19", "invalid"),
        ("updated_since=9999-12-31T23:59:59-12:00", "invalid"),
        ("status=closed", "invalid"),
        ("archived=maybe", "invalid"),
        ("count=perhaps", "invalid"),
        ("q=%00", "invalid"),
        ("source=a%00b", "invalid"),
        ("after=nonsense", "cursor_unreadable"),
        ("after=", "cursor_unreadable"),
    ],
)
def test_what_cannot_be_asked(people: Any, call: Any, query: str, code: str) -> None:
    refused = call("lin").get(f"/opportunities?{query}")
    assert (refused.status_code, refused.json()["code"]) == (422, code), refused.content


def cursor(*values: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "after",
    [
        cursor("-id", "5", "6"),
        cursor("-id"),
        cursor("id", "5"),
        cursor("-id", None),
        cursor("-id", 5),
        cursor("-id", "five"),
        cursor("-id", "5\x00"),
        cursor("-id", "9" * 400),
        cursor("-id", ["5"]),
        base64.urlsafe_b64encode(b"{}").decode(),
        base64.urlsafe_b64encode(b"[" * 3000).decode()[:2000],
    ],
)
def test_a_forged_place_is_refused_or_leads_nowhere_strange(people: Any, call: Any, after: str) -> None:
    answer = call("lin").get(f"/opportunities?after={after}")
    assert answer.status_code in {200, 422}
    if answer.status_code == 422:
        assert answer.json()["code"] == "cursor_unreadable"


@pytest.mark.parametrize("value", ["NaN", "Infinity", "1e999999", "x", "--5"])
def test_a_forged_amount_is_refused(people: Any, call: Any, value: str) -> None:
    answer = call("lin").get(f"/opportunities?sort=-amount&after={cursor('-amount,-id', value, '5')}")
    assert answer.status_code in {200, 422}, answer.content


def test_a_place_of_another_order_is_refused(deals: Any, call: Any) -> None:
    following = call("lin").get("/opportunities?limit=1&sort=-amount").json()["next"]
    refused = call("lin").get(following.replace("sort=-amount", "sort=amount"))
    assert refused.json()["code"] == "cursor_unreadable"


def test_a_place_does_not_open_what_one_may_not_see(deals: Any, call: Any) -> None:
    following = call("lin").get("/opportunities?limit=1").json()["next"]
    assert call("stranger").get(following).json()["items"] == []


def test_every_filter_of_a_list_means_something() -> None:
    from keyaccount.surfaces.api.resources.products import LIST

    class Wider(Asked):
        sort: str = "id"
        colour: str | None = None

    with pytest.raises(ValueError, match="colour"):
        Listing(LIST.shape, Wider, sorts=LIST.sorts, filters={})


def test_lists_of_the_other_resources(deals: Any, call: Any, people: Any) -> None:
    lin = call("lin")
    lin.post("/contacts", {"name": "Mei", "roles": ["blocker"], "account": "Acme", "email": "Mei@Acme.example"})
    lin.post("/contacts", {"name": "Bo"})
    assert [one["name"] for one in lin.items("/contacts?role=blocker")] == ["Mei"]
    assert [one["name"] for one in lin.items("/contacts?email=mei@acme.EXAMPLE")] == ["Mei"]
    assert [one["name"] for one in lin.items("/contacts?account=none")] == ["Bo"]
    assert [one["name"] for one in lin.items(f"/accounts?owner={people.lin.pk}&sort=-employees,name")] == ["Acme"]
    account = lin.items("/accounts")[0]["id"]
    lin.put(f"/accounts/{account}/members/{people.wang.pk}", {})
    assert [one["id"] for one in lin.items(f"/accounts?member={people.wang.pk}")] == [account]
    assert lin.items("/accounts?member=me") == []
    assert {one["username"] for one in lin.items(f"/users?team={people.east.pk}")} == {"lin", "wang", "zhao"}
    assert [one["username"] for one in lin.items("/users?role=finance")] == ["finance"]
    assert {one["name"] for one in lin.items(f"/teams?parent={people.company.pk}")} == {"East", "North"}
    lin.post("/orders", {"description": "Toner", "ordered_on": "2026-11-01", "amount": "9"})
    assert len(lin.items("/orders?ordered_on__gte=2026-11-01&ordered_on__lte=2026-11-01&q=ton")) == 1
    assert lin.items("/orders?ordered_on__gte=2026-11-02") == []


@pytest.mark.parametrize(
    "path",
    [
        "/accounts",
        "/contacts",
        "/opportunities",
        "/opportunities?fields=id,lines,people,factors,need_sheet",
        "/orders",
        "/products",
        "/users",
        "/targets",
    ],
)
def test_a_longer_list_takes_no_more_queries(call: Any, people: Any, path: str) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    lin = call("lin")

    def add(number: int) -> None:
        account = lin.post("/accounts", {"name": f"Acme {number}", "parent": None}).json()["id"]
        contact = lin.post("/contacts", {"name": f"Mei {number}", "account": account, "roles": ["user"]})
        assert contact.status_code == 201
        call("admin").post("/products", {"name": f"GTX {number}"})
        deal = lin.post("/opportunities", {"name": f"Deal {number}", "account": account}).json()["id"]
        lin.put(f"/opportunities/{deal}/lines", {"lines": [{"product": f"GTX {number}", "price": "5"}]})
        lin.post("/orders", {"description": f"Toner {number}", "ordered_on": "2026-11-01", "amount": "9"})
        call("zhao").put("/targets", {"user": "lin", "year": 2020 + number, "amount": "1000"})

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert lin.get(path).status_code == 200
        return len(captured)

    add(1)
    lin.get(path)
    few = queries()
    for number in range(2, 8):
        add(number)
    assert queries() == few
    assert few <= 8
    assert Opportunity.objects.count() == 7
