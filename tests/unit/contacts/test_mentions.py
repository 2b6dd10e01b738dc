"""Notes about rivals and other texts that are about a person: given out and erased with them on every surface."""

from __future__ import annotations

import json
from decimal import Decimal
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest

from keyaccount.apps.accounts.models import Account, PortraitQuestion, RivalNote
from keyaccount.apps.accounts.services.accounts import add_member, create_account, update_account
from keyaccount.apps.accounts.services.portrait import answer_question
from keyaccount.apps.accounts.services.rivals import add_note, create_rival
from keyaccount.apps.contacts.models import Contact, RivalNotePerson
from keyaccount.apps.contacts.queries.mentions import mentions_of, naming
from keyaccount.apps.contacts.services import data_subjects as service
from keyaccount.apps.contacts.services.contacts import create_contact, update_contact
from keyaccount.apps.contacts.services.rival_notes import set_notes
from keyaccount.apps.pipeline.models import Factor
from keyaccount.apps.pipeline.services.opportunities import create_opportunity
from keyaccount.apps.pipeline.services.purchase import Score, set_factors, set_need_sheet
from keyaccount.apps.workspace.models import AuditEntry
from keyaccount.kernel.errors import NotAllowed, NotFound
from keyaccount.surfaces.exchange.services import EXPORTS

EVERYONE = ("lin", "wang", "zhao", "stranger", "finance", "auditor", "admin")
WHY = "Letter of 3 November"
NAMED, TIED = "Bolt lunches with 苏佩兰 monthly", "Their HR head came from Bolt"


@pytest.fixture
def account(act: Any) -> Account:
    return create_account(values={"name": "Acme", "notes": "Su Peilan decides, 叶知秋 signs"}, act=act("lin"))


@pytest.fixture
def su(account: Account, act: Any) -> Contact:
    values = {"name": "苏佩兰", "name_latin": "Su Peilan", "account": account}
    return create_contact(values=values, act=act("lin"))


@pytest.fixture
def notes(account: Account, su: Contact, act: Any) -> tuple[RivalNote, RivalNote]:
    """One that names her, one that is tied to her; a third is about nobody."""
    rival = create_rival(values={"name": "Bolt"}, act=act("lin"))
    made = [
        add_note(account_id=account.pk, values={"rival": rival, "text": text}, act=act("lin"))
        for text in (NAMED, TIED, "Cheaper by 12 %")
    ]
    set_notes(contact_id=su.pk, notes=[made[1].pk], act=act("lin"))
    return made[0], made[1]


def sections_of(answer: Any) -> Any:
    return json.loads(ZipFile(BytesIO(answer.content)).read("person.json"))["sections"]


def erase(su: Contact, act: Any, who: str = "lin", **texts: str) -> Contact:
    return service.erase_person(contact_id=su.pk, request=WHY, typed_name="苏佩兰", texts=texts, act=act(who))


@pytest.mark.parametrize(
    ("text", "is_named"),
    [("见了李", True), ("Met Li today", True), ("Lighting", False), ("Oli", False), ("与Li谈", True)],
)
def test_a_romanised_name_is_no_part_of_a_longer_word(text: str, is_named: bool) -> None:
    assert bool(naming(["李", "Li"]).search(text)) == is_named


@pytest.mark.parametrize("who", EVERYONE)
def test_who_ties_a_note_to_a_person(who: str, notes: Any, su: Contact, act: Any) -> None:
    if who == "lin":
        set_notes(contact_id=su.pk, notes=[note.pk for note in notes], act=act(who))
        assert RivalNotePerson.objects.filter(contact=su).count() == 2
        return
    with pytest.raises(NotFound if who == "stranger" else NotAllowed):
        set_notes(contact_id=su.pk, notes=[], act=act(who))
    assert list(su.rival_notes.values_list("note", flat=True)) == [notes[1].pk]


def test_a_note_of_another_account_cannot_be_tied(notes: Any, su: Contact, act: Any) -> None:
    other = create_account(values={"name": "Other"}, act=act("lin"))
    note = add_note(account_id=other.pk, values={"rival": notes[0].rival, "text": "x"}, act=act("lin"))
    with pytest.raises(NotFound):
        set_notes(contact_id=su.pk, notes=[note.pk], act=act("lin"))


def test_the_persons_page_shows_them_to_the_team_alone(
    notes: Any, su: Contact, account: Account, people: Any, act: Any, page_of: Any
) -> None:
    add_member(account_id=account.pk, user=people.wang, act=act("lin"))
    told = {who: TIED in page_of(who, f"/contacts/{su.pk}/").content.decode() for who in EVERYONE}
    assert told == dict.fromkeys(EVERYONE, False) | {"lin": True, "wang": True}


def test_what_concerns_the_person_is_given_out(notes: Any, su: Contact, send: Any) -> None:
    sections = sections_of(send("lin", f"/contacts/{su.pk}/data/export", {"request": WHY}))
    assert {row["text"] for row in sections["rival_notes"]} == {NAMED, TIED}
    assert [row["text"] for row in sections["mentions"]] == ["Su Peilan decides, 叶知秋 signs"]


@pytest.mark.parametrize("who", EVERYONE)
def test_page_and_api_give_it_to_the_same_people(who: str, notes: Any, su: Contact, send: Any, client: Any) -> None:
    page = send(who, f"/contacts/{su.pk}/data/export", {"request": WHY})
    api = client.post(f"/api/v1/contacts/{su.pk}/data", {"request": WHY}, content_type="application/json")
    allowed = who in {"lin", "admin"}
    assert [page.status_code == 200, api.status_code == 200 and TIED in api.content.decode()] == [allowed] * 2
    entries = AuditEntry.objects.filter(changes__has_key="data_exported")
    expected = {("web", who), ("api", who)} if allowed else set()
    assert {(entry.surface, entry.actor.username) for entry in entries} == expected


def test_the_api_erases_as_the_page_does(notes: Any, su: Contact, send: Any, client: Any, people: Any) -> None:
    client.force_login(people.lin)
    texts = {f"accounts.rivalnote:{notes[0].pk}:text": "empty"}
    body = {"request": WHY, "typed_name": "苏佩兰", "texts": texts}
    answer = client.post(f"/api/v1/contacts/{su.pk}/erase", body, content_type="application/json")
    assert (answer.status_code, answer.json()["name"]) == (200, f"Erased person {su.pk}")
    assert RivalNote.objects.get(pk=notes[0].pk).text == ""


@pytest.mark.parametrize("who", EVERYONE)
def test_no_list_and_no_log_tells_of_it(who: str, notes: Any, su: Contact, page_of: Any) -> None:
    exports = (f"/exports/{place}.csv" for place in EXPORTS)
    told = () if who == "lin" else exports  # she tends the account: its notes are hers to take out
    for url in ("/settings/audit/", "/api/v1/contacts", "/api/v1/accounts", *told):
        answer = page_of(who, url)
        text = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert "came from Bolt" not in text.decode(errors="replace"), url
        assert "lunches" not in text.decode(errors="replace"), url


def test_erasing_empties_what_is_about_them_and_takes_the_name_out_of_the_rest(
    notes: Any, su: Contact, account: Account, act: Any
) -> None:
    update_account(account_id=account.pk, values={"notes": "苏佩兰 decides, 叶知秋 signs"}, act=act("lin"))
    erase(su, act)
    account.refresh_from_db()
    name = f"Erased person {su.pk}"
    assert account.notes == f"{name} decides, 叶知秋 signs"
    assert [RivalNote.objects.get(pk=note.pk).text for note in notes] == [f"Bolt lunches with {name} monthly", ""]
    assert not RivalNotePerson.objects.exists()
    told = json.dumps(list(AuditEntry.objects.values_list("label", "changes")), ensure_ascii=False)
    assert "苏佩兰" not in told
    assert "Su Peilan" not in told
    entry = AuditEntry.objects.filter(entity="accounts.rivalnote", object_id=notes[1].pk).latest("id")
    assert entry.changes == {"text": [None, None]}


def test_whoever_erases_decides_of_each_text(notes: Any, su: Contact, account: Account, act: Any) -> None:
    keys = [f"accounts.rivalnote:{note.pk}:text" for note in notes]
    erase(su, act, **{keys[0]: "empty", keys[1]: "leave", f"accounts.account:{account.pk}:notes": "leave"})
    account.refresh_from_db()
    assert [RivalNote.objects.get(pk=note.pk).text for note in notes] == ["", TIED]
    assert account.notes == "Su Peilan decides, 叶知秋 signs"


def trail() -> str:
    return json.dumps(list(AuditEntry.objects.values_list("label", "changes")), ensure_ascii=False)


@pytest.mark.parametrize("way", ["empty", "take_out"])
def test_the_trail_of_the_account_loses_what_an_answer_of_its_portrait_loses(
    way: str, su: Contact, account: Account, act: Any
) -> None:
    question = PortraitQuestion.objects.all()[0]
    for text in ("苏佩兰 collects stamps", "Asked for a raise: Su Peilan", "300 people"):
        answer_question(account_id=account.pk, question_id=question.pk, text=text, act=act("lin"))
    keys = [one.key for one in mentions_of(su) if one.key.startswith("accounts.portraitanswer")]
    assert len(keys) == 2
    erase(su, act, **dict.fromkeys(keys, way))
    told = trail()
    assert "苏佩兰" not in told
    assert "Su Peilan" not in told
    assert ("collects stamps" in told, "Asked for a raise" in told) == (way == "take_out",) * 2
    assert "300 people" in told


def test_and_that_of_a_company_where_the_person_was(su: Contact, account: Account, act: Any) -> None:
    question = PortraitQuestion.objects.all()[0]
    answer_question(account_id=account.pk, question_id=question.pk, text="苏佩兰 decides here", act=act("lin"))
    newer = create_account(values={"name": "Newer"}, act=act("lin"))
    update_contact(contact_id=su.pk, values={"account": newer}, act=act("lin"))
    erase(su, act)
    assert "苏佩兰" not in trail()
    assert "decides here" in trail()


def test_and_that_of_a_deal_what_its_parts_lose(su: Contact, account: Account, act: Any) -> None:
    deal = create_opportunity(values={"name": "Lamps", "account": account, "amount": Decimal(1)}, act=act("lin"))
    goal, why = "苏佩兰 wants a promotion", "苏佩兰 said so at lunch"
    set_need_sheet(opportunity_id=deal.pk, values={"goal": goal}, act=act("lin"))
    set_factors(opportunity_id=deal.pk, scores={Factor.PRICE: Score(4, why)}, act=act("lin"))
    keys = [one.key for one in mentions_of(su) if one.text in {goal, why}]
    assert len(keys) == 2
    erase(su, act, **dict.fromkeys(keys, "empty"))
    told = trail()
    assert "promotion" not in told
    assert "at lunch" not in told


@pytest.mark.parametrize(("who", "reads"), [("lin", True), ("admin", False)])
def test_the_form_shows_the_words_to_the_team_and_the_place_to_others(
    who: str, reads: bool, notes: Any, su: Contact, page_of: Any, send: Any
) -> None:
    page = page_of(who, f"/contacts/{su.pk}/data/erase").content.decode()
    assert ("lunches" in page, "Rival note" in page) == (reads, True)
    key = f"accounts.rivalnote:{notes[0].pk}:text"
    data = {one.key: "take_out" for one in mentions_of(su)} | {key: "empty", "request": WHY, "typed_name": "苏佩兰"}
    assert send(who, f"/contacts/{su.pk}/data/erase", data).status_code == 302
    assert RivalNote.objects.get(pk=notes[0].pk).text == ""


def test_texts_at_another_company_are_read_by_its_team(su: Contact, act: Any, people: Any) -> None:
    """She moved here; what the team of her former company wrote of her is not this team's to read."""
    theirs = create_account(values={"name": "Former", "notes": "苏佩兰 was loved"}, act=act("stranger"))
    su.states.update(account=theirs)
    sections = {one.key: one.rows for one in service.export_data(contact_id=su.pk, request=WHY, act=act("lin"))}
    former = [row for row in sections["mentions"] if row["key"] == f"accounts.account:{theirs.pk}:notes"]
    assert [row.get("text") for row in former] == [None]
    assert "苏佩兰 was loved" in json.dumps(
        [one.rows for one in service.export_data(contact_id=su.pk, request=WHY, act=act("admin"))], ensure_ascii=False
    )
