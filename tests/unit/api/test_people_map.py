"""Readings and lines of influence through the API: the same services; evidence only for who tends the account."""

from __future__ import annotations

from typing import Any

import pytest

from keyaccount.apps.accounts.services.accounts import create_account
from keyaccount.apps.contacts.models import Contact, InfluenceLink
from keyaccount.apps.contacts.services import contacts

SEEN = {"dynamics_high": True, "receptivity_high": True, "on": "2026-11-18", "evidence": "Rang us first"}


@pytest.fixture
def two(act: Any) -> tuple[Contact, Contact]:
    account = create_account(values={"name": "Acme"}, act=act("lin"))
    made = [
        contacts.create_contact(values={"name": name, "account": account}, act=act("lin")) for name in ("Su", "Wei")
    ]
    return made[0], made[1]


@pytest.fixture
def call(client: Any, people: Any, at_nine: None) -> Any:
    def send(who: str, method: str, path: str, data: Any = None) -> Any:
        client.force_login(getattr(people, who))
        return getattr(client, method)(f"/api/v1{path}", data, content_type="application/json")

    return send


def test_a_reading_is_written_read_taken_back_and_put_back(call: Any, two: Any) -> None:
    made = call("lin", "post", f"/contacts/{two[0].pk}/readings", SEEN)
    assert made.status_code == 201
    body = made.json()
    assert (body["commitment"], body["evidence"], body["author"]["username"]) == ("champion", "Rang us first", "lin")
    assert call("lin", "delete", f"/readings/{body['id']}").status_code == 204
    assert call("lin", "get", f"/readings?contact={two[0].pk}").json()["items"] == []
    assert call("lin", "post", f"/readings/{body['id']}/restore").json()["withdrawn_at"] is None


@pytest.mark.parametrize(("who", "evidence"), [("lin", "Rang us first"), ("zhao", ""), ("auditor", "")])
def test_evidence_is_for_those_who_tend_the_account(call: Any, two: Any, who: str, evidence: str) -> None:
    pk = call("lin", "post", f"/contacts/{two[0].pk}/readings", SEEN).json()["id"]
    one = call(who, "get", f"/readings/{pk}").json()
    listed = call(who, "get", "/readings").json()["items"][0]
    assert one["evidence"] == listed["evidence"] == evidence
    assert (one["author"] is None) == (listed["author"] is None) == (not evidence)


def test_what_nothing_shows_is_refused(call: Any, two: Any) -> None:
    answer = call("lin", "post", f"/contacts/{two[0].pk}/readings", {"dynamics_high": True, "receptivity_high": True})
    assert answer.status_code == 422
    assert "evidence" in str(answer.json()["errors"])


def test_a_line_is_drawn_changed_and_erased(call: Any, two: Any) -> None:
    su, wei = two
    drawn = call("lin", "post", f"/contacts/{wei.pk}/influence-links", {"target": su.pk, "strength": 1})
    assert drawn.status_code == 201
    changed = call("lin", "patch", f"/influence-links/{drawn.json()['id']}", {"strength": 3}).json()
    assert (changed["kind"], changed["strength"], changed["source"]["name"]) == ("influence", 3, "Wei")
    assert [one["strength"] for one in call("lin", "get", "/influence-links").json()["items"]] == [3]
    assert len(call("lin", "get", "/influence-links?current=false").json()["items"]) == 2
    assert call("lin", "delete", f"/influence-links/{changed['id']}").status_code == 204
    again = call("lin", "delete", f"/influence-links/{changed['id']}")
    assert (again.status_code, again.json()["code"]) == (409, "link_erased")
    assert not InfluenceLink.objects.current().exists()


def test_strength_and_ends_are_checked(call: Any, two: Any) -> None:
    su, wei = two
    path = f"/contacts/{su.pk}/influence-links"
    assert call("lin", "post", path, {"target": wei.pk, "strength": 4}).status_code == 422
    assert call("lin", "post", path, {"target": su.pk}).status_code == 422
    assert call("stranger", "post", path, {"target": wei.pk}).status_code == 404
