"""What is personal about someone comes in by those who tend the account, and by nobody else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.accounts.services.accounts import add_member, create_account
from keyaccount.apps.contacts.models import Contact, Personal, SpecialDay
from keyaccount.apps.contacts.services.contacts import create_contact
from keyaccount.apps.contacts.services.data_subjects import erase_person
from keyaccount.apps.contacts.services.personal import add_day, set_personal
from keyaccount.apps.workspace.models import AuditEntry
from keyaccount.surfaces.exchange import services
from tests.unit.exchange.conftest import Table, counts, reasons

Bring = Callable[..., dict[str, Any]]
pytestmark = pytest.mark.django_db

ENGLISH = ("name", "account", "Birthday", "Interests", "Quotes to remember", "Thinking style", "Temperament")
CHINESE = tuple("姓名 客户名称 生日 爱好 记住的话 思维方式 客户类型 得意之事 相貌特征 姓名读音 家庭".split())


@pytest.fixture
def tended(act: Any, people: Any) -> Account:
    """An account of lin that zhao, who may import, is on the team of."""
    account = create_account(values={"name": "Acme"}, act=act())
    add_member(account_id=account.pk, user=people.zhao, act=act())
    return account


def days() -> list[tuple[Any, ...]]:
    return list(SpecialDay.objects.values_list("contact__name", "lunar", "year", "month", "leap", "day", "next_on"))


@pytest.mark.usefixtures("tended")
class TestBringing:
    def test_headings_in_both_languages(self, table: Table, bring: Bring) -> None:
        ann = ["Ann", "Acme", "1970-06-10", "chess", "“Quality first.”", "A · analytical", "Posing as expert"]
        bo = [
            "博",
            "Acme",
            "农历 08-15",
            "书法",
            "先做人",
            "D · 想象型",
            "性格内向",
            "上市",
            "高个子",
            "bó",
            "一儿一女",
        ]
        assert counts(bring(table("contacts.csv", ENGLISH, ann), by="zhao")) == (1, 0, 0, 0)
        assert counts(bring(table("联系人.csv", CHINESE, bo), by="zhao")) == (1, 0, 0, 0)
        sides = {side.contact.name: side for side in Personal.objects.all()}
        her = sides["Ann"]
        assert (her.interests, her.thinking_style, her.temperament) == ("chess", "A", "expert")
        assert (sides["博"].quotes, sides["博"].proud_moments, sides["博"].family) == ("先做人", "上市", "一儿一女")
        assert days() == [
            ("Ann", False, 1970, 6, False, 10, date(2027, 6, 10)),
            ("博", True, None, 8, False, 15, date(2027, 9, 15)),
        ]

    def test_second_time_nothing_changes(self, table: Table, bring: Bring) -> None:
        path = table("contacts.csv", ENGLISH, ["Ann", "Acme", "06-10", "chess", "", "", ""])
        assert counts(bring(path, by="zhao")) == (1, 0, 0, 0)
        assert counts(bring(path, by="zhao")) == (0, 0, 1, 0)
        assert (Personal.objects.get().version, Contact.objects.get().version) == (1, 1)

    def test_a_side_that_changes_alone_is_a_change_told_of_it(
        self, table: Table, bring: Bring, act: Any, tended: Account
    ) -> None:
        ann = create_contact(values={"name": "Ann", "account": tended}, act=act())
        set_personal(contact_id=ann.pk, values={"interests": "chess", "family": "two sons"}, act=act())
        add_day(contact_id=ann.pk, values={"kind": "birthday", "month": 6, "day": 10, "year": 1970}, act=act())
        before = Personal.objects.get()
        path = table("contacts.csv", ENGLISH, ["Ann", "Acme", "06-11", "go", "", "", ""])
        assert counts(bring(path, by="zhao")) == (0, 1, 0, 0)
        after = Personal.objects.get()
        assert (after.interests, after.family, after.version) == ("go", "two sons", before.version + 1)
        entry = AuditEntry.objects.latest("id")
        assert (entry.entity, entry.label) == ("contacts.personal", "Ann")
        assert entry.changes == {
            "interests": ["chess", "go"],
            "special_day": ["Birthday · 1970-06-10", "Birthday · 06-11"],
        }
        assert Contact.objects.get().version == 1

    def test_a_birthday_without_its_year_keeps_the_year_that_is_known(
        self, table: Table, bring: Bring, act: Any, tended: Account
    ) -> None:
        ann = create_contact(values={"name": "Ann", "account": tended}, act=act())
        add_day(contact_id=ann.pk, values={"kind": "birthday", "month": 6, "day": 10, "year": 1970}, act=act())
        path = table("contacts.csv", ENGLISH, ["Ann", "Acme", "6月10日", "", "", "", ""])
        assert counts(bring(path, by="zhao")) == (0, 0, 1, 0)

    def test_a_column_of_lunar_birthdays(self, table: Table, bring: Bring) -> None:
        head = ("name", "account", "Birthday", "农历生日")
        rows = [["A", "Acme", "", "1970-闰5-3"], ["B", "Acme", "", "1968-闰7-3"], ["C", "Acme", "06-10", "05-07"]]
        report = bring(table("contacts.csv", head, *rows), by="zhao")
        assert counts(report) == (1, 0, 0, 2)
        assert "no such day" in reasons(report)[0]
        assert "both calendars" in reasons(report)[1]
        assert days() == [("B", True, 1968, 7, True, 3, date(2027, 8, 4))]

    @pytest.mark.parametrize(
        ("heading", "cell", "word"),
        [
            ("Birthday", "1971-02-29", "no such day"),
            ("Birthday", "1899-06-10", "no such day"),
            ("Birthday", "3/4", "Write 1970-06-10"),
            ("Birthday", "spring", "Write 1970-06-10"),
            ("Temperament", "nice", "none of the choices"),
            ("Thinking style", "E", "none of the choices"),
        ],
    )
    def test_what_cannot_be_read_is_refused(
        self, table: Table, bring: Bring, heading: str, cell: str, word: str
    ) -> None:
        report = bring(table("contacts.csv", ["name", "account", heading], ["Ann", "Acme", cell]), by="zhao")
        assert counts(report) == (0, 0, 0, 1)
        assert word in reasons(report)[0]

    def test_the_order_of_day_and_month_is_that_of_the_column(self, table: Table, bring: Bring) -> None:
        head = ("name", "account", "Birthday")
        bring(table("contacts.csv", head, ["A", "Acme", "7/15/1970"], ["B", "Acme", "3/4"]), by="zhao")
        assert [(name, month, day) for name, _lunar, _year, month, _leap, day, _next in days()] == [
            ("B", 3, 4), ("A", 7, 15),
        ]  # fmt: skip

    def test_undo_restores_what_was_known(self, table: Table, bring: Bring, act: Any, tended: Account) -> None:
        ann = create_contact(values={"name": "Ann", "account": tended}, act=act())
        set_personal(contact_id=ann.pk, values={"interests": "chess"}, act=act())
        add_day(contact_id=ann.pk, values={"kind": "birthday", "month": 6, "day": 10, "year": 1970}, act=act())
        was = list(Personal.objects.values()), list(SpecialDay.objects.values())
        rows = [["Ann", "Acme", "06-11", "go", "", "", ""], ["Bo", "Acme", "06-12", "go", "", "", ""]]
        report = bring(table("contacts.csv", ENGLISH, *rows), by="zhao")
        assert Personal.objects.count() == SpecialDay.objects.count() == 2
        services.undo_import(report["id"], act=act("zhao"))
        assert (list(Personal.objects.values()), list(SpecialDay.objects.values())) == was
        restored = AuditEntry.objects.filter(entity="contacts.personal", action="restored").get()
        assert restored.label == "Ann"


class TestRights:
    def test_who_does_not_tend_the_account_is_refused_whatever_stands_there(
        self, table: Table, bring: Bring, act: Any, tended: Account
    ) -> None:
        ann = create_contact(values={"name": "Ann", "account": tended}, act=act())
        set_personal(contact_id=ann.pk, values={"interests": "chess"}, act=act())
        for said in ("chess", "go"):
            report = bring(table("contacts.csv", ENGLISH, ["Ann", "Acme", "", said, "", "", ""]), by="admin")
            assert counts(report) == (0, 0, 0, 1)
            assert "interests" in reasons(report)[0]
        with_title = table("contacts.csv", ("name", "account", "title", "birthday"), ["Ann", "Acme", "Boss", "06-10"])
        assert counts(bring(with_title, by="admin")) == (0, 0, 0, 1)
        ann.refresh_from_db()
        assert (ann.title, Personal.objects.get().interests) == ("", "chess")

    def test_an_account_that_the_same_import_brings(self, table: Table, bring: Bring) -> None:
        accounts = table("accounts.csv", ["name", "owner"], ["Mine", "zhao"], ["Theirs", "lin"])
        head = ("name", "account", "interests")
        contacts = table("contacts.csv", head, ["A", "Mine", "go"], ["B", "Theirs", "go"], ["C", "", "go"])
        report = bring(accounts, contacts, by="zhao")
        assert (report["created"], report["rejected"]) == (4, 1)
        assert {side.contact.name for side in Personal.objects.all()} == {"A", "C"}

    def test_an_account_that_the_same_import_gives_away(self, table: Table, bring: Bring, act: Any) -> None:
        create_account(values={"name": "Mine"}, act=act("zhao"))
        accounts = table("accounts.csv", ["name", "owner"], ["Mine", "lin"])
        contacts = table("contacts.csv", ("name", "account", "interests"), ["A", "Mine", "go"])
        report = bring(accounts, contacts, by="zhao")
        assert (report["updated"], report["rejected"]) == (1, 1)
        assert not Personal.objects.exists()

    def test_a_new_one_only_import_changes_no_side(self, table: Table, bring: Bring, act: Any, tended: Account) -> None:
        create_contact(values={"name": "Ann", "account": tended}, act=act())
        path = table("contacts.csv", ENGLISH, ["Ann", "Acme", "06-10", "", "", "", ""])
        report = bring(path, by="zhao", mode="create")
        assert counts(report) == (0, 0, 0, 1)
        assert not SpecialDay.objects.exists()

    def test_nothing_is_written_about_someone_who_was_erased(
        self, table: Table, bring: Bring, act: Any, tended: Account
    ) -> None:
        ann = create_contact(values={"name": "Ann", "account": tended}, act=act())
        erase_person(contact_id=ann.pk, typed_name="Ann", request="by letter", act=act("admin"))
        name = Contact.objects.get().name
        for by, heading, cell in (("admin", "title", "Boss"), ("admin", "role", "user"), ("zhao", "interests", "go")):
            report = bring(table("contacts.csv", ("name", "account", heading), [name, "Acme", cell]), by=by)
            assert counts(report) == (0, 0, 0, 1)
            assert "archived" in reasons(report)[0]


class TestCare:
    def test_relationship_stage_visits_and_several_roles(self, table: Table, bring: Bring) -> None:
        head = ("name", "roles", "Relationship stage", "Planned visits a month", "First concern")
        path = table("contacts.csv", head, ["Ann", "User、拦路虎; decision maker", "同盟", "0.5", "delivery"])
        bring(path)
        ann = Contact.objects.get()
        assert sorted(role.role for role in ann.roles.all()) == ["blocker", "decision_maker", "user"]
        assert (ann.relationship_stage.name, ann.first_concern) == ("Ally", "delivery")
        assert ann.visits_a_month == Decimal("0.5")
        assert ann.next_visit_by == date(2027, 1, 19)
        assert counts(bring(path)) == (0, 0, 1, 0)
        left = table("contacts.csv", ("name", "left on"), ["Ann", "2026-11-01"])
        assert counts(bring(left)) == (0, 1, 0, 0)
        assert Contact.objects.get().next_visit_by is None

    @pytest.mark.parametrize(
        ("heading", "cell", "word"),
        [
            ("Relationship stage", "Friends", "There are: know"),
            ("Planned visits a month", "32", "from 0 to 31"),
            ("Planned visits a month", "-1", "from 0 to 31"),
            ("Roles", "user, martian", "martian"),
        ],
    )
    def test_refusals(self, table: Table, bring: Bring, heading: str, cell: str, word: str) -> None:
        report = bring(table("contacts.csv", ("name", heading), ["Ann", cell]))
        assert counts(report) == (0, 0, 0, 1)
        assert word in reasons(report)[0]
