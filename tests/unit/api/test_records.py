"""One record: making it, reading it only when it changed, changing it beside others, archiving it."""

from __future__ import annotations

from typing import Any

import pytest

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.workspace.models import AuditEntry, Surface
from keyaccount.surfaces.api import messages, problems


@pytest.fixture
def acme(call: Any) -> dict[str, Any]:
    """An account of lin's, as made through the API, with its address and ETag."""
    made = call("lin").post("/accounts", {"name": "Acme", "industry": "steel"})
    assert made.status_code == 201, made.content
    return {**made.json(), "url": made["Location"], "etag": made["ETag"]}


def test_what_is_made_can_be_read_at_its_address(call: Any, acme: Any) -> None:
    read = call("lin").get(acme["url"])
    assert (read.status_code, read["ETag"]) == (200, acme["etag"])
    assert read.json() == {name: value for name, value in acme.items() if name not in {"url", "etag"}}
    assert (read.json()["owner"]["username"], read.json()["version"]) == ("lin", 1)


def test_a_write_is_kept_in_the_audit_trail_with_its_surface(call: Any, acme: Any) -> None:
    call("lin").patch(acme["url"], {"industry": "software"})
    made, changed = AuditEntry.objects.filter(entity="accounts.account", object_id=acme["id"]).order_by("id")
    assert {made.surface, changed.surface} == {Surface.API}
    assert changed.changes == {"industry": ["steel", "software"]}


class TestUnchanged:
    def test_an_etag_that_holds_is_answered_without_a_body(self, call: Any, acme: Any) -> None:
        answer = call("lin").get(acme["url"], If_None_Match=acme["etag"])
        assert (answer.status_code, answer.content, answer["ETag"]) == (304, b"", acme["etag"])

    @pytest.mark.parametrize("form", ["W/{}", '"x", {}', "*"])
    def test_forms_of_the_header(self, call: Any, acme: Any, form: str) -> None:
        assert call("lin").get(acme["url"], If_None_Match=form.format(acme["etag"])).status_code == 304

    def test_a_change_is_seen(self, call: Any, acme: Any) -> None:
        changed = call("lin").patch(acme["url"], {"city": "Beijing"})
        again = call("lin").get(acme["url"], If_None_Match=acme["etag"])
        assert (again.status_code, again["ETag"]) == (200, changed["ETag"])

    def test_a_related_name_that_changed_is_seen(self, call: Any, acme: Any) -> None:
        """The version of a subsidiary stays when its parent company is renamed, but not how it is shown."""
        child = call("lin").post("/accounts", {"name": "Acme East", "parent": acme["id"]})
        call("lin").patch(acme["url"], {"name": "Acme Holding"})
        again = call("lin").get(child["Location"], If_None_Match=child["ETag"])
        assert (again.status_code, again.json()["version"]) == (200, 1)
        assert again.json()["parent"]["name"] == "Acme Holding"

    def test_another_choice_of_fields_has_another_etag(self, call: Any, acme: Any) -> None:
        chosen = call("lin").get(f"{acme['url']}?fields=id", If_None_Match=acme["etag"])
        assert (chosen.status_code, chosen.json()) == (200, {"id": acme["id"]})


class TestMerging:
    def test_different_fields_both_succeed(self, call: Any, acme: Any) -> None:
        call("zhao").patch(acme["url"], {"city": "Beijing"}, If_Match=acme["etag"])
        merged = call("lin").patch(acme["url"], {"industry": "software"}, If_Match=acme["etag"])
        assert merged.status_code == 200
        assert (merged.json()["city"], merged.json()["industry"], merged.json()["version"]) == (
            "Beijing",
            "software",
            3,
        )

    def test_the_same_field_asks(self, call: Any, acme: Any) -> None:
        call("zhao").patch(acme["url"], {"industry": "mining"}, If_Match=acme["etag"])
        refused = call("lin").patch(acme["url"], {"industry": "software"}, If_Match=acme["etag"])
        document = refused.json()
        assert (refused.status_code, document["code"]) == (412, "conflict")
        (clash,) = document["clashes"]
        assert (clash["field"], clash["yours"], clash["theirs"], clash["who"]) == (
            "industry",
            "software",
            "mining",
            "Zhao Ming",
        )
        assert Account.objects.get(pk=acme["id"]).industry == "mining"

    def test_a_clash_over_a_related_record_says_its_names(self, call: Any, acme: Any) -> None:
        call("zhao").patch(acme["url"], {"owner": "wang"}, If_Match=acme["etag"])
        refused = call("zhao").patch(acme["url"], {"owner": "zhao"}, If_Match=acme["etag"])
        assert refused.json()["clashes"][0]["theirs"]["name"] == "Wang Siyuan"

    def test_without_if_match_the_last_one_counts(self, call: Any, acme: Any) -> None:
        call("zhao").patch(acme["url"], {"industry": "mining"})
        assert call("lin").patch(acme["url"], {"industry": "software"}).json()["industry"] == "software"

    @pytest.mark.parametrize("header", ["*", 'W/"1-abc"', '"1"'])
    def test_forms_of_the_header(self, call: Any, acme: Any, header: str) -> None:
        assert call("lin").patch(acme["url"], {"city": "Xi'an"}, If_Match=header).status_code == 200

    @pytest.mark.parametrize("header", ["1", '"one"', '"1", "2"', ""])
    def test_what_is_no_etag(self, call: Any, acme: Any, header: str) -> None:
        refused = call("lin").patch(acme["url"], {"city": "Xi'an"}, If_Match=header)
        assert (refused.status_code, refused.json()["code"]) == (422, "match_unreadable")

    def test_what_stays_the_same_is_no_change(self, call: Any, acme: Any) -> None:
        same = call("lin").patch(acme["url"], {"industry": "steel"})
        assert (same.json()["version"], same["ETag"]) == (1, acme["etag"])
        assert AuditEntry.objects.filter(entity="accounts.account").count() == 1


class TestInput:
    @pytest.mark.parametrize(
        ("body", "field"),
        [
            ({}, "name"),
            ({"name": ""}, "name"),
            ({"name": "x" * 161}, "name"),
            ({"name": None}, "name"),
            ({"name": 5}, "name"),
            ({"name": "A", "nmae": "B"}, "nmae"),
            ({"name": "A", "id": 5}, "id"),
            ({"name": "A", "version": 5}, "version"),
            ({"name": "A", "ownership": "cooperative"}, "ownership"),
            ({"name": "A", "employees": -1}, "employees"),
            ({"name": "A", "employees": 1.5}, "employees"),
            ({"name": "A", "yearly_revenue": "1.005"}, "yearly_revenue"),
            ({"name": "A", "yearly_revenue": "12345678901234.00"}, "yearly_revenue"),
            ({"name": "A", "yearly_revenue": "-1"}, "yearly_revenue"),
            ({"name": "A", "yearly_revenue": "much"}, "yearly_revenue"),
            ({"name": "A", "owner": "nobody"}, "owner"),
            ({"name": "A", "owner": {"id": 1, "name": "lin"}}, "owner"),
            ({"name": "A", "owner": {}}, "owner"),
            ({"name": "A", "owner": True}, "owner"),
            ({"name": "A", "parent": 2**63}, "parent.id"),
            ({"name": "A", "parent": "A"}, "parent"),
        ],
    )
    def test_what_cannot_be_an_account(self, call: Any, people: Any, body: dict[str, Any], field: str) -> None:
        refused = call("lin").post("/accounts", body)
        assert refused.status_code == 422, refused.content
        assert field in {error["field"] for error in refused.json()["errors"]}
        assert not Account.objects.exists()

    @pytest.mark.parametrize(
        "body", [b"", b"{", b'{"name": NaN}', b'{"name": "a\\u0000b"}', b"\xff\xfe", b"[" * 100_000, b'{"a":' * 5000]
    )
    def test_what_cannot_be_read(self, call: Any, people: Any, body: bytes) -> None:
        refused = call("lin").post("/accounts", body)
        assert refused.status_code in {400, 422}
        assert refused["Content-Type"] == "application/problem+json"

    def test_numbers_are_kept_to_the_last_digit(self, call: Any) -> None:
        """A float would make 9999999999999.98 of it."""
        made = call("lin").post("/accounts", b'{"name": "A", "yearly_revenue": 9999999999999.99}')
        assert made.json()["yearly_revenue"] == "9999999999999.99"
        text = call("lin").post("/accounts", {"name": "B", "yearly_revenue": "0.07"})
        assert text.json()["yearly_revenue"] == "0.07"

    def test_a_backslash_u0000_as_text_is_no_nul(self, call: Any) -> None:
        assert call("lin").post("/accounts", b'{"name": "a\\\\u0000b"}').json()["name"] == "a\\u0000b"

    def test_too_much(self, call: Any, settings: Any) -> None:
        settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
        refused = call("lin").post("/accounts", {"name": "A", "notes": "x" * 2000})
        assert (refused.status_code, refused.json()["code"]) == (413, "too_big")

    def test_sentences_are_in_the_callers_language(self, call: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(problems, "_", lambda text: f"译：{text}")
        monkeypatch.setattr(messages, "_", lambda text: f"译：{text}")
        refused = call("lin").post("/accounts", {}).json()
        assert refused["detail"].startswith("译：")
        assert refused["errors"][0]["message"] == "译：This is needed."
        assert call("lin").get("/accounts/1").json()["detail"].startswith("译：")

    def test_a_circle_of_parents_is_refused(self, call: Any, acme: Any) -> None:
        child = call("lin").post("/accounts", {"name": "East", "parent": "Acme"})
        refused = call("lin").patch(acme["url"], {"parent": child.json()["id"]})
        assert refused.json()["errors"][0]["field"] == "parent"

    def test_an_external_id_belongs_to_one(self, call: Any, acme: Any) -> None:
        for status in (201, 422):
            body = {"name": "A", "external_source": "erp", "external_id": "7"}
            assert call("lin").post("/accounts", body).status_code == status


class TestReferences:
    @pytest.mark.parametrize(
        "reference",
        [
            "Acme",
            {"name": "Acme"},
            {"external_id": "A-1"},
            {"external_id": "A-1", "external_source": "erp"},
            "ACM",
        ],
    )
    def test_ways_to_name_a_record(self, call: Any, acme: Any, reference: Any) -> None:
        call("lin").patch(acme["url"], {"external_source": "erp", "external_id": "A-1", "short_name": "ACM"})
        made = call("lin").post("/accounts", {"name": "East", "parent": reference})
        assert made.json()["parent"]["id"] == acme["id"], made.content

    @pytest.mark.parametrize("reference", ["wang", "王思远", "Wang Siyuan", {"name": "wang"}])
    def test_ways_to_name_a_person(self, call: Any, acme: Any, reference: Any) -> None:
        assert call("zhao").patch(acme["url"], {"owner": reference}).json()["owner"]["username"] == "wang"

    def test_a_name_that_two_have_is_not_guessed(self, call: Any, acme: Any) -> None:
        call("lin").post("/accounts", {"name": "Acme"})
        refused = call("lin").post("/accounts", {"name": "East", "parent": "Acme"})
        assert refused.json()["errors"][0]["message"].startswith("More than one")

    def test_the_source_tells_two_external_ids_apart(self, call: Any) -> None:
        for source in ("erp", "crm"):
            call("lin").post("/accounts", {"name": source, "external_source": source, "external_id": "7"})
        refused = call("lin").post("/accounts", {"name": "East", "parent": {"external_id": "7"}})
        assert refused.status_code == 422
        reference = {"external_id": "7", "external_source": "crm"}
        made = call("lin").post("/accounts", {"name": "East", "parent": reference})
        assert made.json()["parent"]["name"] == "crm"

    def test_null_takes_a_relation_away(self, call: Any, acme: Any) -> None:
        child = call("lin").post("/accounts", {"name": "East", "parent": "Acme"})
        assert call("lin").patch(child["Location"], {"parent": None}).json()["parent"] is None


def test_archiving_and_taking_back(call: Any, acme: Any) -> None:
    lin = call("lin")
    assert lin.delete(acme["url"]).status_code == 204
    assert lin.items("/accounts") == []
    assert [item["id"] for item in lin.items("/accounts?archived=true")] == [acme["id"]]
    assert lin.get(acme["url"]).json()["archived_at"] is not None
    assert lin.post(f"{acme['url']}/restore").json()["archived_at"] is None
    assert len(lin.items("/accounts")) == len(lin.items("/accounts?archived=any")) == 1


def test_roles_of_a_contact_are_set_as_a_whole(call: Any) -> None:
    made = call("lin").post("/contacts", {"name": "Mei", "roles": ["user", "approver"]})
    assert made.json()["roles"] == ["approver", "user"]
    changed = call("lin").patch(made["Location"], {"roles": ["blocker"]})
    assert (changed.json()["roles"], changed["ETag"] == made["ETag"]) == (["blocker"], False)
    assert call("lin").patch(made["Location"], {"title": "CIO"}).json()["roles"] == ["blocker"]
    assert call("lin").patch(made["Location"], {"roles": ["king"]}).status_code == 422


def test_an_order_that_belongs_in_the_funnel_is_refused(call: Any) -> None:
    order = {"description": "Toner", "ordered_on": "2026-11-01", "amount": "10000"}
    refused = call("lin").post("/orders", order)
    assert (refused.status_code, refused.json()["code"]) == (422, "order_belongs_in_funnel")
    assert call("lin").post("/orders", {**order, "amount": "9999.99"}).json()["base_amount"] == "9999.99"


def test_a_target_set_again_is_the_same_target(call: Any, people: Any) -> None:
    body = {"user": "lin", "year": 2026, "quarter": 4, "amount": "1000"}
    first, again = (call("zhao").put("/targets", body) for _turn in range(2))
    assert first.json() == again.json()
    more = call("zhao").put("/targets", {**body, "amount": "2000"}).json()
    assert [target["id"] for target in call("lin").items("/targets")] == [more["id"]]
    assert call("zhao").put("/targets", {**body, "amount": None}).status_code == 204
    assert call("lin").items("/targets?year=2026") == []
    assert call("zhao").put("/targets", {**body, "team": "East"}).status_code == 422
