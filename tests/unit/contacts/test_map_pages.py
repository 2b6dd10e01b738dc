"""The map page and its acts: what each reader sees, what is refused and how, that every act can be taken back."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

import pytest

from keyaccount.apps.accounts.services.accounts import add_member, create_account
from keyaccount.apps.contacts.models import CommitmentReading, Contact, InfluenceLink, MapPlace, RoleRule
from keyaccount.apps.contacts.queries.map_rules import map_rules
from keyaccount.apps.contacts.services import contacts, links, readings
from keyaccount.apps.contacts.services.readings import Seen
from keyaccount.formulas.influence import DEFAULT_WEIGHTS, NEEDED_ROLES
from tests.conftest import NOW, TODAY
from tests.unit.conftest import PART

DAY = timedelta(days=1)
EVIDENCE = "Rang us before the board met"


@pytest.fixture
def account(act: Any) -> Any:
    return create_account(values={"name": "Acme"}, act=act("lin", NOW - 90 * DAY))


@pytest.fixture
def meet(act: Any, account: Any) -> Any:
    def make(name: str, *roles: str, days_ago: int = 60, **values: Any) -> Contact:
        given = {"name": name, "account": account, **values}
        return contacts.create_contact(values=given, roles=roles, act=act("lin", NOW - days_ago * DAY))

    return make


@pytest.fixture
def su(meet: Any) -> Contact:
    return meet("Su", "user", title="HR director")


@pytest.fixture
def liang(meet: Any) -> Contact:
    return meet("Liang", "decision_maker")


@pytest.fixture
def seen(act: Any, su: Contact) -> CommitmentReading:
    return readings.record_reading(
        contact_id=su.pk, seen=Seen(True, True, evidence=EVIDENCE), act=act("lin", NOW - 5 * DAY)
    )


@pytest.fixture
def do(send: Any, account: Any) -> Any:
    """do("link", source=…): lin does it on the map; gives the answer and the act that takes it back."""

    def post(name: str, who: str = "lin", **values: Any) -> tuple[Any, Any]:
        answer = send(who, f"/accounts/{account.pk}/map/{name}", values, **PART)
        events = json.loads(answer.get("HX-Trigger", "{}"))
        return answer, events.get("ka:map-done", {}).get("undo") or events.get("ka:map-refused")

    return post


def undo(send: Any, back: Any) -> Any:
    answer = send("lin", back["url"], back["values"], **PART)
    assert answer.status_code == 200
    return json.loads(answer["HX-Trigger"])["ka:map-done"]["undo"]


# ── The page ──
def test_whoever_sees_the_account_sees_the_map(page_of: Any, account: Any, su: Contact) -> None:
    for who in ("lin", "wang", "zhao", "finance", "auditor", "admin"):
        assert "Su" in page_of(who, f"/accounts/{account.pk}/map").content.decode()
    assert page_of("stranger", f"/accounts/{account.pk}/map").status_code == 404


def test_only_who_writes_gets_the_acts(page_of: Any, account: Any, su: Contact) -> None:
    url = f"/accounts/{account.pk}/map?who={su.pk}"
    assert "data-map-form" in page_of("lin", url).content.decode()
    assert "data-map-form" not in page_of("wang", url).content.decode()
    past = page_of("lin", f"{url}&day={TODAY - DAY}").content.decode()
    assert "data-map-form" not in past
    assert "Nothing can be changed here" in past


@pytest.mark.parametrize(
    ("who", "reads"), [("lin", True), ("wang", True), ("zhao", False), ("admin", False), ("auditor", False)]
)
def test_evidence_is_for_those_who_tend_the_account(
    page_of: Any, act: Any, people: Any, account: Any, su: Contact, seen: Any, who: str, reads: bool
) -> None:
    add_member(account_id=account.pk, user=people.wang, act=act("lin"))
    for url in (f"/accounts/{account.pk}/map?who={su.pk}", f"/accounts/{account.pk}/map/people/{su.pk}"):
        text = page_of(who, url).content.decode()
        assert "Champion" in text
        assert (EVIDENCE in text) == reads


def test_an_empty_map_says_what_belongs_here(page_of: Any, account: Any) -> None:
    text = page_of("lin", f"/accounts/{account.pk}/map").content.decode()
    assert "Nobody is on this map yet" in text
    assert f"/contacts/new?account={account.pk}" in text


def test_a_past_day_shows_its_own_people(page_of: Any, account: Any, su: Contact, meet: Any) -> None:
    meet("He", days_ago=3)
    url = f"/accounts/{account.pk}/map"
    assert ">He<" in page_of("lin", url).content.decode()
    assert ">He<" not in page_of("lin", f"{url}?day={TODAY - 4 * DAY}").content.decode()


def test_two_days_compared(page_of: Any, account: Any, su: Contact, meet: Any, seen: Any) -> None:
    meet("He", days_ago=3)
    text = page_of("lin", f"/accounts/{account.pk}/map?with={TODAY - 10 * DAY}").content.decode()
    assert re.search(r"<b>He</b><span>came</span>", text)
    assert re.search(r"<b>Su</b><span>Not known → Champion</span>", text)


def test_nonsense_in_the_address_shows_today(page_of: Any, account: Any, su: Contact) -> None:
    answer = page_of("lin", f"/accounts/{account.pk}/map?day=yesterday&who=x&with=9&view=x")
    assert answer.status_code == 200
    assert f'data-day="{TODAY}"' in answer.content.decode()


def test_nobody_from_elsewhere_has_a_panel_here(page_of: Any, act: Any, account: Any) -> None:
    elsewhere = contacts.create_contact(values={"name": "Jiang"}, act=act("lin"))
    assert page_of("lin", f"/accounts/{account.pk}/map/people/{elsewhere.pk}").status_code == 404


def test_names_are_text_whatever_they_hold(page_of: Any, account: Any, meet: Any) -> None:
    meet("<b>Bo</b>", title='"><script>alert(1)</script>')
    text = page_of("lin", f"/accounts/{account.pk}/map").content.decode()
    assert "<script>alert" not in text
    assert "<b>Bo</b>" not in text


# ── Acts, each taken back and done again ──
def test_a_line_is_drawn_changed_erased_and_taken_back(do: Any, send: Any, su: Contact, liang: Contact) -> None:
    ends = {"source": su.pk, "target": liang.pk}

    def lines() -> list[tuple[str, int]]:
        return list(InfluenceLink.objects.current().values_list("kind", "strength"))

    answer, undraw = do("link", **ends, kind="influence", strength=1)
    assert "data-line" in answer.content.decode()
    _answer, unchange = do("link", **ends, kind="informal", strength=3, was="influence")
    assert lines() == [("informal", 3)]
    _answer, unerase = do("erase", **ends, kind="informal")
    assert lines() == []
    undo(send, unerase)
    assert lines() == [("informal", 3)]
    redo = undo(send, unchange)
    assert lines() == [("influence", 1)]
    undo(send, redo)
    assert lines() == [("informal", 3)]
    undo(send, unchange)
    undo(send, undraw)
    assert lines() == []


def test_roles_are_changed_and_taken_back(do: Any, send: Any, su: Contact) -> None:
    _answer, back = do("roles", contact=su.pk, roles=["initiator", "influencer_a"])
    assert sorted(su.roles.values_list("role", flat=True)) == ["influencer_a", "initiator"]
    undo(send, back)
    assert list(su.roles.values_list("role", flat=True)) == ["user"]


def test_a_superior_is_set_and_taken_back(do: Any, send: Any, su: Contact, liang: Contact) -> None:
    _answer, back = do("report", contact=su.pk, superior=liang.pk)
    su.refresh_from_db()
    assert su.reports_to == liang
    again = undo(send, back)
    su.refresh_from_db()
    assert su.reports_to is None
    undo(send, again)
    su.refresh_from_db()
    assert su.reports_to == liang


def test_a_circle_of_superiors_is_refused(do: Any, su: Contact, liang: Contact) -> None:
    do("report", contact=su.pk, superior=liang.pk)
    answer, refused = do("report", contact=liang.pk, superior=su.pk)
    assert answer.status_code == 422
    assert "already reports" in refused["text"]


def test_a_reading_is_written_down_and_taken_back(do: Any, send: Any, su: Contact) -> None:
    _answer, back = do("reading", contact=su.pk, where="supporter", evidence="Asked twice", on=str(TODAY - DAY))
    made = CommitmentReading.objects.get()
    assert (made.dynamics_high, made.receptivity_high, made.on) == (False, True, TODAY - DAY)
    again = undo(send, back)
    assert not CommitmentReading.objects.standing().exists()
    undo(send, again)
    assert CommitmentReading.objects.standing().get() == made


def test_a_reading_without_evidence_is_refused_in_words(do: Any, su: Contact) -> None:
    answer, refused = do("reading", contact=su.pk, where="supporter")
    assert answer.status_code == 422
    assert refused["text"] == "Write down what showed it, or mark it as assumed."
    assert not CommitmentReading.objects.exists()


def test_a_card_is_dragged_and_put_back(do: Any, send: Any, su: Contact) -> None:
    answer, back = do("place", contact=su.pk, x=400, y=300)
    assert 'data-x="400" data-y="300"' in answer.content.decode()
    undo(send, back)
    assert not MapPlace.objects.exists()


def test_all_cards_are_arranged_and_put_back(do: Any, send: Any, su: Contact, liang: Contact) -> None:
    for person in (su, liang):
        do("place", contact=person.pk, x=400, y=300)
    _answer, back = do("arrange", spots="")
    assert not MapPlace.objects.exists()
    undo(send, back)
    assert MapPlace.objects.filter(x=400, y=300).count() == 2


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("link", {"source": "x", "target": 1, "kind": "influence", "strength": 1}),
        ("link", {"kind": "love", "strength": 9}),
        ("place", {}),
        ("arrange", {"spots": "1:2"}),
        ("reading", {"contact": 1, "where": "enemy"}),
        ("roles", {"contact": 1, "roles": ["astronaut"]}),
    ],
)
def test_what_no_page_sends_is_refused_in_words(do: Any, su: Contact, name: str, values: dict[str, Any]) -> None:
    answer, refused = do(name, **values)
    assert answer.status_code == 422
    assert refused["text"]


@pytest.mark.parametrize(("who", "status"), [("wang", 403), ("auditor", 403), ("stranger", 404)])
def test_others_change_nothing(do: Any, su: Contact, liang: Contact, who: str, status: int) -> None:
    ends = {"source": su.pk, "target": liang.pk, "kind": "influence"}
    for name, values in (
        ("link", {**ends, "strength": 1}),
        ("place", {"contact": su.pk, "x": 1, "y": 1}),
        ("arrange", {}),
        ("roles", {"contact": su.pk, "roles": ["approver"]}),
        ("report", {"contact": su.pk, "superior": liang.pk}),
        ("reading", {"contact": su.pk, "where": "champion", "assumed": "on"}),
    ):
        answer, _undo = do(name, who, **values)
        assert answer.status_code == status, name
    assert not InfluenceLink.objects.exists()
    assert not CommitmentReading.objects.exists()


def test_people_of_another_account_are_not_reached_through_this_map(do: Any, act: Any, su: Contact) -> None:
    other = create_account(values={"name": "Other"}, act=act("lin"))
    elsewhere = contacts.create_contact(values={"name": "Jiang", "account": other}, act=act("lin"))
    answer, _undo = do("roles", contact=elsewhere.pk, roles=["user"])
    assert answer.status_code == 404
    reading = readings.record_reading(contact_id=elsewhere.pk, seen=Seen(True, True, assumed=True), act=act("lin"))
    answer, _undo = do(f"readings/{reading.pk}/withdraw")
    assert answer.status_code == 404


def test_without_scripts_an_act_leads_back_to_the_map(send: Any, account: Any, su: Contact) -> None:
    answer = send("lin", f"/accounts/{account.pk}/map/roles", {"contact": su.pk, "roles": ["approver"]})
    assert (answer.status_code, answer["Location"]) == (302, f"/accounts/{account.pk}/map")


def test_an_archived_person_is_on_no_map(page_of: Any, act: Any, account: Any, su: Contact, liang: Contact) -> None:
    links.draw_link(source_id=su.pk, target_id=liang.pk, act=act("lin"))
    contacts.archive_contact(contact_id=su.pk, act=act("lin"))
    text = page_of("lin", f"/accounts/{account.pk}/map").content.decode()
    assert "HR director" not in text
    assert "data-line" not in text


# ── The rules, in the settings ──
def rules_data(**changed: str) -> dict[str, str]:
    given = {f"weight_{role}": str(weight) for role, weight in DEFAULT_WEIGHTS.items()}
    needed = {f"needed_{role}": "on" for role in NEEDED_ROLES}
    return {"fades_after": "180", **given, **needed, **changed}


def test_an_administrator_sets_weights_and_fading(send: Any) -> None:
    answer = send(
        "admin", "/settings/people-maps/", rules_data(weight_user="4", needed_designer="on", fades_after="90")
    )
    assert answer.status_code == 302
    rules = map_rules()
    assert (rules.weights["user"], "designer" in rules.needed, rules.fades_after) == (4, True, 90)
    assert RoleRule.objects.count() == 2


def test_a_weight_beyond_nine_is_refused_and_kept_as_typed(send: Any) -> None:
    answer = send("admin", "/settings/people-maps/", rules_data(weight_user="10"))
    assert answer.status_code == 422
    assert 'value="10"' in answer.content.decode()
    assert not RoleRule.objects.exists()
