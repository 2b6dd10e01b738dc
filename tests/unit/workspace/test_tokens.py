"""Access tokens: shown once, kept as a hash, ended by time, by hand or with their owner."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from keyaccount.apps.workspace.models import AccessToken, AuditAction, AuditEntry
from keyaccount.apps.workspace.queries.tokens import token_of, tokens_of
from keyaccount.apps.workspace.services.tokens import MOST, create_token, note_use, revoke_token
from keyaccount.kernel.errors import Invalid, NotFound
from tests.conftest import NOW

DAY = timedelta(days=1)


def made(act: Any, **values: Any) -> tuple[AccessToken, str]:
    return create_token(**{"name": "sheet", "may_write": False, "expires_at": None, "act": act(), **values})


def test_the_secret_is_not_kept(act: Any) -> None:
    token, secret = made(act)
    row = AccessToken.objects.filter(pk=token.pk).values().get()
    assert secret not in str(row.values())
    assert len(secret) >= 43
    assert secret.startswith(row["prefix"])
    assert token_of(secret, NOW) == token
    assert AuditEntry.objects.filter(
        entity="workspace.accesstoken", object_id=token.pk, action=AuditAction.CREATED
    ).exists()


def test_two_tokens_never_share_a_secret(act: Any) -> None:
    assert made(act)[1] != made(act)[1]


@pytest.mark.parametrize("wrong", ["", "ka_", "ka_x", "' or 1=1 --"])
def test_an_unknown_secret_is_nobodys(act: Any, wrong: str) -> None:
    made(act)
    assert token_of(wrong, NOW) is None


def test_a_token_ends_by_its_time(act: Any) -> None:
    _token, secret = made(act, expires_at=NOW + DAY)
    assert token_of(secret, NOW + DAY - timedelta(seconds=1)) is not None
    assert token_of(secret, NOW + DAY) is None


def test_a_token_ends_with_its_owner(people: Any, act: Any) -> None:
    _token, secret = made(act)
    people.lin.is_active = False
    people.lin.save()
    assert token_of(secret, NOW) is None


def test_a_revoked_token_is_refused_and_not_listed(people: Any, act: Any) -> None:
    token, secret = made(act)
    revoke_token(token_id=token.pk, act=act())
    revoke_token(token_id=token.pk, act=act())
    assert token_of(secret, NOW) is None
    assert not tokens_of(people.lin).exists()
    assert AuditEntry.objects.filter(entity="workspace.accesstoken", action=AuditAction.REMOVED).count() == 1


@pytest.mark.parametrize("who", ["wang", "zhao", "stranger", "finance", "auditor"])
def test_nobody_else_revokes_it(act: Any, who: str) -> None:
    token, secret = made(act)
    with pytest.raises(NotFound):
        revoke_token(token_id=token.pk, act=act(who))
    assert token_of(secret, NOW) is not None


def test_an_administrator_revokes_it(act: Any) -> None:
    token, secret = made(act)
    revoke_token(token_id=token.pk, act=act("admin"))
    assert token_of(secret, NOW) is None


@pytest.mark.parametrize("values", [{"name": " "}, {"name": "x" * 81}, {"expires_at": NOW}])
def test_what_cannot_be_a_token(act: Any, values: dict[str, Any]) -> None:
    with pytest.raises(Invalid) as refused:
        made(act, **values)
    assert set(refused.value.fields) == set(values)
    assert not AccessToken.objects.exists()


def test_the_number_of_tokens_is_bounded(act: Any) -> None:
    tokens = [made(act)[0] for _number in range(MOST)]
    with pytest.raises(Invalid):
        made(act)
    revoke_token(token_id=tokens[0].pk, act=act())
    made(act)


def test_use_is_noted_to_the_hour(act: Any, django_assert_num_queries: Any) -> None:
    token, _secret = made(act)
    note_use(token, NOW)
    token.refresh_from_db()
    assert token.last_used_at == NOW
    with django_assert_num_queries(0):
        note_use(token, NOW + timedelta(minutes=59))
    note_use(token, NOW + timedelta(hours=1))
    token.refresh_from_db()
    assert token.last_used_at == NOW + timedelta(hours=1)
