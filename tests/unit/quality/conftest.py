"""Records that stand twice."""

from __future__ import annotations

from typing import Any

import pytest

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.accounts.services import accounts
from keyaccount.apps.contacts.models import Contact
from keyaccount.apps.contacts.services import contacts


@pytest.fixture
def make_account(act: Any) -> Any:
    def make(name: str, *, who: str = "lin", **values: Any) -> Account:
        return accounts.create_account(values={"name": name, **values}, act=act(who))

    return make


@pytest.fixture
def make_contact(act: Any) -> Any:
    def make(name: str, *, who: str = "lin", roles: Any = (), **values: Any) -> Contact:
        return contacts.create_contact(values={"name": name, **values}, roles=roles, act=act(who))

    return make
