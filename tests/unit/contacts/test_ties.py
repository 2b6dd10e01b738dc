"""Our people × their people: one query for page, figure, file and API; gaps where a thread is missing or single."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.accounts.services.accounts import add_member, create_account
from keyaccount.apps.contacts.models import Contact
from keyaccount.apps.contacts.queries.ties import Matrix, matrices, matrix_of
from keyaccount.apps.contacts.services.contacts import create_contact, update_contact
from keyaccount.apps.contacts.services.visits import archive_visit, record_visit
from keyaccount.formulas.ties import Gap, Strength
from keyaccount.surfaces.exchange.services import export_rows
from tests.conftest import TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def account(act: Any, people: Any) -> Account:
    account = create_account(values={"name": "Acme"}, act=act())
    add_member(account_id=account.pk, user=people.wang, part="Delivery", act=act())
    return account


@pytest.fixture
def su(account: Account, act: Any) -> Contact:
    values = {"name": "Su", "account": account, "department": "Finance", "visits_a_month": Decimal("0.5")}
    return create_contact(values=values, roles=["decision_maker"], act=act())


@pytest.fixture
def visit(act: Any) -> Any:
    def made(contact: Contact, day: date, who: Any = None) -> Any:
        values = {"made_on": day, **({"made_by": who} if who else {})}
        return record_visit(contact_id=contact.pk, values=values, act=act())

    return made


@pytest.fixture
def matrix(people: Any) -> Any:
    def found(account: Account, who: str = "lin", today: date = TODAY) -> Matrix:
        return matrix_of(account, getattr(people, who), today)

    return found


def test_a_cell_says_who_owns_what_was_made_and_planned_and_when_last(
    account: Account, su: Contact, visit: Any, matrix: Any, people: Any
) -> None:
    for day in (date(2026, 10, 1), date(2026, 11, 1)):
        visit(su, day)
    visit(su, date(2026, 8, 25), people.wang)
    found = matrix(account)
    mine, wang = found.ties[people.lin.pk, su.pk], found.ties[people.wang.pk, su.pk]
    assert (mine.is_owner, mine.made, mine.planned, mine.last, mine.strength) == (
        True,
        2,
        Decimal("6.0"),
        date(2026, 11, 1),
        Strength.STRONG,
    )
    assert (wang.is_owner, wang.made, wang.planned, wang.strength) == (False, 1, None, Strength.WARM)
    assert [(one.user.username, one.part) for one in found.ours] == [("lin", ""), ("wang", "Delivery")]


@pytest.mark.parametrize(("day", "made"), [(date(2025, 11, 20), 1), (date(2025, 11, 19), 0)])
def test_twelve_months_are_365_days_with_today(
    account: Account, su: Contact, visit: Any, matrix: Any, people: Any, day: date, made: int
) -> None:
    visit(su, day)
    tie = matrix(account).ties[people.lin.pk, su.pk]
    assert (tie.made, tie.last) == (made, day)


def test_whoever_comes_by_has_a_row_and_who_came_long_ago_has_none(
    account: Account, su: Contact, visit: Any, matrix: Any, people: Any
) -> None:
    visit(su, date(2026, 11, 2), people.zhao)
    visit(su, date(2024, 1, 2), people.admin)
    rows = [(one.user.username, one.is_team) for one in matrix(account).ours]
    assert rows == [("lin", True), ("wang", True), ("zhao", False)]


def test_gaps_are_at_needed_roles_alone(
    account: Account, su: Contact, act: Any, visit: Any, matrix: Any, people: Any
) -> None:
    create_contact(values={"name": "Idle", "account": account}, act=act())
    gaps = {one.contact.name: one.gap for one in matrix(account).theirs}
    assert gaps == {"Su": Gap.NOBODY, "Idle": None}
    visit(su, date(2026, 11, 2))
    assert matrix(account).theirs[0].gap is Gap.SINGLE
    assert matrix(account).single == people.lin
    visit(su, date(2026, 11, 3), people.wang)
    assert matrix(account).theirs[0].gap is None
    assert matrix(account).single is None


def test_who_left_and_a_visit_taken_away_do_not_count(
    account: Account, su: Contact, act: Any, visit: Any, matrix: Any
) -> None:
    gone = create_contact(values={"name": "Gone", "account": account}, act=act())
    update_contact(contact_id=gone.pk, values={"left_on": date(2026, 1, 1)}, act=act())
    archive_visit(visit_id=visit(su, date(2026, 11, 2)).pk, act=act())
    assert [one.contact.name for one in matrix(account).theirs] == ["Su"]
    assert matrix(account).made == 0


def test_departments_stand_together_and_those_without_one_last(
    account: Account, su: Contact, act: Any, matrix: Any
) -> None:
    for name, department in (("A", ""), ("B", "Board"), ("C", "Finance")):
        create_contact(values={"name": name, "account": account, "department": department}, act=act())
    assert [one.contact.name for one in matrix(account).theirs] == ["B", "C", "Su", "A"]


def test_many_accounts_ask_as_many_queries_as_one(
    account: Account, su: Contact, act: Any, people: Any, visit: Any
) -> None:
    visit(su, date(2026, 11, 2), people.zhao)
    for number in range(4):
        other = create_account(values={"name": f"Firm {number}"}, act=act())
        visit(create_contact(values={"name": "P", "account": other}, roles=["user"], act=act()), date(2026, 11, 2))
    counted = []
    for most in (1, 5):
        with CaptureQueriesContext(connection) as queries:
            matrices(list(Account.objects.select_related("owner__team").order_by("pk")[:most]), people.lin, TODAY)
        counted.append(len(queries))
    assert counted[0] == counted[1]


# ── The figure ──
def test_the_figure_is_the_sum_of_its_rows_and_of_the_matrix(
    account: Account, su: Contact, visit: Any, matrix: Any, people: Any, ask: Any
) -> None:
    visit(su, date(2026, 11, 2))
    visit(su, date(2026, 11, 3), people.wang)
    figure = ask("people.visits", "lin", scope="account:Acme")
    assert figure.value == matrix(account).made == sum(row["visits"] for row in figure.rows.fetch(99)) == 2
    assert ask("people.visits", "lin", scope="account:Acme", as_of="2026-11-02").value == 1
    assert ask("people.visits", "lin").value is None


# ── The page, the file ──
def test_the_page_is_a_table_with_heads_and_marks_the_gaps(
    account: Account, su: Contact, visit: Any, page_of: Any, at_nine: None
) -> None:
    page = f"/accounts/{account.pk}/people-matrix"
    assert "nobody of ours knows them" in page_of("lin", page).content.decode()
    visit(su, date(2026, 11, 2))
    text = page_of("lin", page).content.decode()
    assert '<th scope="colgroup" colspan="1">Finance</th>' in text
    assert text.count('<th scope="row">') == 3
    assert "one of ours alone" in text
    assert page_of("stranger", page).status_code == 404


def test_an_account_without_people_is_told_what_belongs_here(account: Account, page_of: Any, at_nine: None) -> None:
    assert "Nobody is known here yet" in page_of("lin", f"/accounts/{account.pk}/people-matrix").content.decode()


def test_the_file_has_a_line_a_pair_and_one_for_whom_nobody_knows(
    account: Account, su: Contact, act: Any, visit: Any, people: Any
) -> None:
    visit(su, date(2026, 11, 2))
    create_contact(values={"name": "=Lost", "account": account, "owner": None}, roles=["user"], act=act("admin"))
    lines = _file("people_matrix", people.lin, account=str(account.pk))
    assert [(one["Person"], one["Ours"], one["Visits of 12 months"], one["Gap"]) for one in lines] == [
        ("Su", "lin", "1", "one of ours alone"),
        ("'=Lost", "", "", "nobody of ours knows them"),
    ]
    assert _file("people_matrix", people.stranger) == []
    assert _file("people_matrix", people.lin, account="x") == []


def _file(place: str, viewer: Any, **filters: str) -> list[dict[str, str]]:
    stream = export_rows(place, viewer=viewer, filters=filters, today=TODAY)
    return list(csv.DictReader(io.StringIO(b"".join(stream.chunks).decode("utf-8-sig"))))
