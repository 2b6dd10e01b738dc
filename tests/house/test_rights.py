"""Every address, API operation, figure and export, asked for by owner, team-mate, manager, stranger, finance, auditor.

An address that is not listed fails: whoever adds one says here who may have it. Besides the answer itself, three words
are looked for in whatever comes back: the name of lin's deal and account, which a stranger never reads on any surface,
the mobile number of her contact, which finance never reads, and what only who tends her account reads.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from keyaccount.figures import definitions
from keyaccount.surfaces.api.operations import operations
from keyaccount.surfaces.exchange import services as exchange
from tests.house.addresses import ADDRESSES, FIGURE_OPTIONS, OPERATIONS
from tests.house.routes import routes
from tests.house.rules import EVERYONE, NOBODY, Address, Answer
from tests.house.world import MOBILE, SECRET, World

pytestmark = pytest.mark.django_db
SIGN_IN_AT = "/account/login/"
PART = {"HX-Request": "true"}
GIVEN_OUT = "what is given out to the person, which an administrator answers for"


def answer_of(response: HttpResponse) -> Answer | int:
    """The kind of answer; a status that is none of them comes back as it is."""
    status = response.status_code
    elsewhere = response.get("Location", "") + response.get("HX-Redirect", "")
    if status == 401 or SIGN_IN_AT in elsewhere:
        return Answer.SIGN_IN
    if status in {403, 404}:
        return Answer(str(status))
    return Answer.IN if status in {200, 201, 202, 204, 302, 303, 304, 409, 422, 428} else status


def ask(world: World, who: str, method: str, path: str, data: Any = None, **headers: str) -> HttpResponse:
    """One request in a transaction of its own that leaves no trace."""
    kind = {"content_type": "application/json"} if path.startswith("/api/") and method != "GET" else {}
    client = Client(headers=headers) if who == NOBODY else world.signed_in(who, headers)
    with transaction.atomic():
        response: HttpResponse = getattr(client, method.lower())(path, data, **kind)
        transaction.set_rollback(True)
    return response


def read(response: HttpResponse) -> str:
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return body.decode("utf-8", errors="replace")


def check_words(who: str, response: HttpResponse, place: str) -> None:
    text = read(response)
    if who != "lin" and not (who == "admin" and place == GIVEN_OUT):
        assert f"{SECRET} family" not in text, f"{who} reads what is for tenders of the account at {place}"
        assert f"{SECRET} rumour" not in text, f"{who} reads a note about a rival at {place}"
    if who in {"stranger", NOBODY}:
        assert SECRET not in text, f"{who} reads lin's deal at {place}"
    if who == "finance":
        assert MOBILE not in text, f"finance reads a mobile number at {place}"


# ── Pages ──
def test_every_address_is_listed() -> None:
    assert set(routes()) - set(ADDRESSES) == set(), "say in tests/house/addresses.py who may have these"
    assert set(ADDRESSES) - set(routes()) == set(), "these are no addresses any more"


@pytest.mark.parametrize("name", sorted(ADDRESSES))
def test_address(world: World, name: str) -> None:
    address: Address = ADDRESSES[name]
    path = world.path(name, routes()[name]) + address.query
    for who in (NOBODY, *EVERYONE):
        response = ask(world, who, address.method, path, world.data(address.data))
        check_words(who, response, path)
        if address.rule is None:
            assert response.status_code < 500
        else:
            assert answer_of(response) == address.rule[who], f"{who} at {address.method} {path}"


# ── API ──
def test_every_operation_is_listed() -> None:
    known = {operation.operation_id for operation in operations()}
    assert known - set(OPERATIONS) == set(), "say in tests/house/addresses.py who may call these"
    assert set(OPERATIONS) - known == set(), "these are no operations any more"


@pytest.mark.parametrize("operation", operations(), ids=lambda operation: operation.operation_id)
def test_operation(world: World, operation: Any) -> None:
    listed: Address = OPERATIONS[operation.operation_id]
    path = "/api/v1" + world.fill(operation.path) + listed.query
    for who in (NOBODY, *EVERYONE):
        response = ask(world, who, operation.method, path, world.data(listed.data))
        check_words(who, response, GIVEN_OUT if operation.operation_id == "exportContactData" else path)
        assert listed.rule is not None
        assert answer_of(response) == listed.rule[who], f"{who} at {operation.method} {path}: {read(response)[:300]}"


# ── Figures ──
def test_every_figure_is_listed() -> None:
    assert {item.key for item in definitions()} == set(FIGURE_OPTIONS)


@pytest.mark.parametrize("key", sorted(FIGURE_OPTIONS))
def test_figure(world: World, key: str) -> None:
    """Answers everyone, with the rows of lin's deal only for those who may see it, on page and API alike."""
    for path in (f"/figures/{key}?{FIGURE_OPTIONS[key]}", f"/api/v1/figures/{key}?{FIGURE_OPTIONS[key]}"):
        for who in (NOBODY, *EVERYONE):
            response = ask(world, who, "GET", path, **PART)
            check_words(who, response, path)
            assert answer_of(response) == (Answer.SIGN_IN if who == NOBODY else Answer.IN), f"{who} at {path}"


# ── Exports ──
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("place", sorted(exchange.EXPORTS))
def test_export(world: World, place: str, kind: str) -> None:
    path = f"/exports/{place}.{kind}"
    for who in (NOBODY, *EVERYONE):
        response = ask(world, who, "GET", path)
        assert answer_of(response) == (Answer.SIGN_IN if who == NOBODY else Answer.IN), f"{who} at {path}"
        if kind == "csv":
            check_words(who, response, path)
