"""What an account is thought to buy: dated entries with source and author, none of which is ever changed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db.utils import IntegrityError

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.accounts.services.accounts import create_account
from keyaccount.apps.portfolio.models import AccountEstimate
from keyaccount.apps.portfolio.queries.estimates import history_of, latest_of
from keyaccount.apps.portfolio.services.estimates import add_estimate
from keyaccount.apps.workspace.models import AuditEntry
from keyaccount.kernel.errors import Invalid, NotAllowed, NotFound
from tests.conftest import TODAY


@pytest.fixture
def acme(act: Any) -> Account:
    return create_account(values={"name": "Acme"}, act=act("lin"))


@pytest.fixture
def say(acme: Account, act: Any) -> Any:
    def add(amount: str, on: date = TODAY, who: str = "lin", **values: Any) -> AccountEstimate:
        given = {"amount": Decimal(amount), "on": on, "source": "Their annual report", **values}
        return add_estimate(account_id=acme.pk, values=given, act=act(who))

    return add


def test_holds_from_its_day_on_until_the_next(acme: Account, say: Any) -> None:
    spring, autumn = date(2026, 3, 1), date(2026, 9, 1)
    first, second = say("100", spring), say("250", autumn)
    found = {day: latest_of([acme.pk], day).first() for day in (date(2026, 2, 28), spring, date(2026, 8, 31), autumn)}
    assert list(found.values()) == [None, first, first, second]


def test_of_one_day_the_last_written_holds_and_the_first_stays(acme: Account, say: Any) -> None:
    say("100")
    say("120")
    assert [entry.amount for entry in latest_of(Account.objects.all(), TODAY)] == [Decimal(120)]
    assert [entry.amount for entry in history_of(acme)] == [Decimal(120), Decimal(100)]


def test_one_entry_for_each_account_in_one_query(
    acme: Account, say: Any, act: Any, django_assert_num_queries: Any
) -> None:
    beta = create_account(values={"name": "Beta"}, act=act("lin"))
    for amount in ("1", "2", "3"):
        say(amount)
        add_estimate(account_id=beta.pk, values={"amount": Decimal(amount) * 10, "source": "Visit"}, act=act("lin"))
    with django_assert_num_queries(1):
        found = dict(latest_of(Account.objects.all(), TODAY).values_list("account_id", "amount"))
    assert found == {acme.pk: 3, beta.pk: 30}


def test_says_who_when_and_how_sure_and_is_audited(say: Any, people: Any) -> None:
    entry = say("100")
    assert (entry.author, entry.on, entry.currency, entry.confidence) == (people.lin, TODAY, "CNY", "medium")
    told = AuditEntry.objects.get(entity="portfolio.accountestimate", object_id=entry.pk)
    assert (told.actor, told.changes["amount"]) == (people.lin, [None, "100"])


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"source": ""}, "source"),
        ({"amount": Decimal(-1)}, "amount"),
        ({"on": date(2026, 11, 20)}, "on"),
        ({"currency": "XXX"}, "currency"),
        ({"confidence": "sure"}, "confidence"),
    ],
)
def test_refuses_with_a_word_at_the_field(say: Any, values: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        say(**{"amount": "100", **values})
    assert set(refused.value.fields) == {field}
    assert not AccountEstimate.objects.exists()


@pytest.mark.parametrize(("who", "fact"), [("stranger", NotFound), ("wang", NotAllowed), ("auditor", NotAllowed)])
def test_only_who_writes_the_account_says_so(say: Any, who: str, fact: type[Exception]) -> None:
    with pytest.raises(fact):
        say("100", who=who)


def test_is_seen_by_who_sees_the_account(say: Any, people: Any) -> None:
    say("100")
    seen = {name for name, user in people.everyone().items() if AccountEstimate.objects.visible_to(user).exists()}
    assert seen == {"lin", "wang", "zhao", "finance", "auditor", "admin"}


def test_the_database_refuses_less_than_nothing(acme: Account, people: Any, now: Any) -> None:
    with pytest.raises(IntegrityError):
        AccountEstimate.objects.create(
            account=acme, amount=-1, currency="CNY", source="x", on=TODAY, author=people.lin, created_at=now
        )
