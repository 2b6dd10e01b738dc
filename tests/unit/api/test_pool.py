"""The pool through the API: everyone sees it, who writes claims from it, an owner returns to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.accounts.services.accounts import create_account
from keyaccount.apps.portfolio.models import PoolRules
from keyaccount.apps.portfolio.services.pool import return_account
from tests.unit.api.conftest import Caller

pytestmark = pytest.mark.usefixtures("at_nine")
Call = Callable[..., Caller]


@pytest.fixture
def returned(act: Any) -> Account:
    """Lin's until she gave it up."""
    account = create_account(values={"name": "Acme", "industry": "Retail"}, act=act("lin"))
    return return_account(account_id=account.pk, reason="Too far away", act=act("lin"))


def test_the_pool_is_listed_with_why(call: Call, returned: Account, act: Any) -> None:
    create_account(values={"name": "Never anyone's", "owner": None}, act=act("zhao"))
    create_account(values={"name": "Lin's"}, act=act("lin"))
    first, second = call("stranger").items("/pool?limit=1")
    assert (first["id"], first["why"], first["last_owner"]["username"]) == (returned.pk, "Too far away", "lin")
    assert (second["name"], second["since"], second["last_owner"]) == ("Never anyone's", None, None)
    assert [one["name"] for one in call().items("/pool?industry=Retail")] == ["Acme"]
    assert call().items("/pool?q=nothing") == []


def test_the_first_who_claims_has_it(call: Call, returned: Account) -> None:
    claimed = call("wang").post(f"/pool/{returned.pk}/claim")
    assert (claimed.status_code, claimed.json()["owner"]["username"]) == (200, "wang")
    late = call("stranger").post(f"/pool/{returned.pk}/claim")
    assert (late.status_code, late.json()["code"]) == (409, "someone_was_quicker")
    assert call("stranger").items("/pool") == []


def test_limits_of_claims_hold(call: Call, returned: Account) -> None:
    assert call("lin").post(f"/pool/{returned.pk}/claim").json()["code"] == "had_it_lately"
    PoolRules.objects.update(claims_a_week=0)
    assert call("wang").post(f"/pool/{returned.pk}/claim").json()["code"] == "too_many_claims"
    for who in ("finance", "auditor"):
        assert call(who).post(f"/pool/{returned.pk}/claim").status_code == 403
    assert Account.objects.get(pk=returned.pk).owner is None


def test_a_manager_assigns_to_one_of_the_team(call: Call, returned: Account) -> None:
    path = f"/pool/{returned.pk}/assign"
    assert call("wang").post(path, {"to": "wang"}).status_code == 403
    abroad = call("zhao").post(path, {"to": "stranger"})
    assert (abroad.status_code, abroad.json()["errors"][0]["field"]) == (422, "to")
    assert call("zhao").post(path, {"to": "wang"}).json()["owner"]["username"] == "wang"


def test_an_owner_returns_with_a_reason(call: Call, act: Any) -> None:
    account = create_account(values={"name": "Acme"}, act=act("lin"))
    path = f"/accounts/{account.pk}/return"
    assert call("wang").post(path, {"reason": "Mine"}).status_code == 403
    assert call("stranger").post(path, {"reason": "Mine"}).status_code == 404
    for reason in ("", "  ", "x" * 301):
        assert call().post(path, {"reason": reason}).json()["errors"][0]["field"] == "reason"
    assert call().post(path, {"reason": "Too far"}).json()["owner"] is None
    assert call("stranger").items("/pool")[0]["why"] == "Too far"
