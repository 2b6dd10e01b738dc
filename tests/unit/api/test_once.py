"""Idempotency-Key: sent twice, done once, even by two requests at the same time."""

from __future__ import annotations

import threading
import time
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import RequestFactory

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.workspace.models import AuditEntry, IdempotentAnswer
from keyaccount.surfaces.api.once import fingerprint
from tests.conftest import People
from tests.unit.api.conftest import Caller

ACME = {"name": "Acme"}


def test_the_second_request_gets_the_first_answer(call: Any) -> None:
    first, second = (call("lin").post("/accounts", ACME, Idempotency_Key="k1") for _turn in range(2))
    assert first.status_code == second.status_code == 201
    assert (first.content, first["Location"], first["ETag"]) == (second.content, second["Location"], second["ETag"])
    assert "Idempotent-Replayed" not in first
    assert second["Idempotent-Replayed"] == "true"
    assert second["Content-Type"] == "application/json"
    assert Account.objects.count() == AuditEntry.objects.filter(entity="accounts.account").count() == 1


def test_without_a_key_twice_is_twice(call: Any) -> None:
    for _turn in range(2):
        call("lin").post("/accounts", ACME)
    assert Account.objects.count() == 2


def test_a_changed_request_under_the_same_key_is_refused(call: Any) -> None:
    lin = call("lin")
    lin.post("/accounts", ACME, Idempotency_Key="k")
    for method, path, body in (
        ("POST", "/accounts", {"name": "Beta"}),
        ("POST", "/contacts", ACME),
        ("POST", "/accounts?x=1", ACME),
        ("PUT", "/accounts/bulk", ACME),
    ):
        refused = lin.send(method, path, body, Idempotency_Key="k")
        assert refused.status_code == 422
        assert refused.json()["code"] in {"key_used_otherwise", "invalid"}
    assert Account.objects.count() == 1


def test_a_patch_is_done_once(call: Any) -> None:
    made = call("lin").post("/accounts", ACME)
    first, second = (
        call("lin").patch(made["Location"], {"city": "Beijing"}, Idempotency_Key="k", If_Match=made["ETag"])
        for _turn in range(2)
    )
    assert first.json() == second.json()
    assert first.json()["version"] == 2


def test_a_refused_request_may_be_corrected(call: Any) -> None:
    lin = call("lin")
    assert lin.post("/accounts", {"name": "A", "parent": "nobody"}, Idempotency_Key="k").status_code == 422
    assert not IdempotentAnswer.objects.exists()
    assert lin.post("/accounts", {"name": "A"}, Idempotency_Key="k").status_code == 201


def test_a_fault_leaves_nothing_behind(call: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The answer cannot be kept: then the work is not kept either."""

    def broken(*_args: Any) -> None:
        raise RuntimeError("no more room")

    monkeypatch.setattr("keyaccount.surfaces.api.once.keep", broken)
    assert call("lin").post("/accounts", ACME, Idempotency_Key="k").status_code == 500
    assert not Account.objects.exists()
    assert not IdempotentAnswer.objects.exists()


@pytest.mark.parametrize("key", ["", "x" * 101, "with space", "schlüssel"])
def test_what_is_no_key(call: Any, key: str) -> None:
    refused = call("lin").post("/accounts", ACME, Idempotency_Key=key)
    assert (refused.status_code, refused.json()["code"]) == (422, "key_unreadable")


def test_reading_takes_no_key(call: Any) -> None:
    assert call("lin").get("/accounts", Idempotency_Key="k").status_code == 200
    assert not IdempotentAnswer.objects.exists()


def test_keys_of_two_people_do_not_meet(call: Any) -> None:
    answers = [call(who).post("/accounts", ACME, Idempotency_Key="k").json()["id"] for who in ("lin", "wang")]
    assert len(set(answers)) == 2


def test_a_form_is_known_again_by_its_fields_and_files() -> None:
    def form(text: str, content: bytes, name: str = "a.csv") -> str:
        file = SimpleUploadedFile(name, content)
        return fingerprint(RequestFactory().post("/x", {"preset": text, "files": [file]}))  # type: ignore[arg-type]

    assert form("maven", b"1") == form("maven", b"1")
    assert len({form("maven", b"1"), form("maven", b"2"), form("hubspot", b"1"), form("maven", b"1", "b.csv")}) == 4


def test_requests_at_the_same_time_do_it_once_and_all_get_the_same_answer(fresh_workspace: None) -> None:
    """Whoever is told to come back (409: at work; 503: the database is busy) comes back, as a client does."""
    people = People()
    callers = [Caller(people.lin) for _number in range(4)]
    start = threading.Barrier(len(callers))
    told: list[list[int]] = [[] for _caller in callers]
    answers: list[bytes] = []

    def send(place: int) -> None:
        try:
            start.wait()
            while len(told[place]) < 500:
                answer = callers[place].post("/accounts", ACME, Idempotency_Key="same")
                told[place].append(answer.status_code)
                if answer.status_code not in {409, 503}:
                    answers.append(answer.content)
                    return
                time.sleep(0.01)
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=(place,)) for place in range(len(callers))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {statuses[-1] for statuses in told} == {201}, told
    assert len(answers) == len(callers)
    assert len(set(answers)) == 1
    assert Account.objects.count() == IdempotentAnswer.objects.count() == 1
