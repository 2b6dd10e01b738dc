"""The relationship ledger: one account's care on one page, the same on page, file and API, and who reads what of it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.accounts.services.accounts import add_member, create_account, update_account
from keyaccount.apps.contacts.services.contacts import create_contact, update_contact
from keyaccount.apps.contacts.services.personal import add_day, set_personal
from keyaccount.apps.contacts.services.visits import record_visit
from keyaccount.apps.pipeline.services.opportunities import create_opportunity
from keyaccount.apps.pipeline.services.stages import win_opportunity
from keyaccount.apps.portfolio.queries.ledger import Entry, ledger_of, ledger_rows
from keyaccount.apps.portfolio.tables.ledger import is_late
from keyaccount.apps.workspace.models import ExchangeRate
from keyaccount.surfaces.exchange.services import export_rows
from tests.conftest import TODAY

pytestmark = pytest.mark.django_db
KEPT = "not shown to you"
OPENED = date(2026, 9, 1)


@pytest.fixture
def account(firm: Any) -> Account:
    return firm("Acme", 700_000, level=2, next_plan=date(2026, 12, 1), province="山东")


@pytest.fixture
def su(account: Account, act: Any) -> Any:
    """A user at Acme with a mobile, an interest, a birthday and a visit."""
    su = create_contact(values={"name": "Su", "account": account, "mobile": "13900000001"}, roles=["user"], act=act())
    set_personal(contact_id=su.pk, values={"interests": "=Opera"}, act=act())
    add_day(contact_id=su.pk, values={"kind": "birthday", "lunar": True, "month": 10, "day": 26}, act=act())
    add_day(contact_id=su.pk, values={"kind": "wedding", "lunar": False, "month": 5, "day": 18}, act=act())
    record_visit(contact_id=su.pk, values={"made_on": date(2026, 10, 2), "result": "Agreed on a trial"}, act=act())
    return su


@pytest.fixture
def in_a_currency_without_a_rate(account: Account, act: Any) -> None:
    """A won deal of Acme, and the only one of Beta."""
    for name in ("Acme", "Beta"):
        of = Account.objects.filter(name=name).first() or create_account(values={"name": name}, act=act())
        values = {"name": "Abroad", "account": of, "amount": Decimal(5), "currency": "XTS", "opened_on": OPENED}
        deal = create_opportunity(values=values, act=act())
        win_opportunity(opportunity_id=deal.pk, closed_on=date(2026, 10, 9), act=act())


@pytest.fixture
def entry(people: Any) -> Any:
    """entry("Acme", "lin"): as that person reads it."""

    def one(name: str, who: str = "lin", most: int | None = None) -> Entry:
        user = getattr(people, who)
        rows = ledger_rows(Account.objects.visible_to(user)).filter(name=name)
        return ledger_of(list(rows), user, TODAY, most)[0]

    return one


@pytest.fixture
def file(people: Any) -> Any:
    """file("lin", level="2"): the lines of the export, by their heads."""

    def read(who: str = "lin", **filters: str) -> list[dict[str, str]]:
        stream = export_rows("ledger", viewer=getattr(people, who), filters=filters, today=TODAY)
        return list(csv.DictReader(io.StringIO(b"".join(stream.chunks).decode("utf-8-sig"))))

    return read


# ── What stands in it ──
def test_an_entry_says_all(su: Any, entry: Any) -> None:
    found = entry("Acme")
    assert (found.account.level, found.account.next_plan, found.tends) == (2, date(2026, 12, 1), True)
    assert [(deal.name, deal.signed_on, deal.amount) for deal in found.contracts] == [
        ("Acme deal", date(2026, 11, 2), 700_000)
    ]
    known = found.people[0]
    assert (known.contact.name, known.interests, [day.kind for day in known.days]) == (
        "Su",
        "=Opera",
        ["birthday", "wedding"],
    )
    assert (found.last_visit.made_on, found.last_visit.result) == (date(2026, 10, 2), "Agreed on a trial")


def test_the_heaviest_role_comes_first_and_who_left_is_not_there(
    su: Any, account: Account, act: Any, entry: Any
) -> None:
    create_contact(values={"name": "Abel", "account": account}, act=act())
    create_contact(values={"name": "Zhou", "account": account}, roles=["decision_maker", "user"], act=act())
    gone = create_contact(values={"name": "Gone", "account": account}, roles=["approver"], act=act())
    update_contact(contact_id=gone.pk, values={"left_on": date(2026, 1, 1)}, act=act())
    found = entry("Acme", most=2)
    assert [known.contact.name for known in found.people] == ["Zhou", "Su"]
    assert found.people_count == 3
    assert [known.contact.name for known in entry("Acme").people] == ["Zhou", "Su", "Abel"]


def test_contracts_are_the_newest_and_their_sum_is_the_figure(
    account: Account, make_deal: Any, act: Any, entry: Any, ask: Any
) -> None:
    ExchangeRate.objects.create(currency_id="USD", day=date(2026, 1, 1), rate=Decimal(7))
    for name, amount, currency, day in (("Old", 50, "CNY", "2025-03-01"), ("Abroad", 100, "USD", "2026-11-10")):
        deal = make_deal(name, amount, account=account, currency=currency, opened_on=date(2025, 1, 1))
        win_opportunity(opportunity_id=deal.pk, closed_on=date.fromisoformat(day), act=act())
    make_deal("Still open", 900, account=account)
    found = entry("Acme", most=2)
    assert [(deal.name, deal.currency, deal.base) for deal in found.contracts] == [
        ("Abroad", "USD", 700),
        ("Acme deal", "CNY", 700_000),
    ]
    assert (found.contract_count, found.total) == (3, Decimal("700750.00"))
    assert found.total == ask("pipeline.won", "lin", scope="account:Acme").value


@pytest.mark.usefixtures("in_a_currency_without_a_rate")
def test_what_cannot_be_converted_is_not_zero(account: Account, entry: Any, ask: Any, read: Any) -> None:
    """Acme has 700,000 CNY beside it and keeps a sum; Beta has nothing else."""
    some, none = entry("Acme"), entry("Beta")
    assert (some.contract_count, some.total, some.brought.unconvertible) == (2, Decimal("700000.00"), 1)
    assert (none.contract_count, none.total, none.brought.unconvertible) == (1, None, 1)
    for name, value in (("Acme", 700_000), ("Beta", None)):
        for key in ("pipeline.won", "sales.closed"):
            figure = ask(key, "lin", scope=f"account:{name}")
            assert figure.value == value
            assert [note.count for note in figure.notes] == [1]
    page = read()
    assert page.count("1 left out: no exchange rate") == 2


def test_an_account_without_anything_has_an_entry(firm: Any, entry: Any) -> None:
    firm("Empty")
    found = entry("Empty")
    assert (found.contracts, found.people, found.last_visit, found.total, found.tier) == ((), (), None, 0, "")


@pytest.mark.parametrize(
    ("plan", "late"),
    [(None, False), (date(2026, 11, 1), False), (date(2026, 10, 31), True), (date(2025, 12, 1), True)],
)
def test_a_plan_is_late_when_its_month_is_over(plan: date | None, late: bool) -> None:
    assert is_late(plan, TODAY) is late


def test_fifty_accounts_ask_as_many_queries_as_one(su: Any, firm: Any, act: Any, people: Any) -> None:
    for number in range(6):
        other = firm(f"Firm {number}", 100)
        person = create_contact(values={"name": f"P{number}", "account": other}, roles=["user"], act=act())
        set_personal(contact_id=person.pk, values={"interests": "Go"}, act=act())
        record_visit(contact_id=person.pk, values={"made_on": date(2026, 9, 1)}, act=act())
    counted = []
    for most in (1, 50):
        with CaptureQueriesContext(connection) as queries:
            ledger_of(list(ledger_rows(Account.objects.order_by("name"))[:most]), people.lin, TODAY, 6)
        counted.append(len(queries))
    assert counted[0] == counted[1]


# ── Who reads what ──
def test_personal_is_for_owner_and_team_alone(su: Any, account: Account, entry: Any, act: Any, people: Any) -> None:
    for who in ("zhao", "finance", "auditor", "admin", "wang"):
        found = entry("Acme", who)
        assert (found.tends, found.people[0].interests, found.people[0].days) == (False, "", ())
    add_member(account_id=account.pk, user=people.wang, part="Delivery", act=act())
    assert entry("Acme", "wang").people[0].interests == "=Opera"


def test_a_stranger_finds_no_line(su: Any, file: Any, page_of: Any) -> None:
    assert file("stranger") == []
    assert "Acme" not in page_of("stranger", "/accounts/ledger").content.decode()


def test_the_file_says_what_is_kept_back(su: Any, file: Any) -> None:
    mine, other = file("lin")[0], file("zhao")[0]
    assert (mine["Interests"], mine["Birthday"], mine["Special days"]) == (
        "'=Opera",
        "day 26 of lunar month 10",
        "Wedding day 18 May",
    )
    assert (other["Interests"], other["Birthday"], other["Special days"]) == (KEPT, KEPT, KEPT)
    assert other["Mobile"] == "13900000001"
    assert "Mobile" not in file("finance")[0]


def test_the_file_has_each_contract_and_each_person_once(su: Any, account: Account, act: Any, file: Any) -> None:
    create_contact(values={"name": "Zhou", "account": account}, act=act())
    lines = file(level="2")
    assert [(line["Account"], line["Contract"], line["Person"]) for line in lines] == [
        ("Acme", "Acme deal", "Su"),
        ("Acme", "", "Zhou"),
    ]
    assert file(level="3") == []


def test_days_are_days_and_amounts_numbers_in_excel(su: Any, people: Any) -> None:
    stream = export_rows("ledger", viewer=people.lin, filters={}, format="xlsx", today=TODAY)
    head, line = openpyxl.load_workbook(io.BytesIO(b"".join(stream.chunks))).active.iter_rows(values_only=True)
    told = dict(zip(head, line, strict=True))
    assert told["Signed on"].date() == date(2026, 11, 2)
    assert told["Next plan"].date() == date(2026, 12, 1)
    assert (told["Amount"], told["Currency"], told["Interests"]) == (700_000, "CNY", "'=Opera")


# ── The page ──
@pytest.fixture
def read(page_of: Any, at_nine: None) -> Iterator[Any]:
    def text(who: str = "lin", query: str = "") -> str:
        return page_of(who, f"/accounts/ledger{query}").content.decode()

    return text


def test_the_page_shows_it_and_says_what_is_kept_back(su: Any, read: Any) -> None:
    mine = read()
    assert "=Opera" in mine
    assert "tel:13900000001" in mine
    assert KEPT not in mine
    others = read("finance")
    assert "=Opera" not in others
    assert "13900000001" not in others
    assert others.count(KEPT) == 2


def test_the_closest_first_and_those_without_a_level_last(account: Account, firm: Any, act: Any, read: Any) -> None:
    firm("First", level=1)
    firm("Unknown")
    update_account(account_id=account.pk, values={"level": 3}, act=act())
    text = read()
    assert text.index(">First<") < text.index(">Acme<") < text.index(">Unknown<")
    text = read(query="?sort=-name")
    assert text.index(">Unknown<") < text.index(">First<") < text.index(">Acme<")


def test_filters_are_those_of_the_list(account: Account, firm: Any, read: Any) -> None:
    firm("Other", level=5)
    assert ">Other<" not in read(query="?level=2")
    assert ">Acme<" in read(query="?level=2&province=山东")
    assert "No account fits this filter" in read(query="?level=9")


def test_choices_lead_back_to_the_ledger(account: Account, page_of: Any) -> None:
    text = page_of("lin", "/accounts/ledger/choices/province").content.decode()
    assert 'href="/accounts/ledger?province=' in text


def test_pages_follow_one_another(firm: Any, read: Any) -> None:
    for number in range(21):
        firm(f"Firm {number:02}", level=4)
    first = read(query="?sort=name")
    assert ">Firm 19<" in first
    assert ">Firm 20<" not in first
    following = first.split("after=")[1].split('"')[0]
    assert ">Firm 20<" in read(query=f"?sort=name&after={following}")


def test_who_has_no_account_is_told_what_belongs_here(read: Any) -> None:
    assert "Here stands who matters at each account" in read()
