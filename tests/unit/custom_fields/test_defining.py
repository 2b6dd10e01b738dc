"""An administrator defines fields; what records hold stays."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from keyaccount.apps.accounts.services import accounts
from keyaccount.apps.workspace.models import AuditEntry, CustomField
from keyaccount.apps.workspace.queries.custom_fields import fields_on
from keyaccount.apps.workspace.services import custom_fields as service
from keyaccount.kernel.errors import Conflict, Invalid, NotAllowed

pytestmark = pytest.mark.django_db


def test_a_key_is_made_from_the_name_in_either_script(define: Any) -> None:
    keys = [define("accounts", "text", name).key for name in ("Annual budget", "预算", "预算!", "2nd line")]
    assert keys == ["annual_budget", "yusuan", "yusuan_2", "field_2nd_line"]


def test_only_an_administrator_defines(define: Any, act: Any) -> None:
    field = define("accounts", "text")
    for who in ("lin", "zhao", "auditor"):
        with pytest.raises(NotAllowed):
            service.add_field(on="accounts", kind="text", name="Mine", act=act(who))
        for change in (service.archive_field, service.restore_field):
            with pytest.raises(NotAllowed):
                change(field_id=field.pk, act=act(who))


def test_two_fields_of_a_record_have_different_names_and_keys(define: Any) -> None:
    define("accounts", "text", "Seats")
    with pytest.raises(Invalid):
        define("accounts", "number", "Seats")
    assert define("contacts", "number", "Seats").key == "seats"
    with pytest.raises(Invalid):
        define("accounts", "number", "Chairs", key="seats")


@pytest.mark.parametrize("key", ["Seats", "1st", "a-b", "a b", "ä"])
def test_a_key_is_a_plain_word(define: Any, key: str) -> None:
    with pytest.raises(Invalid) as refused:
        define("accounts", "number", key=key)
    assert set(refused.value.fields) == {"key"}


def test_the_kind_changes_only_while_no_record_holds_a_value(define: Any, act: Any) -> None:
    field = define("accounts", "text", "Seats")
    changed = service.change_field(field_id=field.pk, values={"kind": "number"}, act=act("admin"))
    assert changed.kind == "number"
    accounts.create_account(values={"name": "Acme", "custom_seats": Decimal(3)}, act=act())
    with pytest.raises(service.KindInUse):
        service.change_field(field_id=field.pk, values={"kind": "text"}, act=act("admin"))
    assert service.change_field(field_id=field.pk, values={"name": "Chairs"}, act=act("admin")).key == "seats"


def test_archiving_keeps_the_values_and_restoring_brings_them_back(define: Any, act: Any) -> None:
    field = define("accounts", "number")
    account = accounts.create_account(values={"name": "Acme", "custom_seats": Decimal(3)}, act=act())
    service.archive_field(field_id=field.pk, act=act("admin"))
    assert fields_on("accounts") == ()
    with pytest.raises(Invalid):
        accounts.update_account(account_id=account.pk, values={"custom_seats": Decimal(4)}, act=act())
    accounts.update_account(account_id=account.pk, values={"city": "Suzhou"}, act=act())
    account.refresh_from_db()
    assert account.custom == {"seats": 3_000_000}
    service.restore_field(field_id=field.pk, act=act("admin"))
    assert [one.key for one in fields_on("accounts")] == ["seats"]


def test_choices_are_renamed_and_archived_and_never_lost(define: Any, act: Any) -> None:
    field = define("accounts", "choice")
    account = accounts.create_account(values={"name": "Acme", "custom_grade": "silver"}, act=act())
    gold, _silver, bronze = field.choices
    renamed = [{**bronze, "name": "Third"}, {"name": "Platinum", "name_zh": "铂金"}, gold]
    changed = service.change_field(field_id=field.pk, values={"choices": renamed}, act=act("admin"))
    assert [choice["key"] for choice in changed.choices] == ["bronze", "platinum", "gold", "silver"]
    assert [choice["key"] for choice in changed.choices_in_use] == ["bronze", "platinum", "gold"]
    account.refresh_from_db()
    assert changed.words_of_choice(account.custom["grade"]) == "Silver"
    accounts.update_account(account_id=account.pk, values={"custom_grade": "silver", "city": "Wuxi"}, act=act())
    with pytest.raises(Invalid):
        accounts.create_account(values={"name": "Other", "custom_grade": "silver"}, act=act())


@pytest.mark.parametrize(
    "choices", [[], [{"name": " "}], [{"name": "A"}, {"name": "a"}], [{"name": "x" * 81}]], ids=str
)
def test_choices_have_names_of_their_own(define: Any, choices: Any) -> None:
    with pytest.raises(Invalid) as refused:
        define("accounts", "choice", choices=choices)
    assert set(refused.value.fields) == {"choices"}


def test_two_administrators_change_different_things(define: Any, act: Any) -> None:
    field = define("accounts", "text")
    seen = AuditEntry.objects.filter(entity="workspace.customfield").latest("id").pk
    change = service.change_field
    change(field_id=field.pk, values={"help": "One", "name": field.name}, act=act("admin"), seen=seen)
    change(field_id=field.pk, values={"help": "", "name": "Other"}, act=act("admin"), seen=seen)
    field.refresh_from_db()
    assert (field.name, field.help) == ("Other", "One")
    with pytest.raises(Conflict):
        change(field_id=field.pk, values={"help": "Two"}, act=act("admin"), seen=seen)


def test_fields_are_put_in_order(define: Any, act: Any) -> None:
    first, second, third = (define("accounts", "text", name) for name in ("A", "B", "C"))
    service.order_fields(on="accounts", order=[third.pk, first.pk], act=act("admin"))
    assert [field.pk for field in fields_on("accounts")] == [third.pk, first.pk, second.pk]


def test_there_is_a_most(define: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "MOST_FIELDS", 1)
    define("accounts", "text", "A")
    with pytest.raises(service.TooManyFields):
        define("accounts", "text", "B")


# ── The page ──
def test_the_page_defines_renames_archives_and_moves(page_of: Any, send: Any) -> None:
    assert "No fields of your own yet" in page_of("admin", "/settings/fields/").content.decode()
    form = {
        "name": "Grade",
        "name_zh": "等级",
        "kind": "choice",
        "audience": "everyone",
        "help": "<b>bold</b>",
        "choices-key": ["", ""],
        "choices-name": ["Gold", ""],
        "choices-name_zh": ["金", ""],
        "choices-archived": ["", ""],
    }
    assert send("admin", "/settings/fields/new/accounts/", form).status_code == 302
    field = CustomField.objects.get()
    assert (field.key, field.choices) == (
        "grade",
        [{"key": "gold", "name": "Gold", "name_zh": "金", "archived": False}],
    )
    url = f"/settings/fields/{field.pk}/"
    change = {**form, "name": "Class", "choices-key": ["gold", ""], "choices-name": ["First", "Second"]}
    assert send("admin", url, change).status_code == 302
    field.refresh_from_db()
    assert field.name == "Class"
    assert [choice["name"] for choice in field.choices] == ["First", "Second"]
    assert send("admin", f"{url}archive").status_code == 302
    assert "archived" in page_of("admin", "/settings/fields/").content.decode()
    assert send("admin", f"{url}restore").status_code == 302
    assert send("admin", f"{url}move", {"way": "up"}).status_code == 302
    assert page_of("admin", url).status_code == 200
    shown = page_of("lin", "/accounts/new").content.decode()
    assert "&lt;b&gt;bold" in shown
    assert "<b>bold" not in shown


def test_a_refused_field_keeps_what_was_typed(send: Any) -> None:
    answer = send(
        "admin", "/settings/fields/new/accounts/", {"name": "Grade", "kind": "choice", "audience": "everyone"}
    )
    assert answer.status_code == 422
    assert "Name at least one choice" in answer.content.decode()
    assert 'value="Grade"' in answer.content.decode()
