"""Readings, influence, places, rules: who may write them, what any past day shows, that every act can be undone."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from keyaccount.apps.accounts.services.accounts import add_member, create_account
from keyaccount.apps.contacts.models import CommitmentReading, Contact, ContactState, InfluenceLink, MapPlace
from keyaccount.apps.contacts.queries.map_rules import map_rules as rules_now
from keyaccount.apps.contacts.services import contacts, links, map_rules, places, readings
from keyaccount.apps.contacts.services.beside import Beside
from keyaccount.apps.contacts.services.loading import load_contacts
from keyaccount.apps.contacts.services.readings import Seen
from keyaccount.apps.workspace.models import AuditEntry
from keyaccount.apps.workspace.services import journal
from keyaccount.apps.workspace.services.loading import Load, Row
from keyaccount.formulas.influence import Commitment, commitment_of
from keyaccount.kernel.errors import Invalid, NotAllowed, NotFound
from tests.conftest import NOW, TODAY

DAY = timedelta(days=1)
CHAMPION = Seen(dynamics_high=True, receptivity_high=True, evidence="Asked for the pilot in the board meeting")


@pytest.fixture
def account(act: Any) -> Any:
    return create_account(values={"name": "澜石重工集团"}, act=act("lin"))


@pytest.fixture
def meet(act: Any, account: Any) -> Any:
    """meet("苏佩兰", "user", days_ago=3): a person of the account, entered that long ago."""

    def make(name: str, *roles: str, days_ago: int = 0, **values: Any) -> Contact:
        given = {"name": name, "account": account, **values}
        return contacts.create_contact(values=given, roles=roles, act=act("lin", NOW - days_ago * DAY))

    return make


def states_of(contact: Contact) -> list[tuple[str, str]]:
    return [(state.roles, state.title) for state in contact.states.order_by("valid_from")]


# ── Readings ──
def test_a_reading_says_where_somebody_stands(meet: Any, act: Any, people: Any) -> None:
    made = readings.record_reading(contact_id=meet("苏佩兰").pk, seen=CHAMPION, act=act("lin"))
    assert (made.on, made.author, made.assumed) == (TODAY, people.lin, False)
    assert commitment_of(made.reading) is Commitment.CHAMPION


@pytest.mark.parametrize(
    ("seen", "field"),
    [
        (Seen(True, True), "evidence"),
        (Seen(True, True, evidence="   "), "evidence"),
        (Seen(True, True, on=TODAY + DAY, evidence="x"), "on"),
        (Seen(True, True, evidence="x" * 2001), "evidence"),
    ],
)
def test_what_nothing_shows_must_say_so(meet: Any, act: Any, seen: Seen, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        readings.record_reading(contact_id=meet("苏佩兰").pk, seen=seen, act=act("lin"))
    assert list(refused.value.fields) == [field]
    assert not CommitmentReading.objects.exists()


def test_a_guess_needs_no_evidence(meet: Any, act: Any) -> None:
    made = readings.record_reading(contact_id=meet("白露").pk, seen=Seen(False, True, assumed=True), act=act("lin"))
    assert made.assumed


def test_a_reading_taken_back_can_be_put_back(meet: Any, act: Any) -> None:
    made = readings.record_reading(contact_id=meet("苏佩兰").pk, seen=CHAMPION, act=act("lin"))
    readings.withdraw_reading(reading_id=made.pk, act=act("lin"))
    assert not CommitmentReading.objects.standing().exists()
    readings.restore_reading(reading_id=made.pk, act=act("lin"))
    assert CommitmentReading.objects.standing().get() == made
    actions = AuditEntry.objects.filter(entity="contacts.commitmentreading").order_by("id")
    assert [entry.action for entry in actions] == ["created", "archived", "restored"]


def test_the_evidence_stands_in_no_trail(meet: Any, act: Any) -> None:
    readings.record_reading(contact_id=meet("苏佩兰").pk, seen=CHAMPION, act=act("lin"))
    assert not [entry for entry in AuditEntry.objects.all() if "pilot" in str(entry.changes)]


@pytest.mark.parametrize(("who", "refusal"), [("wang", NotAllowed), ("stranger", NotFound), ("finance", NotAllowed)])
def test_only_who_writes_the_person_writes_readings(meet: Any, act: Any, who: str, refusal: type[Exception]) -> None:
    person = meet("苏佩兰")
    made = readings.record_reading(contact_id=person.pk, seen=CHAMPION, act=act("lin"))
    with pytest.raises(refusal):
        readings.record_reading(contact_id=person.pk, seen=CHAMPION, act=act(who))
    with pytest.raises(refusal):
        readings.withdraw_reading(reading_id=made.pk, act=act(who))


def test_evidence_is_for_those_who_tend_the_account(meet: Any, act: Any, people: Any, account: Any) -> None:
    readings.record_reading(contact_id=meet("苏佩兰").pk, seen=CHAMPION, act=act("lin"))
    add_member(account_id=account.pk, user=people.wang, act=act("lin"))

    def sees(who: str) -> tuple[bool, bool]:
        rows, user = CommitmentReading.objects.all(), getattr(people, who)
        return rows.visible_to(user).exists(), rows.evident_to(user).exists()

    assert {who: sees(who) for who in ("lin", "wang", "zhao", "stranger", "auditor", "admin")} == {
        "lin": (True, True),
        "wang": (True, True),
        "zhao": (True, False),
        "stranger": (False, False),
        "auditor": (True, False),
        "admin": (True, False),
    }


# ── Links ──
def test_a_line_drawn_twice_is_one_line(meet: Any, act: Any) -> None:
    wei, liang = meet("魏启明"), meet("梁伯钧")
    links.draw_link(source_id=wei.pk, target_id=liang.pk, strength=3, act=act("lin"))
    links.draw_link(source_id=wei.pk, target_id=liang.pk, strength=3, act=act("lin"))
    links.draw_link(source_id=wei.pk, target_id=liang.pk, strength=1, act=act("lin", NOW + DAY))
    assert [(link.strength, link.valid_to is None) for link in InfluenceLink.objects.order_by("id")] == [
        (3, False),
        (1, True),
    ]


def test_any_past_day_shows_the_lines_of_that_day(meet: Any, act: Any) -> None:
    wei, liang = meet("魏启明"), meet("梁伯钧")
    drawn = links.draw_link(source_id=wei.pk, target_id=liang.pk, strength=1, act=act("lin", NOW - 9 * DAY))
    stronger = links.change_link(link_id=drawn.pk, kind="influence", strength=3, act=act("lin", NOW - 5 * DAY))
    links.erase_link(link_id=stronger.pk, act=act("lin", NOW - 2 * DAY))

    def then(days_ago: int) -> list[int]:
        held = InfluenceLink.objects.until(NOW - days_ago * DAY + timedelta(seconds=1))
        return [link.strength for link in held]

    assert [then(days) for days in (10, 9, 6, 5, 3, 2, 0)] == [[], [1], [1], [3], [3], [], []]
    actions = AuditEntry.objects.filter(entity="contacts.influencelink").order_by("id")
    assert [entry.action for entry in actions] == ["created", "changed", "removed"]


def test_an_erased_line_is_changed_no_more_but_can_be_drawn_anew(meet: Any, act: Any) -> None:
    wei, liang = meet("魏启明"), meet("梁伯钧")
    drawn = links.draw_link(source_id=wei.pk, target_id=liang.pk, act=act("lin"))
    links.erase_link(link_id=drawn.pk, act=act("lin"))
    with pytest.raises(links.LinkErased):
        links.change_link(link_id=drawn.pk, kind="influence", strength=1, act=act("lin"))
    links.draw_link(source_id=wei.pk, target_id=liang.pk, act=act("lin"))
    assert InfluenceLink.objects.current().count() == 1


@pytest.mark.parametrize(("kind", "strength"), [("influence", 0), ("influence", 4), ("love", 2)])
def test_a_line_is_of_a_known_kind_and_strength(meet: Any, act: Any, kind: str, strength: int) -> None:
    wei, liang = meet("魏启明"), meet("梁伯钧")
    with pytest.raises(Invalid):
        links.draw_link(source_id=wei.pk, target_id=liang.pk, kind=kind, strength=strength, act=act("lin"))
    drawn = links.draw_link(source_id=wei.pk, target_id=liang.pk, act=act("lin"))
    with pytest.raises(Invalid):
        links.change_link(link_id=drawn.pk, kind=kind, strength=strength, act=act("lin"))
    assert InfluenceLink.objects.current().get() == drawn


def test_a_line_joins_two_people_of_one_account(meet: Any, act: Any) -> None:
    wei = meet("魏启明")
    other = create_account(values={"name": "启衡"}, act=act("lin"))
    elsewhere = contacts.create_contact(values={"name": "江述", "account": other}, act=act("lin"))
    for target in (elsewhere, wei):
        with pytest.raises(Invalid):
            links.draw_link(source_id=wei.pk, target_id=target.pk, act=act("lin"))


def test_two_lines_of_one_kind_do_not_become_one_by_changing(meet: Any, act: Any) -> None:
    wei, liang = meet("魏启明"), meet("梁伯钧")
    links.draw_link(source_id=wei.pk, target_id=liang.pk, act=act("lin"))
    conflict = links.draw_link(source_id=wei.pk, target_id=liang.pk, kind="conflict", act=act("lin"))
    with pytest.raises(Invalid):
        links.change_link(link_id=conflict.pk, kind="influence", strength=2, act=act("lin"))


@pytest.mark.parametrize(("who", "refusal"), [("wang", NotAllowed), ("stranger", NotFound), ("auditor", NotAllowed)])
def test_only_who_writes_the_account_draws(meet: Any, act: Any, who: str, refusal: type[Exception]) -> None:
    wei, liang = meet("魏启明"), meet("梁伯钧")
    drawn = links.draw_link(source_id=wei.pk, target_id=liang.pk, act=act("lin"))
    with pytest.raises(refusal):
        links.draw_link(source_id=liang.pk, target_id=wei.pk, act=act(who))
    with pytest.raises(refusal):
        links.erase_link(link_id=drawn.pk, act=act(who))


def test_the_database_refuses_what_no_service_writes(meet: Any, act: Any, account: Any, people: Any) -> None:
    wei = meet("魏启明")
    with pytest.raises(IntegrityError), transaction.atomic():
        InfluenceLink.objects.create(account=account, source=wei, target=wei, valid_from=NOW, author=people.lin)


# ── States ──
def test_roles_titles_and_superiors_are_kept_with_their_time(meet: Any, act: Any) -> None:
    boss = meet("梁伯钧", days_ago=30)
    su = meet("苏佩兰", "user", days_ago=30, title="招聘经理")
    change = {"contact_id": su.pk, "act": act("lin", NOW - 20 * DAY)}
    contacts.update_contact(values={"title": "人力资源总监", "reports_to": boss}, roles=["initiator", "user"], **change)
    contacts.update_contact(values={"mobile": "1"}, act=act("lin", NOW - 10 * DAY), contact_id=su.pk)
    assert states_of(su) == [("user", "招聘经理"), ("initiator user", "人力资源总监")]
    assert su.states.until(NOW - 25 * DAY).get().reports_to is None
    assert su.states.until(NOW).get().reports_to == boss


def test_leaving_and_archiving_are_kept_too(meet: Any, act: Any) -> None:
    su = meet("苏佩兰", days_ago=30)
    contacts.update_contact(contact_id=su.pk, values={"left_on": date(2026, 11, 1)}, act=act("lin", NOW - 9 * DAY))
    contacts.archive_contact(contact_id=su.pk, act=act("lin", NOW - 8 * DAY))
    contacts.restore_contact(contact_id=su.pk, act=act("lin", NOW - 7 * DAY))
    rows = su.states.order_by("valid_from")
    assert [(state.left_on, state.archived) for state in rows] == [
        (None, False),
        (date(2026, 11, 1), False),
        (date(2026, 11, 1), True),
        (date(2026, 11, 1), False),
    ]
    assert ContactState.objects.current().count() == 1


def test_two_changes_in_one_moment_follow_each_other(meet: Any, act: Any) -> None:
    su = meet("苏佩兰")
    for title in ("A", "B"):
        contacts.update_contact(contact_id=su.pk, values={"title": title}, act=act("lin"))
    assert states_of(su) == [("", ""), ("", "A"), ("", "B")]


# ── Places ──
def test_a_card_stays_where_it_was_dragged(meet: Any, act: Any, account: Any) -> None:
    su = meet("苏佩兰")
    same = {"account_id": account.pk, "contact_id": su.pk, "act": act("lin")}
    assert places.place_person(spot=(40, -7), **same) is None
    assert places.place_person(spot=(300, 99_999), **same) == (40, 0)
    assert [(place.x, place.y) for place in MapPlace.objects.all()] == [(300, places.EDGE)]
    assert places.place_person(spot=None, **same) == (300, places.EDGE)
    assert not MapPlace.objects.exists()


def test_the_layout_takes_over_and_gives_back(meet: Any, act: Any, account: Any) -> None:
    su, wei = meet("苏佩兰"), meet("魏启明")
    for person in (su, wei):
        places.place_person(account_id=account.pk, contact_id=person.pk, spot=(8, 8), act=act("lin"))
    before = places.place_all(account_id=account.pk, spots={}, act=act("lin"))
    assert before == {su.pk: (8, 8), wei.pk: (8, 8)}
    assert not MapPlace.objects.exists()
    assert places.place_all(account_id=account.pk, spots=before, act=act("lin")) == {}
    assert MapPlace.objects.count() == 2


def test_nobody_else_moves_cards(meet: Any, act: Any, account: Any) -> None:
    su = meet("苏佩兰")
    for who, refusal in (("wang", NotAllowed), ("stranger", NotFound)):
        with pytest.raises(refusal):
            places.place_person(account_id=account.pk, contact_id=su.pk, spot=(1, 1), act=act(who))
    elsewhere = contacts.create_contact(values={"name": "江述"}, act=act("lin"))
    with pytest.raises(NotFound):
        places.place_person(account_id=account.pk, contact_id=elsewhere.pk, spot=(1, 1), act=act("lin"))


# ── Rules ──
def test_the_workspace_sets_weights_needed_roles_and_fading(act: Any) -> None:
    rules = rules_now()
    assert (rules.weights["user"], "user" in rules.needed, rules.fades_after) == (2, True, 180)
    map_rules.set_role_rule(role="user", weight=4, needed=False, act=act("admin"))
    map_rules.set_fading(days=90, act=act("admin"))
    rules = rules_now()
    assert (rules.weights["user"], "user" in rules.needed, rules.fades_after) == (4, False, 90)
    assert rules.weights["approver"] == 5


def test_rules_are_checked_and_administered(act: Any) -> None:
    with pytest.raises(Invalid):
        map_rules.set_role_rule(role="user", weight=10, needed=True, act=act("admin"))
    with pytest.raises(NotFound):
        map_rules.set_role_rule(role="astronaut", weight=1, needed=True, act=act("admin"))
    with pytest.raises(Invalid):
        map_rules.set_fading(days=0, act=act("admin"))
    with pytest.raises(NotAllowed):
        map_rules.set_fading(days=90, act=act("zhao"))


# ── Batches ──
def test_a_batch_keeps_states_and_takes_them_back(meet: Any, act: Any, account: Any) -> None:
    su = meet("苏佩兰", "user", days_ago=3)
    load = Load(act("lin"))
    rows = [
        Row(values={"title": "人力资源总监"}, pk=su.pk, more=Beside(["initiator"])),
        Row(values={"name": "魏启明", "account_id": account.pk}, more=Beside(["financial_gatekeeper"])),
        Row(values={"mobile": "1"}, pk=meet("冯敏", days_ago=3).pk),
    ]
    wei = Contact(pk=load_contacts(rows, load)[1].pk)
    assert states_of(su) == [("user", ""), ("initiator user", "人力资源总监")]
    assert states_of(wei) == [("financial_gatekeeper", "")]
    assert ContactState.objects.count() == 4
    journal.revert(load.journal.entries)
    assert states_of(su) == [("user", "")]
    assert not ContactState.objects.filter(contact_id=wei.pk).exists()
    assert ContactState.objects.current().count() == 2
