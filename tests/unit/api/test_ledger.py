"""The relationship ledger through the API: the page's own entries, by keyset, with what each caller may read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.accounts.services.accounts import create_account
from keyaccount.apps.contacts.services.contacts import create_contact
from keyaccount.apps.contacts.services.personal import add_day, set_personal
from keyaccount.apps.contacts.services.visits import record_visit
from keyaccount.apps.pipeline.services.opportunities import create_opportunity
from keyaccount.apps.pipeline.services.stages import win_opportunity
from tests.unit.api.conftest import Caller

pytestmark = pytest.mark.usefixtures("at_nine")
Call = Callable[..., Caller]
PLACE = "/relationship-ledger"


@pytest.fixture
def account(act: Any) -> Account:
    account = create_account(values={"name": "Acme", "level": 2, "province": "山东"}, act=act())
    su = create_contact(values={"name": "Su", "account": account, "mobile": "139"}, roles=["user"], act=act())
    set_personal(contact_id=su.pk, values={"interests": "Opera"}, act=act())
    add_day(contact_id=su.pk, values={"kind": "birthday", "lunar": True, "month": 10, "day": 26}, act=act())
    record_visit(contact_id=su.pk, values={"made_on": date(2026, 10, 2), "result": "Agreed"}, act=act())
    deal = create_opportunity(values={"name": "Lamps", "account": account, "amount": Decimal(700)}, act=act())
    win_opportunity(opportunity_id=deal.pk, act=act())
    return account


def test_an_entry_says_all(call: Call, account: Account) -> None:
    (entry,) = call().items(PLACE)
    assert (entry["name"], entry["level"], entry["tier"], entry["contract_total"]) == ("Acme", 2, "", "700.00")
    assert entry["contracts_left_out"] == 0
    assert [(one["opportunity"]["name"], one["signed_on"]) for one in entry["contracts"]] == [("Lamps", "2026-11-19")]
    assert (entry["last_visit"]["made_on"], entry["last_visit"]["result"]) == ("2026-10-02", "Agreed")
    (su,) = entry["people"]
    assert (su["roles"], su["reach"]["mobile"], su["interests"]) == (["user"], "139", "Opera")
    assert [(day["kind"], day["lunar"], day["month"]) for day in su["special_days"]] == [("birthday", True, 10)]


def test_each_reads_what_is_theirs(call: Call, account: Account) -> None:
    (su,) = call("zhao").items(PLACE)[0]["people"]
    assert (su["reach"]["mobile"], su["interests"], su["special_days"]) == ("139", None, None)
    (su,) = call("finance").items(PLACE)[0]["people"]
    assert (su["reach"], su["interests"]) == (None, None)
    assert call("stranger").items(PLACE) == []


def test_pages_by_level_with_those_without_one_last(call: Call, account: Account, act: Any) -> None:
    for name, level in (("First", 1), ("None", None), ("Third", 3)):
        create_account(values={"name": name, "level": level}, act=act())
    assert [one["name"] for one in call().items(f"{PLACE}?limit=1")] == ["First", "Acme", "Third", "None"]
    assert [one["name"] for one in call().items(f"{PLACE}?level=3")] == ["Third"]
    assert [one["name"] for one in call().items(f"{PLACE}?province=山东&fields=name,level")] == ["Acme"]


def test_a_filter_that_is_not_there_is_refused(call: Call, account: Account) -> None:
    assert call().get(f"{PLACE}?mood=good").status_code == 422


def test_a_team_s_ledger(call: Call, account: Account, people: Any) -> None:
    assert [one["name"] for one in call("admin").items(f"{PLACE}?team={people.company.pk}")] == ["Acme"]
    assert call("admin").items(f"{PLACE}?team={people.north.pk}") == []
