"""`keyaccount person`: answering a person who asks, with the rights of whoever answers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from keyaccount.apps.accounts.services.accounts import create_account
from keyaccount.apps.contacts.models import Contact
from keyaccount.apps.contacts.services.contacts import create_contact
from keyaccount.apps.workspace.models import AuditEntry

WHY = "Letter of 3 November"


@pytest.fixture
def su(act: Any) -> Contact:
    account = create_account(values={"name": "Acme"}, act=act("lin"))
    return create_contact(values={"name": "苏佩兰", "account": account}, act=act("lin"))


@pytest.mark.parametrize("who", ["lin", "wang", "zhao", "stranger", "finance", "auditor", "admin"])
def test_only_those_who_may_answer_get_the_file(who: str, su: Contact, shell: Any, tmp_path: Path) -> None:
    file, allowed = tmp_path / "su.zip", who in {"lin", "admin"}
    shell("person", "export", str(su.pk), str(file), "--request", WHY, "--as", who, code=0 if allowed else 1)
    assert file.exists() == allowed
    entries = AuditEntry.objects.filter(changes__has_key="data_exported")
    told = [(entry.surface, entry.actor.username) for entry in entries]
    assert told == ([("cli", who)] if allowed else [])


def test_the_name_is_asked_for_before_anybody_is_erased(su: Contact, shell: Any) -> None:
    shell("person", "erase", str(su.pk), "--name", "Su", "--request", WHY, code=1)
    su.refresh_from_db()
    assert su.erased_at is None
    shell("person", "erase", str(su.pk), "--name", "苏佩兰", "--request", WHY)
    su.refresh_from_db()
    assert su.name == f"Erased person {su.pk}"
