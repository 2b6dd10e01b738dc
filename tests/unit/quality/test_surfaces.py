"""Duplicates and merges by the API and the command line; what names a merged record leads to the survivor."""

from __future__ import annotations

import json
from typing import Any

import pytest
from click.testing import CliRunner
from django.test import Client

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.accounts.services.quality import ACCOUNTS
from keyaccount.apps.workspace.models import DuplicatePair
from keyaccount.apps.workspace.services.quality.finding import find_duplicates
from keyaccount.apps.workspace.services.quality.merging import merge
from keyaccount.surfaces.cli.duplicates import command
from tests.conftest import NOW


@pytest.fixture
def api(client: Client, people: Any, at_nine: None) -> Any:
    """api("lin", "get", "/duplicates", {…}): status and document."""

    def call(who: str, method: str, path: str, data: Any = None) -> tuple[int, Any]:
        client.force_login(getattr(people, who))
        kind = {} if method == "get" else {"content_type": "application/json"}
        answer = getattr(client, method)(f"/api/v1{path}", data, **kind)
        return answer.status_code, json.loads(answer.content) if answer.content else answer.headers.get("Location")

    return call


@pytest.fixture
def pair(make_account: Any) -> tuple[Account, Account]:
    found = make_account("Acme Ltd"), make_account("Acme Inc", external_id="A-7", external_source="erp")
    find_duplicates(ACCOUNTS, NOW)
    return found


def test_listed_merged_and_taken_back(pair: Any, api: Any) -> None:
    one, other = pair
    _status, listed = api("lin", "get", "/duplicates?kind=accounts")
    (item,) = listed["items"]
    assert (item["first"]["id"], item["second"]["id"], item["score"]) == (one.pk, other.pk, 100)
    assert item["reasons"][0]["code"] == "same_name"
    sent = {"kind": "accounts", "survivor": one.pk, "merged": other.pk, "survivor_version": 1, "merged_version": 1}
    status, done = api("lin", "post", "/merges", sent)
    assert (status, done["survivor"]) == (201, one.pk)
    assert api("lin", "get", f"/accounts/{other.pk}") == (308, f"/api/v1/accounts/{one.pk}")
    assert api("lin", "post", "/merges", sent)[1]["code"] == "was_merged"
    assert api("lin", "patch", f"/accounts/{other.pk}", {"city": "x"})[0] in {409, 428}
    assert api("lin", "post", f"/merges/{done['id']}/undo")[1]["undone_at"] is not None
    assert api("lin", "get", f"/accounts/{other.pk}")[0] == 200


def test_a_stale_version_and_a_stranger_are_refused(pair: Any, api: Any) -> None:
    one, other = pair
    sent = {"kind": "accounts", "survivor": one.pk, "merged": other.pk, "survivor_version": 7, "merged_version": 1}
    assert api("lin", "post", "/merges", sent)[1]["code"] == "changed_meanwhile"
    assert api("stranger", "post", "/merges", sent)[0] == 404
    assert api("stranger", "get", "/duplicates")[1]["items"] == []


def test_dismissed_by_the_api(pair: Any, api: Any) -> None:
    number = DuplicatePair.objects.get().pk
    assert api("lin", "post", f"/duplicates/{number}/dismiss")[1]["dismissed_by"]["username"] == "lin"
    assert api("lin", "get", "/duplicates")[1]["items"] == []
    assert len(api("lin", "get", "/duplicates?state=dismissed")[1]["items"]) == 1


def test_outside_ids_lead_on(pair: Any, api: Any, act: Any) -> None:
    one, other = pair
    merge(ACCOUNTS, survivor=one.pk, merged=other.pk, act=act())
    found = api("lin", "get", "/accounts?external_id=A-7")[1]["items"]
    assert [item["id"] for item in found] == [one.pk]
    items = {"external_source": "erp", "items": [{"external_id": "A-7", "name": "Acme Ltd", "city": "苏州"}]}
    report = api("lin", "put", "/accounts/bulk", items)[1]
    assert (report["updated"], report["results"][0]["id"]) == (1, one.pk)
    one.refresh_from_db()
    assert (one.city, one.external_id) == ("苏州", None)
    made = api("lin", "post", "/contacts", {"name": "王伟", "account": {"id": other.pk}})[1]
    assert made["account"]["id"] == one.pk
    made = api("lin", "post", "/contacts", {"name": "李强", "account": {"external_id": "A-7"}})[1]
    assert made["account"]["id"] == one.pk


def test_the_command_lists_and_searches(make_account: Any, people: Any) -> None:
    make_account("Acme Ltd")
    make_account("Acme Inc")
    run = CliRunner()
    assert "--search" in run.invoke(command, ["accounts"]).output
    found = json.loads(run.invoke(command, ["accounts", "--search", "--json"]).output)
    assert [(one["score"], one["reasons"]) for one in found] == [(100, ["same_name"])]
    assert json.loads(run.invoke(command, ["--as", "stranger", "--json"]).output) == []
    assert "Acme Inc" in run.invoke(command, ["accounts"]).output
