"""Who may call: tokens, sessions, and how often."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import AccessToken
from keyaccount.apps.workspace.services.tokens import create_token, revoke_token
from keyaccount.surfaces.api.throttle import Rate
from tests.conftest import PASSWORD
from tests.unit.api.conftest import BASE


def code(response: Any) -> tuple[int, str]:
    return response.status_code, response.json()["code"]


def bearer(secret: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}"}


@pytest.fixture
def session(people: Any, settings: Any) -> Client:
    client = Client(enforce_csrf_checks=True)
    client.force_login(people.lin, backend=settings.AUTHENTICATION_BACKENDS[-1])
    return client


def test_nobody_is_refused_with_how_to_sign_in(db: None, client: Client) -> None:
    response = client.get(f"{BASE}/me")
    assert code(response) == (401, "not_authenticated")
    assert response["WWW-Authenticate"].startswith("Bearer")
    assert response["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("header", ["Bearer ka_wrong", "Bearer", "Basic bGluOmxpbg==", "ka_wrong", "Bearer \x00"])
def test_a_wrong_header_is_refused_even_with_a_session(session: Client, header: str) -> None:
    assert session.get(f"{BASE}/me").status_code == 200
    assert code(session.get(f"{BASE}/me", headers={"Authorization": header})) == (401, "not_authenticated")


def test_a_token_is_its_owner(call: Any) -> None:
    document = call("lin").get("/me").json()
    assert document["username"] == "lin"
    assert document["token"]["may_write"] is True
    assert call("lin").secret not in str(document)


def test_an_expired_and_a_revoked_token_are_refused(people: Any, client: Client) -> None:
    act = Act(actor=people.lin, now=timezone.now() - timedelta(days=2))
    _old, secret = create_token(name="old", may_write=True, expires_at=act.now + timedelta(days=1), act=act)
    assert client.get(f"{BASE}/me", headers=bearer(secret)).status_code == 401
    token, secret = create_token(name="new", may_write=True, expires_at=None, act=act)
    assert client.get(f"{BASE}/me", headers=bearer(secret)).status_code == 200
    revoke_token(token_id=token.pk, act=act)
    assert client.get(f"{BASE}/me", headers=bearer(secret)).status_code == 401


def test_who_may_no_longer_sign_in_may_no_longer_call(people: Any, call: Any, session: Client) -> None:
    lin = call("lin")
    people.lin.is_active = False
    people.lin.save()
    assert lin.get("/me").status_code == 401
    assert session.get(f"{BASE}/me").status_code == 401


def test_a_token_that_may_only_read(call: Any) -> None:
    reader = call("lin", may_write=False)
    assert reader.get("/accounts").status_code == 200
    assert code(reader.post("/accounts", {"name": "Acme"})) == (403, "token_may_not_write")
    assert call("lin").get("/accounts").json()["items"] == []


def test_use_of_a_token_is_noted_once_an_hour(call: Any, django_assert_num_queries: Any) -> None:
    lin = call("lin")
    lin.get("/me")
    used = AccessToken.objects.get(pk=lin.token.pk).last_used_at
    assert used is not None
    with django_assert_num_queries(2):  # the token with its owner, and the workspace
        lin.get("/me")
    assert AccessToken.objects.get(pk=lin.token.pk).last_used_at == used


def test_a_session_reads_and_writes_with_its_csrf_token(session: Client) -> None:
    assert session.get(f"{BASE}/me").json()["token"] is None
    body = {"data": '{"name": "Acme"}', "content_type": "application/json"}
    assert code(session.post(f"{BASE}/accounts", **body)) == (403, "csrf_token_missing")
    session.cookies["csrftoken"] = "a" * 32
    assert session.post(f"{BASE}/accounts", **body, headers={"X-CSRFToken": "a" * 32}).status_code == 201
    assert code(session.post(f"{BASE}/accounts", **body, headers={"X-CSRFToken": "b" * 32}))[0] == 403


def test_a_session_makes_and_revokes_tokens(session: Client, people: Any) -> None:
    session.cookies["csrftoken"] = "a" * 32
    headers = {"X-CSRFToken": "a" * 32}
    made = session.post(
        f"{BASE}/tokens",
        '{"name": "sheet", "may_write": true}',
        content_type="application/json",
        headers={**headers, "Idempotency-Key": "k"},
    )
    assert code(made) == (422, "no_key_here")
    made = session.post(f"{BASE}/tokens", '{"name": "sheet"}', content_type="application/json", headers=headers)
    assert made.status_code == 201
    assert made["Cache-Control"] == "no-store"
    secret = made.json()["secret"]
    assert Client().get(f"{BASE}/me", headers=bearer(secret)).json()["username"] == "lin"
    assert secret not in session.get(f"{BASE}/tokens").content.decode()
    assert session.delete(made["Location"], headers=headers).status_code == 204
    assert Client().get(f"{BASE}/me", headers=bearer(secret)).status_code == 401


def test_a_token_makes_no_tokens_and_revokes_only_itself(call: Any, people: Any) -> None:
    lin = call("lin")
    other, _secret = create_token(
        name="other", may_write=True, expires_at=None, act=Act(actor=people.lin, now=timezone.now())
    )
    assert code(lin.post("/tokens", {"name": "more"})) == (403, "session_needed")
    assert code(lin.delete(f"/tokens/{other.pk}")) == (403, "session_needed")
    assert lin.delete(f"/tokens/{lin.token.pk}").status_code == 204
    assert lin.get("/me").status_code == 401


def test_nobody_revokes_the_token_of_another(call: Any, session: Client) -> None:
    session.cookies["csrftoken"] = "a" * 32
    wang = call("wang")
    answer = session.delete(f"{BASE}/tokens/{wang.token.pk}", headers={"X-CSRFToken": "a" * 32})
    assert code(answer) == (404, "not_found")
    assert wang.get("/me").status_code == 200


def test_the_limit_of_one_caller_is_not_that_of_another(call: Any, settings: Any) -> None:
    settings.API_RATE = "3/d"
    lin, wang = call("lin"), call("wang")
    assert [lin.get("/teams").status_code for _turn in range(4)] == [200, 200, 200, 429]
    refused = lin.get("/teams")
    assert code(refused) == (429, "too_many_requests")
    assert 0 < int(refused["Retry-After"]) <= 86400
    assert wang.get("/teams").status_code == 200


@pytest.mark.parametrize(
    ("text", "rate"),
    [("600/m", Rate(600, 60)), ("5/10s", Rate(5, 10)), ("1/h", Rate(1, 3600)), ("2/d", Rate(2, 86400))],
)
def test_rates(text: str, rate: Rate) -> None:
    assert Rate.parse(text) == rate


@pytest.mark.parametrize("text", ["", "600", "600/w", "many/m", "1/m/m"])
def test_what_is_no_rate(text: str) -> None:
    with pytest.raises(ValueError, match="KEYACCOUNT_API_RATE"):
        Rate.parse(text)


def test_sign_in_by_password_is_no_way_in(people: Any, client: Client) -> None:
    assert client.post(f"{BASE}/accounts", {"login": "lin", "password": PASSWORD}).status_code == 401
