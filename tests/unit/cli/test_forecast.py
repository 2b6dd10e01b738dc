"""`keyaccount forecast`: who owes a submission, and reminding them, by the rights of a person."""

from __future__ import annotations

from typing import Any

import pytest

from keyaccount.apps.accounts.services.accounts import create_account
from keyaccount.apps.forecast.models import Reminder
from keyaccount.apps.forecast.services.submissions import submit_forecast
from keyaccount.kernel.period import Period

pytestmark = pytest.mark.django_db


def test_listed_and_reminded_once(shell: Any, people: Any, act: Any) -> None:
    submit_forecast(period=Period.quarter(2026, 4), act=act("wang"))
    assert {one["username"] for one in shell.json("forecast", "owed", "--as", "zhao")} == {"lin", "zhao"}
    assert shell.json("forecast", "remind", "--as", "zhao") == {"reminded": ["lin"]}
    assert "Nobody is reminded" in shell("forecast", "remind", "--as", "zhao").stdout
    told = shell("forecast", "owed", "--scope", "user:lin").stdout
    assert "2026-11-19T01:00" in told


def test_by_the_rights_of_a_person(shell: Any, people: Any) -> None:
    assert {one["username"] for one in shell.json("forecast", "owed", "--as", "stranger")} == {"stranger"}
    assert "may not" in shell("forecast", "remind", "--as", "lin", code=1).stderr.lower()
    assert not Reminder.objects.exists()


def test_the_system_reminds_everyone(shell: Any, people: Any) -> None:
    assert {"lin", "wang", "stranger"} <= set(shell.json("forecast", "remind")["reminded"])


def test_an_account_submits_nothing(shell: Any, people: Any, act: Any) -> None:
    create_account(values={"name": "Acme"}, act=act("lin"))
    assert "team or a person" in shell("forecast", "owed", "--scope", "account:Acme", code=1).stderr
