"""Saying no: every refusal is a problem document with a code that stays, and says what to do."""

from __future__ import annotations

import logging
import sys
from typing import Any

import pytest
from django.core.exceptions import SuspiciousOperation
from django.db import IntegrityError, OperationalError
from django.test import Client

from keyaccount.kernel.errors import Fact
from keyaccount.surfaces.api.problem_codes import CODES
from tests.unit.api.conftest import BASE


def refused(answer: Any, status: int, code: str) -> dict[str, Any]:
    document: dict[str, Any] = answer.json()
    assert (answer.status_code, document["code"]) == (status, code), document
    assert answer["Content-Type"] == "application/problem+json"
    assert document["status"] == status
    assert document["type"] == f"{BASE}/docs#problem-{code}"
    assert document["detail"]
    assert code in {known.code for known in CODES}, f"{code} is not in the handbook"
    return document


@pytest.mark.parametrize("path", ["/nothing", "/accounts/", "/accounts/1/nothing", "", "/", "/docs/more"])
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_an_address_that_there_is_not(db: None, client: Client, path: str, method: str) -> None:
    for base in (BASE, "/api/v2", "/api"):
        refused(client.generic(method, f"{base}/{path.lstrip('/')}"), 404, "not_found")


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/accounts", "GET, HEAD, OPTIONS, POST"),
        ("/accounts/1", "DELETE, GET, HEAD, OPTIONS, PATCH"),
        ("/opportunities/1/win", "OPTIONS, POST"),
        ("/accounts/bulk", "OPTIONS, PUT"),
    ],
)
def test_a_method_that_an_address_does_not_have(people: Any, call: Any, path: str, allowed: str) -> None:
    answer = call("lin").send("TRACE", path)
    refused(answer, 405, "method_not_allowed")
    assert answer["Allow"] == allowed
    told = call("lin").send("OPTIONS", path)
    assert (told.status_code, told["Allow"]) == (204, allowed)


def test_head_is_get_without_its_body(people: Any, call: Any) -> None:
    got, head = call("lin").get("/teams"), call("lin").send("HEAD", "/teams")
    assert (head.status_code, head.content) == (200, b"")
    assert head["Content-Length"] == str(len(got.content))


def test_an_id_that_is_none(people: Any, call: Any) -> None:
    for text in ("0", "-1", "x", "9" * 30, "1.5"):
        document = refused(call("lin").get(f"/accounts/{text}"), 422, "invalid")
        assert document["errors"][0]["in"] == "path"
    refused(call("lin").get(f"/accounts/{2**63 - 1}"), 404, "not_found")


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (ZeroDivisionError("secret detail"), 500, "fault"),
        (IntegrityError("secret detail"), 409, "written_meanwhile"),
        (OperationalError("secret detail"), 503, "busy"),
        (SuspiciousOperation("secret detail"), 400, "unreadable"),
    ],
)
def test_what_goes_wrong_inside_stays_inside(
    people: Any, call: Any, monkeypatch: pytest.MonkeyPatch, error: Exception, status: int, code: str
) -> None:
    def broken(*_args: Any, **_values: Any) -> None:
        raise error

    monkeypatch.setattr("keyaccount.surfaces.api.resources.accounts.LIST.answer", broken)
    answer = call("lin").get("/accounts")
    refused(answer, status, code)
    assert "secret" not in answer.content.decode()
    assert "Traceback" not in answer.content.decode()


def test_a_fault_is_found_in_the_log_by_its_reference(
    people: Any, call: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_args: Any, **_values: Any) -> None:
        raise ZeroDivisionError("what went wrong")

    monkeypatch.setattr("keyaccount.surfaces.api.resources.accounts.LIST.answer", broken)
    with caplog.at_level(logging.ERROR, logger="keyaccount.surfaces.api.problems"):
        document = refused(call("lin").get("/accounts"), 500, "fault")
    (record,) = [one for one in caplog.records if one.name == "keyaccount.surfaces.api.problems"]
    assert document["reference"] in record.getMessage()
    assert "what went wrong" in str(record.exc_info)
    assert document["reference"] in document["detail"]


def test_every_fact_that_a_caller_can_meet_is_in_the_handbook() -> None:
    """Facts of the services that the API calls, and its own; one that is new has to be told of."""
    rooms = _rooms()
    met = {fact.code for fact in _all(Fact) if fact.__module__ in rooms} - {"fact", "undefined"}
    assert met <= {code.code for code in CODES}, sorted(met - {code.code for code in CODES})


def _rooms() -> set[str]:
    """The modules whose facts a caller can meet."""
    own = {name for name in sys.modules if name.startswith("keyaccount.surfaces.api.")}
    named = (value for name in own for value in vars(sys.modules[name]).values())
    used = {getattr(value, "__module__", None) or getattr(value, "__name__", "") for value in named}
    return {"keyaccount.kernel.errors", *own, *(name for name in used if ".services" in str(name))}


def _all(kind: type[Fact]) -> set[type[Fact]]:
    return {kind} | {inner for direct in kind.__subclasses__() for inner in _all(direct)}


def test_answers_are_for_the_caller_only(people: Any, call: Any) -> None:
    answer = call("lin").get("/me")
    assert answer["Cache-Control"] == "private, no-cache"
    assert {"Authorization", "Cookie", "Accept-Language"} <= set(answer["Vary"].split(", "))
