"""Writing people at accounts: who may, the roles they play, who reports to whom."""

from __future__ import annotations

import pytest

from keyaccount.apps.accounts.services.accounts import add_member, create_account
from keyaccount.apps.contacts.models import BuyingRole, Contact
from keyaccount.apps.contacts.queries.career import career_of
from keyaccount.apps.contacts.services import contacts as service
from keyaccount.apps.workspace.models import AuditAction, AuditEntry
from keyaccount.kernel.errors import Conflict, Invalid, NotAllowed, NotFound

ROLES = [BuyingRole.DECISION_MAKER, BuyingRole.INITIATOR]


@pytest.fixture
def account(act):
    return create_account(values={"name": "澜石重工集团"}, act=act("lin"))


@pytest.fixture
def contact(act, account):
    values = {"name": "苏佩兰", "title": "人力资源总监", "account": account}
    return service.create_contact(values=values, roles=ROLES, act=act("lin"))


def roles_of(contact):
    return sorted(contact.roles.values_list("role", flat=True))


def changes_of(contact):
    return [entry.changes for entry in AuditEntry.objects.filter(entity="contacts.contact", object_id=contact.pk)]


def test_a_new_person_has_an_owner_roles_and_is_findable(contact, people):
    assert contact.owner == people.lin
    assert roles_of(contact) == sorted(ROLES)
    assert "supeilan" in contact.search
    assert "spl" in contact.search


def test_a_role_given_twice_is_one_role(act, account):
    made = service.create_contact(values={"name": "A", "account": account}, roles=["user", "user"], act=act("lin"))
    assert roles_of(made) == ["user"]


def test_new_roles_replace_the_old_and_are_kept_in_the_trail(contact, act):
    service.update_contact(contact_id=contact.pk, values={}, roles=["initiator", "user"], act=act("lin"))
    assert roles_of(contact) == ["initiator", "user"]
    assert changes_of(contact)[0] == {"roles": [["decision_maker", "initiator"], ["initiator", "user"]]}


def test_without_roles_in_the_change_they_stay(contact, act):
    service.update_contact(contact_id=contact.pk, values={"title": "总经理"}, act=act("lin"))
    assert roles_of(contact) == sorted(ROLES)


def test_a_name_is_needed(act, account):
    with pytest.raises(Invalid) as refused:
        service.create_contact(values={"name": "", "account": account}, act=act("lin"))
    assert set(refused.value.fields) == {"name"}


@pytest.mark.parametrize("name", ["finance", "auditor"])
def test_who_writes_nothing_creates_nobody(act, account, name):
    with pytest.raises(NotAllowed):
        service.create_contact(values={"name": "A", "account": account}, act=act(name))
    assert not Contact.objects.exists()


def test_nobody_adds_a_person_to_an_account_they_do_not_see(act, account):
    with pytest.raises(NotFound):
        service.create_contact(values={"name": "A", "account": account}, act=act("stranger"))


@pytest.mark.parametrize(
    ("name", "outcome"),
    [("lin", None), ("zhao", None), ("wang", NotAllowed), ("auditor", NotAllowed), ("stranger", NotFound)],
)
def test_who_may_change_a_person(contact, act, name, outcome):
    if outcome is None:
        service.update_contact(contact_id=contact.pk, values={"title": "CEO"}, act=act(name))
    else:
        with pytest.raises(outcome):
            service.update_contact(contact_id=contact.pk, values={"title": "CEO"}, act=act(name))
    contact.refresh_from_db()
    assert contact.title == ("CEO" if outcome is None else "人力资源总监")


def test_the_account_team_writes_its_people(contact, account, act, people):
    add_member(account_id=account.pk, user=people.stranger, act=act("lin"))
    service.update_contact(contact_id=contact.pk, values={"title": "CEO"}, act=act("stranger"))
    contact.refresh_from_db()
    assert contact.title == "CEO"


def test_nobody_hands_a_person_to_another_team(contact, act, people):
    with pytest.raises(NotAllowed):
        service.update_contact(contact_id=contact.pk, values={"owner": people.stranger}, act=act("lin"))


def test_nobody_moves_a_person_to_an_account_they_do_not_see(contact, act):
    theirs = create_account(values={"name": "Secret"}, act=act("stranger"))
    with pytest.raises(NotFound):
        service.update_contact(contact_id=contact.pk, values={"account": theirs}, act=act("lin"))


def test_two_writers_of_different_fields_both_succeed(contact, act):
    read = {"title": contact.title, "department": ""}
    service.update_contact(contact_id=contact.pk, values={**read, "department": "HR"}, act=act("zhao"), version=1)
    service.update_contact(contact_id=contact.pk, values={**read, "title": "CEO"}, act=act("lin"), version=1)
    contact.refresh_from_db()
    assert (contact.title, contact.department) == ("CEO", "HR")


def test_two_writers_of_the_same_field_are_asked(contact, act):
    service.update_contact(contact_id=contact.pk, values={"title": "CFO"}, act=act("zhao"), version=1)
    with pytest.raises(Conflict) as asked:
        service.update_contact(contact_id=contact.pk, values={"title": "CEO"}, act=act("lin"), version=1)
    assert [(clash.field, clash.yours, clash.theirs) for clash in asked.value.clashes] == [("title", "CEO", "CFO")]


def test_a_conflict_changes_no_role(contact, act):
    service.update_contact(contact_id=contact.pk, values={"title": "CFO"}, act=act("zhao"), version=1)
    with pytest.raises(Conflict):
        service.update_contact(
            contact_id=contact.pk, values={"title": "CEO"}, roles=["user"], act=act("lin"), version=1
        )
    assert roles_of(contact) == sorted(ROLES)


def test_superiors_form_no_circle(contact, account, act):
    values = {"name": "叶知秋", "account": account, "reports_to": contact}
    below = service.create_contact(values=values, act=act("lin"))
    with pytest.raises(Invalid) as refused:
        service.update_contact(contact_id=contact.pk, values={"reports_to": below}, act=act("lin"))
    assert set(refused.value.fields) == {"reports_to"}


def test_a_superior_outside_ones_view_cannot_be_chosen(contact, act):
    theirs = service.create_contact(values={"name": "Secret"}, act=act("stranger"))
    with pytest.raises(NotFound):
        service.update_contact(contact_id=contact.pk, values={"reports_to": theirs}, act=act("lin"))


def test_archiving_and_restoring(contact, act):
    service.archive_contact(contact_id=contact.pk, act=act("lin"))
    assert list(Contact.objects.present()) == []
    service.restore_contact(contact_id=contact.pk, act=act("lin"))
    assert list(Contact.objects.present()) == [contact]
    actions = AuditEntry.objects.filter(entity="contacts.contact").order_by("id").values_list("action", flat=True)
    assert list(actions) == [AuditAction.CREATED, AuditAction.ARCHIVED, AuditAction.RESTORED]


@pytest.mark.parametrize(
    ("name", "sees"),
    [("lin", True), ("wang", True), ("zhao", True), ("stranger", False), ("finance", True), ("auditor", True)],
)
def test_who_sees_a_person_of_lins_account(contact, people, name, sees):
    assert Contact.objects.visible_to(getattr(people, name)).filter(pk=contact.pk).exists() is sees


# ── Working elsewhere ──
def test_who_moves_leaves_roles_and_superior_behind_and_keeps_the_past(contact, account, act, people):
    service.update_contact(contact_id=contact.pk, values={"left_on": act("lin").now.date()}, act=act("lin"))
    other = create_account(values={"name": "Elsewhere"}, act=act("lin"))
    service.move_contact(contact_id=contact.pk, values={"account": other, "title": "CEO"}, act=act("lin"))
    contact.refresh_from_db()
    assert (contact.account, contact.title, contact.left_on, roles_of(contact)) == (other, "CEO", None, [])
    posts = career_of(contact, people.lin)
    assert [(post.account, post.title) for post in posts] == [(other, "CEO"), (account, "人力资源总监")]


def test_a_company_that_the_reader_does_not_see_stays_unnamed(contact, account, act, people):
    other = create_account(values={"name": "Elsewhere", "owner": None}, act=act("admin"))
    service.move_contact(contact_id=contact.pk, values={"account": other, "title": "CEO"}, act=act("lin"))
    posts = career_of(contact, people.stranger)
    assert [(post.account, post.elsewhere) for post in posts] == [(other, False), (None, True)]


def test_someone_of_one_post_has_no_past_to_tell(contact, people):
    assert career_of(contact, people.lin) == []


def test_who_moves_must_go_somewhere(contact, act):
    with pytest.raises(Invalid):
        service.move_contact(contact_id=contact.pk, values={"title": "CEO"}, act=act("lin"))
