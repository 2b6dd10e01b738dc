"""Who sees and who writes what, per resource: owner, team-mate, manager, stranger, finance, auditor, administrator."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from keyaccount.apps.accounts.services.accounts import create_account
from keyaccount.apps.contacts.services.contacts import create_contact
from keyaccount.apps.pipeline.models import Product
from keyaccount.apps.pipeline.services.opportunities import create_opportunity
from keyaccount.apps.pipeline.services.orders import record_order
from keyaccount.apps.pipeline.services.targets import set_target
from keyaccount.apps.workspace.services import jobs

READ, WRITE, HIDDEN, REFUSED = "reads", "writes", 404, 403
# What each may do with a record of lin's: see it and change it, see it only, or not know of it.
OF_LIN = {
    "lin": WRITE,
    "wang": READ,
    "zhao": WRITE,
    "stranger": HIDDEN,
    "finance": READ,
    "auditor": READ,
    "admin": WRITE,
}
FOR_ALL = {**dict.fromkeys(OF_LIN, READ), "admin": WRITE}
CHANGE = {
    "accounts": ("PATCH", "", {"industry": "software"}),
    "contacts": ("PATCH", "", {"title": "CIO"}),
    "opportunities": ("PATCH", "", {"source": "fair"}),
    "products": ("PATCH", "", {"series": "GTX"}),
    "orders": ("DELETE", "", None),
}
RECORDS = {"accounts": OF_LIN, "contacts": OF_LIN, "opportunities": OF_LIN, "orders": OF_LIN, "products": FOR_ALL}
ACTS = {
    "accounts": [("DELETE", "", None), ("POST", "/restore", None), ("PUT", "/members/{wang}", {"part": "expert"})],
    "contacts": [("DELETE", "", None), ("POST", "/restore", None)],
    "opportunities": [
        ("DELETE", "", None),
        ("POST", "/restore", None),
        ("POST", "/move", {"stage": "Build trust", "evidence": "asked"}),
        ("POST", "/win", {}),
        ("POST", "/lose", {"reason": "Price"}),
        ("PUT", "/lines", {"lines": []}),
    ],
    "products": [("DELETE", "", None), ("POST", "/restore", None)],
}


@pytest.fixture
def made(act: Any, people: Any) -> dict[str, Any]:
    """One record of each resource, lin's where it has an owner."""
    account = create_account(values={"name": "Acme"}, act=act("lin"))
    values = {"name": "Mei", "account": account, "email": "mei@acme.example", "mobile": "139"}
    deal = {"name": "Deal", "account": account, "amount": Decimal(1000)}
    order = {"description": "Toner", "ordered_on": date(2026, 11, 1), "amount": Decimal(99)}
    return {
        "accounts": account,
        "contacts": create_contact(values=values, act=act("lin")),
        "opportunities": create_opportunity(values=deal, act=act("lin")),
        "orders": record_order(values=order, act=act("lin")),
        "products": Product.objects.create(name="GTX", currency="CNY", created_at=act().now, updated_at=act().now),
    }


def cases(told: dict[str, Any]) -> list[Any]:
    return [(resource, who, told[resource][who]) for resource in told for who in told[resource]]


@pytest.mark.parametrize(("resource", "who", "right"), cases(RECORDS))
def test_one_record(made: Any, call: Any, resource: str, who: str, right: Any) -> None:
    caller, record = call(who), made[resource]
    read = caller.get(f"/{resource}/{record.pk}")
    listed = [item["id"] for item in caller.items(f"/{resource}")]
    assert (read.status_code, listed) == ((404, []) if right == HIDDEN else (200, [record.pk]))
    method, path, body = CHANGE[resource]
    answer = caller.send(method, f"/{resource}/{record.pk}{path}", body)
    wanted = {WRITE: {200, 204}, READ: {REFUSED}, HIDDEN: {404}}[right]
    assert answer.status_code in wanted, answer.content


@pytest.mark.parametrize(("resource", "who", "right"), cases({name: RECORDS[name] for name in ACTS}))
def test_acts(made: Any, call: Any, people: Any, resource: str, who: str, right: Any) -> None:
    for method, path, body in ACTS[resource]:
        address = f"/{resource}/{made[resource].pk}{path.format(wang=people.wang.pk)}"
        status = call(who).send(method, address, body).status_code
        if right == WRITE:
            assert status in {200, 204, 409}, (method, path, status)
        else:
            assert status == (404 if right == HIDDEN else REFUSED), (method, path, status)


@pytest.mark.parametrize("resource", ["accounts", "contacts", "opportunities"])
@pytest.mark.parametrize("who", ["finance", "auditor"])
def test_who_writes_nothing_adds_nothing(people: Any, call: Any, resource: str, who: str) -> None:
    assert call(who).post(f"/{resource}", {"name": "X"}).status_code == REFUSED
    bulk = call(who).put(f"/{resource}/bulk", {"items": [{"external_id": "1", "name": "X"}]}).json()
    assert (bulk["created"], bulk["rejected"]) == (0, 1)
    assert bulk["results"][0]["code"] == "not_allowed"


def test_history_and_lines_are_as_hidden_as_their_opportunity(made: Any, call: Any) -> None:
    pk = made["opportunities"].pk
    for part in ("history", "lines"):
        assert call("stranger").get(f"/opportunities/{pk}/{part}").status_code == 404
        assert call("auditor").get(f"/opportunities/{pk}/{part}").status_code == 200


def test_an_account_team_opens_the_account_and_its_deals(made: Any, call: Any, people: Any) -> None:
    account, deal = made["accounts"].pk, made["opportunities"].pk
    call("lin").put(f"/accounts/{account}/members/{people.stranger.pk}", {"part": "expert"})
    stranger = call("stranger")
    assert stranger.get(f"/accounts/{account}").json()["members"][0]["user"]["username"] == "stranger"
    assert stranger.get(f"/opportunities/{deal}").status_code == 200
    assert call("lin").delete(f"/accounts/{account}/members/{people.stranger.pk}").status_code == 204
    assert stranger.get(f"/opportunities/{deal}").status_code == 404


def test_nobody_names_a_record_they_do_not_see(made: Any, call: Any) -> None:
    for reference in (made["accounts"].pk, "Acme", {"name": "Acme"}):
        answer = call("stranger").post("/opportunities", {"name": "X", "account": reference})
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["field"] == "account"


def test_records_go_only_to_those_in_reach(made: Any, call: Any) -> None:
    account = made["accounts"].pk
    assert call("lin").patch(f"/accounts/{account}", {"owner": "stranger"}).status_code == REFUSED
    assert call("lin").patch(f"/accounts/{account}", {"owner": "wang"}).json()["owner"]["username"] == "wang"


def test_a_change_is_shown_even_when_it_takes_the_record_out_of_sight(act: Any, call: Any) -> None:
    deal = create_opportunity(values={"name": "Deal"}, act=act("admin"))
    other = call("admin").patch(f"/opportunities/{deal.pk}", {"owner": "stranger"})
    assert other.json()["owner"]["username"] == "stranger"


class TestFieldGroups:
    """Finance sees no reach; nobody learns by a filter what they do not see."""

    def test_hidden_fields_are_left_out(self, made: Any, call: Any) -> None:
        shown = call("finance").get(f"/contacts/{made['contacts'].pk}").json()
        assert not {"email", "mobile", "phone", "wechat"} & set(shown)
        assert shown["name"] == "Mei"
        (item,) = call("finance").items("/contacts")
        assert "email" not in item
        assert call("auditor").get(f"/contacts/{made['contacts'].pk}").json()["email"] == "mei@acme.example"

    @pytest.mark.parametrize("query", ["fields=id,email", "email=mei@acme.example"])
    def test_asking_for_them_is_refused(self, made: Any, call: Any, query: str) -> None:
        answer = call("finance").get(f"/contacts?{query}")
        assert (answer.status_code, answer.json()["code"]) == (REFUSED, "field_not_shown")
        assert call("auditor").get(f"/contacts?{query}").status_code == 200

    @pytest.mark.parametrize("word", ["acme.example", "mei@", "@"])
    def test_searching_does_not_tell_either(self, made: Any, call: Any, word: str) -> None:
        assert call("finance").items(f"/contacts?q={word}") == []
        assert call("finance").items("/contacts?q=mei") != []

    def test_writing_them_is_refused(self, made: Any, call: Any, people: Any) -> None:
        people.lin.role.field_groups = ["margin"]
        people.lin.role.save()
        answer = call("lin").patch(f"/contacts/{made['contacts'].pk}", {"email": "x@y.example"})
        assert (answer.status_code, answer.json()["code"]) == (REFUSED, "field_not_shown")
        assert call("lin").patch(f"/contacts/{made['contacts'].pk}", {"title": "CIO"}).status_code == 200
        bulk = call("lin").put("/contacts/bulk", {"items": [{"external_id": "1", "name": "X", "email": "x"}]}).json()
        assert bulk["results"][0]["code"] == "field_not_shown"


class TestTargets:
    body = {"team": "East", "year": 2026, "quarter": 4, "amount": "1000"}

    @pytest.mark.parametrize(
        ("who", "status"),
        [("lin", 403), ("wang", 403), ("zhao", 200), ("stranger", 403), ("finance", 403), ("auditor", 403)],
    )
    def test_who_sets_them(self, people: Any, call: Any, who: str, status: int) -> None:
        assert call(who).put("/targets", self.body).status_code == status
        assert len(call("lin").items("/targets")) == (1 if status == 200 else 0)

    def test_a_manager_sets_none_for_others(self, people: Any, call: Any) -> None:
        for body in ({**self.body, "team": "North"}, {**self.body, "team": None, "user": "stranger"}):
            assert call("zhao").put("/targets", body).status_code == REFUSED


class TestJobs:
    @pytest.fixture
    def job(self, act: Any) -> Any:
        from keyaccount.apps.workspace.services import cleaning_up

        return jobs.enqueue(kind=cleaning_up.KIND, title="Clean up", payload={}, act=act("lin"))

    @pytest.mark.parametrize("who", ["wang", "zhao", "stranger", "finance", "auditor"])
    def test_they_are_their_owners(self, job: Any, call: Any, who: str) -> None:
        assert call(who).items("/jobs") == []
        assert call(who).get(f"/jobs/{job.pk}").status_code == 404
        assert call(who).post(f"/jobs/{job.pk}/cancel").status_code == 404

    @pytest.mark.parametrize("who", ["lin", "admin"])
    def test_the_owner_and_an_administrator_cancel_and_start_them_again(self, job: Any, call: Any, who: str) -> None:
        caller = call(who)
        assert caller.post(f"/jobs/{job.pk}/retry").json()["code"] == "job_not_over"
        assert caller.post(f"/jobs/{job.pk}/cancel").json()["status"] == "cancelled"
        assert caller.post(f"/jobs/{job.pk}/cancel").json()["code"] == "job_is_over"
        assert caller.post(f"/jobs/{job.pk}/retry").json()["status"] == "waiting"


@pytest.mark.parametrize("who", ["lin", "stranger", "finance", "auditor"])
@pytest.mark.parametrize("path", ["/users", "/teams", "/pipelines", "/close-reasons", "/figures", "/products", "/me"])
def test_what_everyone_may_know(people: Any, call: Any, who: str, path: str) -> None:
    assert call(who).get(path).status_code == 200


def test_the_system_user_is_nobody(people: Any, call: Any) -> None:
    assert "system" not in {user["username"] for user in call("admin").items("/users")}


def test_a_figure_counts_what_its_asker_sees(made: Any, call: Any) -> None:
    counted = {who: call(who).get("/figures/pipeline.count").json()["value"] for who in ("lin", "stranger", "auditor")}
    assert counted == {"lin": 1, "stranger": 0, "auditor": 1}


def test_targets_of_a_scope_are_set_by_its_manager(act: Any, people: Any, call: Any) -> None:
    set_target(owner=people.east, year=2026, quarter=4, amount=Decimal(500), act=act("zhao"))
    call("zhao").put("/targets", {**TestTargets.body, "amount": None})
    assert call("lin").items("/targets") == []
