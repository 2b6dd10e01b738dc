"""Writing accounts: who may, what is refused, what two writers at once make of it, what the audit trail keeps."""

from __future__ import annotations

from decimal import Decimal

import pytest

from keyaccount.apps.accounts.models import Account, AccountMember
from keyaccount.apps.accounts.services import accounts as service
from keyaccount.apps.workspace.models import AuditAction, AuditEntry
from keyaccount.kernel.errors import Conflict, Invalid, NotAllowed, NotFound


@pytest.fixture
def account(act):
    return service.create_account(values={"name": "澜石重工集团", "industry": "Machinery"}, act=act("lin"))


def test_the_creator_owns_a_new_account(account, people):
    assert account.owner == people.lin
    assert account.version == 1


def test_a_new_account_is_found_by_name_pinyin_and_initials(account):
    assert account.search.startswith("澜石重工集团")
    assert "lanshizhonggongjituan" in account.search
    assert "lszgjt" in account.search


def test_creating_is_kept_in_the_audit_trail(account, people):
    entry = AuditEntry.objects.get(entity="accounts.account", object_id=account.pk)
    assert (entry.actor, entry.action, entry.surface) == (people.lin, AuditAction.CREATED, "web")


@pytest.mark.parametrize("name", ["finance", "auditor"])
def test_who_writes_nothing_creates_nothing(act, name):
    with pytest.raises(NotAllowed):
        service.create_account(values={"name": "Acme"}, act=act(name))
    assert not Account.objects.exists()


def test_a_name_is_needed(act):
    with pytest.raises(Invalid) as refused:
        service.create_account(values={"name": ""}, act=act("lin"))
    assert set(refused.value.fields) == {"name"}
    assert not Account.objects.exists()


def test_nobody_gives_an_account_to_another_team(act, people):
    with pytest.raises(NotAllowed):
        service.create_account(values={"name": "Acme", "owner": people.stranger}, act=act("lin"))


def test_a_manager_gives_an_account_to_their_people(act, people):
    made = service.create_account(values={"name": "Acme", "owner": people.wang}, act=act("zhao"))
    assert made.owner == people.wang


def test_a_change_raises_the_version_and_keeps_from_and_to(account, act):
    changed = service.update_account(account_id=account.pk, values={"industry": "Energy"}, act=act("lin"))
    assert (changed.industry, changed.version) == ("Energy", 2)
    entry = AuditEntry.objects.filter(object_id=account.pk).latest("id")
    assert entry.changes == {"industry": ["Machinery", "Energy"]}


def test_nothing_changed_writes_nothing(account, act):
    service.update_account(account_id=account.pk, values={"industry": "Machinery"}, act=act("lin"))
    account.refresh_from_db()
    assert account.version == 1
    assert AuditEntry.objects.filter(object_id=account.pk).count() == 1


def test_renaming_makes_it_findable_by_the_new_name(account, act):
    changed = service.update_account(account_id=account.pk, values={"name": "华为技术"}, act=act("lin"))
    assert "huaweijishu" in changed.search
    assert "lanshi" not in changed.search


@pytest.mark.parametrize(
    ("name", "outcome"),
    [
        ("lin", None),
        ("zhao", None),
        ("admin", None),
        ("wang", NotAllowed),  # sees the team's accounts, writes her own
        ("finance", NotAllowed),
        ("auditor", NotAllowed),
        ("stranger", NotFound),
    ],
)
def test_who_may_change_an_account(account, act, name, outcome):
    if outcome is None:
        service.update_account(account_id=account.pk, values={"city": "Jinan"}, act=act(name))
    else:
        with pytest.raises(outcome):
            service.update_account(account_id=account.pk, values={"city": "Jinan"}, act=act(name))
    account.refresh_from_db()
    assert account.city == ("Jinan" if outcome is None else "")


# ── Two writers ──
def test_two_writers_of_different_fields_both_succeed(account, act):
    """Each form sends every field as its writer read it."""
    read = {"name": account.name, "industry": "Machinery", "city": ""}
    service.update_account(account_id=account.pk, values={**read, "city": "Jinan"}, act=act("zhao"), version=1)
    service.update_account(account_id=account.pk, values={**read, "industry": "Energy"}, act=act("lin"), version=1)
    account.refresh_from_db()
    assert (account.city, account.industry, account.version) == ("Jinan", "Energy", 3)


def test_two_writers_of_the_same_field_are_asked(account, act):
    service.update_account(account_id=account.pk, values={"industry": "Steel"}, act=act("zhao"), version=1)
    with pytest.raises(Conflict) as asked:
        service.update_account(account_id=account.pk, values={"industry": "Energy"}, act=act("lin"), version=1)
    (clash,) = asked.value.clashes
    assert (clash.field, clash.yours, clash.theirs, clash.who) == ("industry", "Energy", "Steel", "Zhao Ming")
    account.refresh_from_db()
    assert account.industry == "Steel"


def test_the_same_value_twice_is_no_conflict(account, act):
    service.update_account(account_id=account.pk, values={"industry": "Steel"}, act=act("zhao"), version=1)
    service.update_account(account_id=account.pk, values={"industry": "Steel"}, act=act("lin"), version=1)
    account.refresh_from_db()
    assert account.version == 2


def test_a_value_left_as_read_does_not_undo_the_change_of_another(account, act, people):
    """Amounts, numbers and people too, which the audit trail keeps as text."""
    first = {"yearly_revenue": Decimal("12000000"), "employees": 500, "owner": people.wang}
    service.update_account(account_id=account.pk, values=first, act=act("zhao"), version=1)
    read = {"yearly_revenue": None, "employees": None, "owner": people.lin, "city": "Jinan"}
    service.update_account(account_id=account.pk, values=read, act=act("zhao"), version=1)
    account.refresh_from_db()
    assert (account.yearly_revenue, account.employees, account.owner) == (Decimal(12000000), 500, people.wang)
    assert account.city == "Jinan"


def test_an_amount_left_as_read_is_the_same_however_it_is_written(account, act):
    service.update_account(account_id=account.pk, values={"yearly_revenue": Decimal(5)}, act=act("lin"), version=1)
    service.update_account(account_id=account.pk, values={"yearly_revenue": Decimal(9)}, act=act("zhao"), version=2)
    service.update_account(account_id=account.pk, values={"yearly_revenue": Decimal("5.00")}, act=act("lin"), version=2)
    account.refresh_from_db()
    assert account.yearly_revenue == 9


def test_without_a_version_the_last_writer_wins(account, act):
    service.update_account(account_id=account.pk, values={"industry": "Steel"}, act=act("zhao"))
    service.update_account(account_id=account.pk, values={"industry": "Energy"}, act=act("lin"))
    account.refresh_from_db()
    assert account.industry == "Energy"


# ── Group of companies ──
def test_an_account_is_not_its_own_parent(account, act):
    with pytest.raises(Invalid):
        service.update_account(account_id=account.pk, values={"parent": account}, act=act("lin"))


def test_parents_form_no_circle(account, act):
    child = service.create_account(values={"name": "Qingdao", "parent": account}, act=act("lin"))
    grandchild = service.create_account(values={"name": "Port", "parent": child}, act=act("lin"))
    with pytest.raises(Invalid) as refused:
        service.update_account(account_id=account.pk, values={"parent": grandchild}, act=act("lin"))
    assert set(refused.value.fields) == {"parent"}


# ── Archive ──
def test_archiving_keeps_the_record_and_restoring_brings_it_back(account, act):
    service.archive_account(account_id=account.pk, act=act("lin"))
    assert list(Account.objects.archived()) == [account]
    service.restore_account(account_id=account.pk, act=act("lin"))
    assert list(Account.objects.present()) == [account]
    actions = AuditEntry.objects.filter(object_id=account.pk).order_by("id").values_list("action", flat=True)
    assert list(actions) == [AuditAction.CREATED, AuditAction.ARCHIVED, AuditAction.RESTORED]


def test_archiving_twice_is_one_act(account, act):
    service.archive_account(account_id=account.pk, act=act("lin"))
    service.archive_account(account_id=account.pk, act=act("lin"))
    assert AuditEntry.objects.filter(object_id=account.pk, action=AuditAction.ARCHIVED).count() == 1


def test_only_a_writer_archives(account, act):
    with pytest.raises(NotAllowed):
        service.archive_account(account_id=account.pk, act=act("wang"))
    with pytest.raises(NotFound):
        service.archive_account(account_id=account.pk, act=act("stranger"))


# ── Account team ──
def test_the_account_team_sees_and_writes_the_account(account, act, people):
    service.add_member(account_id=account.pk, user=people.stranger, part="Assessment", act=act("lin"))
    assert account in Account.objects.visible_to(people.stranger)
    service.update_account(account_id=account.pk, values={"city": "Jinan"}, act=act("stranger"))
    account.refresh_from_db()
    assert account.city == "Jinan"


def test_leaving_the_account_team_ends_the_view(account, act, people):
    service.add_member(account_id=account.pk, user=people.stranger, act=act("lin"))
    service.remove_member(account_id=account.pk, user=people.stranger, act=act("lin"))
    assert account not in Account.objects.visible_to(people.stranger)
    changes = list(AuditEntry.objects.filter(object_id=account.pk).order_by("id").values_list("changes", flat=True))
    assert changes[1:] == [{"account_team": [None, "He Bei"]}, {"account_team": ["He Bei", None]}]


def test_nobody_is_on_the_account_team_twice(account, act, people):
    service.add_member(account_id=account.pk, user=people.wang, act=act("lin"))
    service.add_member(account_id=account.pk, user=people.wang, act=act("lin"))
    assert AccountMember.objects.filter(account=account).count() == 1


def test_only_a_writer_changes_the_account_team(account, act, people):
    with pytest.raises(NotAllowed):
        service.add_member(account_id=account.pk, user=people.wang, act=act("wang"))


# ── Who sees ──
@pytest.mark.parametrize(
    ("name", "sees"),
    [("lin", True), ("wang", True), ("zhao", True), ("stranger", False), ("finance", True), ("auditor", True)],
)
def test_who_sees_an_account_of_lin(account, people, name, sees):
    assert Account.objects.visible_to(getattr(people, name)).filter(pk=account.pk).exists() is sees


@pytest.mark.parametrize("name", ["lin", "wang", "zhao", "stranger", "finance", "auditor", "admin"])
def test_an_account_nobody_tends_is_seen_by_everyone(act, people, name):
    orphan = service.create_account(values={"name": "Acme", "owner": None}, act=act("admin"))
    assert Account.objects.visible_to(getattr(people, name)).filter(pk=orphan.pk).exists()


@pytest.mark.parametrize(("name", "writes"), [("lin", False), ("zhao", False), ("auditor", False), ("admin", True)])
def test_an_account_nobody_tends_is_written_by_those_who_write_everything(act, people, name, writes):
    orphan = service.create_account(values={"name": "Acme", "owner": None}, act=act("admin"))
    assert Account.objects.writable_by(getattr(people, name)).filter(pk=orphan.pk).exists() is writes


def test_a_parent_outside_ones_view_cannot_be_chosen(account, act):
    theirs = service.create_account(values={"name": "Secret Group"}, act=act("stranger"))
    with pytest.raises(NotFound):
        service.update_account(account_id=account.pk, values={"parent": theirs}, act=act("lin"))
    with pytest.raises(NotFound):
        service.create_account(values={"name": "Below", "parent": theirs}, act=act("lin"))
