"""Our people × theirs through the API: the numbers of the page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from keyaccount.apps.accounts.services.accounts import create_account
from keyaccount.apps.contacts.services.contacts import create_contact
from keyaccount.apps.contacts.services.visits import record_visit
from tests.unit.api.conftest import Caller

pytestmark = pytest.mark.usefixtures("at_nine")
Call = Callable[..., Caller]


def test_who_knows_whom(call: Call, act: Any) -> None:
    account = create_account(values={"name": "Acme"}, act=act())
    su = create_contact(values={"name": "Su", "account": account}, roles=["user"], act=act())
    record_visit(contact_id=su.pk, values={"made_on": date(2026, 11, 2)}, act=act())
    told = call().get(f"/accounts/{account.pk}/people-matrix").json()
    assert (told["since"], told["until"], told["visits"]) == ("2025-11-20", "2026-11-19", 1)
    assert [(one["user"]["username"], one["is_owner"]) for one in told["ours"]] == [("lin", True)]
    assert [(one["name"], one["needed"], one["gap"]) for one in told["theirs"]] == [("Su", True, "single")]
    assert [(one["made"], one["planned"], one["strength"]) for one in told["ties"]] == [(1, None, "strong")]
    assert told["single_thread"]["username"] == "lin"
    assert call("stranger").get(f"/accounts/{account.pk}/people-matrix").status_code == 404
    assert call().get(f"/accounts/{account.pk}/people-matrix?day=1").status_code == 422
