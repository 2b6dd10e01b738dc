"""Support, coverage and warnings of one account: rows that sum, any past day, each reader’s own."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from keyaccount.apps.accounts.services.accounts import create_account, update_account
from keyaccount.apps.contacts.models import Contact
from keyaccount.apps.contacts.queries.people_map import map_at
from keyaccount.apps.contacts.services import contacts, links, map_rules, readings, visits
from keyaccount.apps.contacts.services.readings import Seen
from keyaccount.figures import memo
from keyaccount.kernel.errors import NotFound
from tests.conftest import NOW, TODAY

DAY = timedelta(days=1)
WHERE = {"champion": (True, True), "supporter": (False, True), "doubter": (False, False), "against": (True, False)}


@pytest.fixture
def account(act: Any) -> Any:
    return create_account(values={"name": "Acme"}, act=act("lin", NOW - 300 * DAY))


@pytest.fixture
def meet(act: Any, account: Any) -> Any:
    def make(name: str, roles: str = "user", days_ago: int = 200, **values: Any) -> Contact:
        given = {"name": name, "account": account, **values}
        return contacts.create_contact(values=given, roles=roles.split(), act=act("lin", NOW - days_ago * DAY))

    return make


@pytest.fixture
def see(act: Any) -> Any:
    """see(person, "champion", days_ago=3): a confirmed reading of that day."""

    def read(contact: Contact, where: str, days_ago: int = 1, *, assumed: bool = False) -> None:
        evidence = "" if assumed else "Said so"
        seen = Seen(*WHERE[where], assumed=assumed, evidence=evidence)
        readings.record_reading(contact_id=contact.pk, seen=seen, act=act("lin", NOW - days_ago * DAY))

    return read


@pytest.fixture
def three(meet: Any, see: Any) -> tuple[Contact, Contact, Contact]:
    """Liang decides and supports us, Wei keeps the money and obstructs, of Bai nothing is known."""
    liang, wei, bai = meet("Liang", "decision_maker"), meet("Wei", "financial_gatekeeper liaison"), meet("Bai", "user")
    see(liang, "doubter", 150)
    see(liang, "supporter", 10)
    see(wei, "against", 5)
    return liang, wei, bai


def kinds(figure: Any) -> list[str]:
    return [row["kind"] for row in figure.value]


def test_support_and_its_rows(three: Any, ask: Any) -> None:
    """(5 · 1 − 3 · 2 + 2 · 0) ÷ (5 + 3 + 2) = −0.1."""
    figure = ask("people.support", "lin", scope="account:Acme")
    assert figure.value == Decimal("-0.1")
    assert {item.symbol: item.value for item in figure.inputs} == {"S": -1, "W": 10}
    rows = figure.rows.fetch(10)
    assert [(row["person"], row["weight"], row["product"]) for row in rows] == [
        ("Liang", 5, 5),
        ("Wei", 3, -6),
        ("Bai", 2, 0),
    ]
    assert sum(row["product"] for row in rows) == figure.rows.sum_of_rows == figure.rows.recount()
    assert [note.code for note in figure.notes] == ["unknown"]


@pytest.mark.parametrize(
    ("days_ago", "value"),
    [
        (201, None),
        (180, Decimal(0)),
        (150, Decimal("-0.5")),
        (11, Decimal("-0.5")),
        (10, Decimal("0.5")),
        (5, Decimal("-0.1")),
    ],
)
def test_support_of_a_past_day(three: Any, ask: Any, days_ago: int, value: Decimal | None) -> None:
    day = (TODAY - days_ago * DAY).isoformat()
    assert ask("people.support", "lin", scope="account:Acme", as_of=day).value == value


def test_roles_of_a_past_day_weigh_then(three: Any, act: Any, ask: Any) -> None:
    liang = three[0]
    contacts.update_contact(contact_id=liang.pk, values={}, roles=["secretary"], act=act("lin", NOW - 2 * DAY))
    inputs = ask("people.support", "lin", scope="account:Acme").inputs
    before = ask("people.support", "lin", scope="account:Acme", as_of=(TODAY - 3 * DAY).isoformat()).inputs
    assert (inputs[1].value, before[1].value) == (6, 10)


def test_whoever_left_counts_no_more(three: Any, act: Any, ask: Any) -> None:
    left = {"left_on": TODAY - DAY}
    contacts.update_contact(contact_id=three[1].pk, values=left, act=act("lin", NOW - DAY))
    assert ask("people.support", "lin", scope="account:Acme").value == Decimal(5) / 7
    two_days_ago = (TODAY - 2 * DAY).isoformat()
    assert ask("people.support", "lin", scope="account:Acme", as_of=two_days_ago).value == Decimal("-0.1")


def test_the_workspace_s_weights_count(three: Any, act: Any, ask: Any) -> None:
    map_rules.set_role_rule(role="financial_gatekeeper", weight=0, needed=False, act=act("admin"))
    assert ask("people.support", "lin", scope="account:Acme").value == Decimal(3) / 8  # liaison 1


def test_coverage_of_the_needed_roles(three: Any, ask: Any) -> None:
    figure = ask("people.coverage", "lin", scope="account:Acme")
    assert figure.value == Decimal(3) / 7
    rows = figure.rows.fetch(10)
    assert sum(row["covered"] for row in rows) == figure.rows.sum_of_rows == 3
    assert {row["role"]: row["people"] for row in rows}["Approver"] == "nobody"


def test_warnings_worst_first(three: Any, act: Any, ask: Any, meet: Any) -> None:
    liang, wei, _bai = three
    links.draw_link(source_id=wei.pk, target_id=liang.pk, strength=3, act=act("lin", NOW - 4 * DAY))
    figure = ask("people.warnings", "lin", scope="account:Acme")
    assert kinds(figure) == ["obstructed", "no_champion", *["role_missing"] * 4]
    assert figure.value[0]["people"] == "Wei, Liang"
    assert "Wei → Liang" in figure.value[0]["about"]
    before = ask("people.warnings", "lin", scope="account:Acme", as_of=(TODAY - 5 * DAY).isoformat())
    assert "obstructed" not in kinds(before)


def test_conflict_is_no_influence(three: Any, act: Any, ask: Any) -> None:
    liang, wei, _bai = three
    links.draw_link(source_id=wei.pk, target_id=liang.pk, kind="conflict", strength=3, act=act("lin"))
    assert "obstructed" not in kinds(ask("people.warnings", "lin", scope="account:Acme"))


def test_a_collective_account_asks_for_more_deciders(three: Any, act: Any, account: Any, ask: Any) -> None:
    update_account(account_id=account.pk, values={"collective": True}, act=act("lin"))
    assert kinds(ask("people.warnings", "lin", scope="account:Acme"))[0] == "few_deciders"


def test_one_thread_visits_and_faded_readings(meet: Any, see: Any, act: Any, ask: Any) -> None:
    su, ye = meet("Su", visits_a_month=1), meet("Ye", visits_a_month=1)
    see(ye, "champion", 181)
    visits.record_visit(contact_id=su.pk, values={"made_on": TODAY - 3 * DAY}, act=act("lin"))
    figure = ask("people.warnings", "lin", scope="account:Acme")
    found = {row["kind"]: row["people"] for row in figure.value}
    assert (found["single_threaded"], found["visits_overdue"], found["faded"]) == ("Su", "Ye", "Ye")
    assert "169 days" in next(row["about"] for row in figure.value if row["kind"] == "visits_overdue")


def test_a_visit_of_the_day_counts_and_a_later_one_does_not(meet: Any, act: Any, account: Any) -> None:
    su = meet("Su", visits_a_month=1)
    visits.record_visit(contact_id=su.pk, values={"made_on": TODAY - 3 * DAY}, act=act("lin"))
    made = {days: map_at(account, TODAY - days * DAY).here[0].visits.made for days in (4, 3, 0)}
    assert made == {4: 0, 3: 1, 0: 1}


def test_lines_pass_over_whoever_left(meet: Any, act: Any, account: Any) -> None:
    top, boss = meet("Top"), None
    boss = meet("Boss", reports_to=top)
    meet("Su", reports_to=boss)
    contacts.update_contact(contact_id=boss.pk, values={"left_on": TODAY}, act=act("lin"))
    assert {person.name: person.superior for person in map_at(account, TODAY).here} == {"Top": None, "Su": top.pk}
    before = {person.name: person.superior for person in map_at(account, TODAY - DAY).here}
    assert before == {"Top": None, "Boss": top.pk, "Su": boss.pk}


@pytest.mark.parametrize("key", ["people.support", "people.coverage", "people.warnings"])
def test_each_reader_s_own_and_one_account_at_a_time(three: Any, ask: Any, key: str) -> None:
    for who in ("lin", "wang", "zhao", "finance", "auditor", "admin"):
        assert ask(key, who, scope="account:Acme").value == ask(key, "lin", scope="account:Acme").value
    with pytest.raises(NotFound):
        ask(key, "stranger", scope="account:Acme")
    everywhere = ask(key, "admin")
    assert (everywhere.value, everywhere.notes[0].code) == (None, "one_account")


def test_a_map_asks_as_many_queries_however_many_people(
    three: Any, meet: Any, see: Any, account: Any, django_assert_num_queries: Any
) -> None:
    for place in range(20):
        see(meet(f"P{place}"), "doubter")
    with memo.remembering(), django_assert_num_queries(7):
        assert len(map_at(account, date(2026, 11, 19)).here) == 23
