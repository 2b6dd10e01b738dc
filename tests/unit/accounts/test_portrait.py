"""The portrait of an account: answers that are kept, days that can be asked, and who may write."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation

from keyaccount.apps.accounts.models import Account, PortraitAnswer, PortraitPart, PortraitQuestion
from keyaccount.apps.accounts.queries.portrait import answer_of, portrait_of
from keyaccount.apps.accounts.services import portrait_questions
from keyaccount.apps.accounts.services.accounts import create_account
from keyaccount.apps.accounts.services.portrait import answer_question
from keyaccount.apps.contacts.services.contacts import create_contact
from keyaccount.apps.workspace.models import AuditEntry
from keyaccount.apps.workspace.tables.trail import told
from keyaccount.formulas.portrait import completeness
from keyaccount.kernel.errors import Invalid, NotAllowed, NotFound
from tests.conftest import TODAY
from tests.unit.conftest import PART


@pytest.fixture
def acme(act: Any) -> Account:
    return create_account(values={"name": "Acme"}, act=act("lin"))


@pytest.fixture
def size(db: None) -> PortraitQuestion:
    return PortraitQuestion.objects.get(name="Size")


def url_of(account: Account, question: PortraitQuestion, name: str = "portrait_answer") -> str:
    return reverse(f"accounts:{name}", args=[account.pk, question.pk])


def test_a_new_workspace_asks_what_the_four_parts_name(db: None) -> None:
    asked = {part: PortraitQuestion.objects.filter(part=part).count() for part in PortraitPart}
    assert list(asked.values()) == [6, 5, 3, 2]


def test_an_answer_is_kept_beside_those_before_it(acme: Account, size: PortraitQuestion, act: Any) -> None:
    told = [("about 900", date(2026, 3, 2)), ("1,240", date(2026, 9, 1))]
    for text, day in told:
        answer_question(
            account_id=acme.pk, question_id=size.pk, text=text, source="Visit", learnt_on=day, act=act("lin")
        )
    assert PortraitAnswer.objects.filter(account=acme).count() == 2
    assert [answer_of(acme.pk, size.pk, day) for day in (date(2026, 3, 1),)] == [None]
    assert str(answer_of(acme.pk, size.pk, date(2026, 8, 31)).text) == "about 900"  # type: ignore[union-attr]
    assert str(answer_of(acme.pk, size.pk, TODAY).text) == "1,240"  # type: ignore[union-attr]


def test_what_was_learnt_last_holds_whatever_was_written_last(acme: Account, size: PortraitQuestion, act: Any) -> None:
    for text, day in (("new", date(2026, 9, 1)), ("old, found in a drawer", date(2025, 1, 1))):
        answer_question(account_id=acme.pk, question_id=size.pk, text=text, learnt_on=day, act=act("lin"))
    [field] = [field for part in portrait_of(acme, TODAY) for field in part.fields if field.question == size]
    assert field.answer is not None
    assert (field.answer.text, field.answers) == ("new", 2)


def test_an_answer_can_be_taken_back(acme: Account, size: PortraitQuestion, act: Any) -> None:
    for text in ("1,240", ""):
        answer_question(account_id=acme.pk, question_id=size.pk, text=text, act=act("lin"))
    assert not portrait_of(acme, TODAY)[0].fields[0].is_known
    assert PortraitAnswer.objects.filter(account=acme).count() == 2


@pytest.mark.parametrize(("text", "learnt_on"), [("", TODAY), ("x", TODAY + timedelta(days=1)), ("x" * 2001, TODAY)])
def test_refused(acme: Account, size: PortraitQuestion, act: Any, text: str, learnt_on: date) -> None:
    with pytest.raises(Invalid):
        answer_question(account_id=acme.pk, question_id=size.pk, text=text, learnt_on=learnt_on, act=act("lin"))
    assert not PortraitAnswer.objects.exists()


def test_the_same_again_is_nothing_new(acme: Account, size: PortraitQuestion, act: Any) -> None:
    for _again in range(2):
        answer_question(account_id=acme.pk, question_id=size.pk, text="1,240", act=act("lin"))
    assert PortraitAnswer.objects.count() == 1
    assert AuditEntry.objects.filter(object_id=acme.pk, entity="accounts.account", action="changed").count() == 1


@pytest.mark.parametrize(("who", "refusal"), [("wang", NotAllowed), ("finance", NotAllowed), ("stranger", NotFound)])
def test_only_who_may_write_the_account(
    acme: Account, size: PortraitQuestion, act: Any, who: str, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        answer_question(account_id=acme.pk, question_id=size.pk, text="x", act=act(who))


# ── The figure ──
def test_of_one_account_and_of_all(acme: Account, size: PortraitQuestion, act: Any, ask: Any) -> None:
    create_account(values={"name": "Beta"}, act=act("lin"))
    answer_question(account_id=acme.pk, question_id=size.pk, text="1,240", act=act("lin"))
    one = ask("accounts.portrait_completeness", "lin", scope="account:Acme")
    both = ask("accounts.portrait_completeness", "lin")
    assert (one.value, both.value) == (Decimal(1) / 16, Decimal(1) / 32)
    rows = one.rows.fetch(100)
    assert (len(rows), sum(row["known"] for row in rows)) == (16, one.rows.sum_of_rows)
    assert [(row["account"], row["known"]) for row in both.rows.fetch(10)] == [("Acme", 1), ("Beta", 0)]


def test_a_past_day_knows_what_was_known_then(acme: Account, size: PortraitQuestion, act: Any, ask: Any) -> None:
    answer_question(account_id=acme.pk, question_id=size.pk, text="x", learnt_on=TODAY, act=act("lin"))
    yesterday = (TODAY - timedelta(days=1)).isoformat()
    Account.objects.update(created_at=act("lin").now - timedelta(days=9))
    assert ask("accounts.portrait_completeness", "lin", as_of=yesterday).value == 0


def test_nobody_is_counted_who_is_not_seen(acme: Account, ask: Any) -> None:
    assert ask("accounts.portrait_completeness", "stranger").value is None


def test_sql_agrees_with_the_formula(act: Any, ask: Any) -> None:
    """Random answers, some taken back, some learnt before the one that stands."""
    some = random.Random(7)
    questions = list(PortraitQuestion.objects.all())
    accounts = [create_account(values={"name": f"Account {number}"}, act=act("lin")) for number in range(6)]
    held: dict[tuple[int, int], tuple[date, str]] = {}
    for _number in range(150):
        account, question = some.choice(accounts), some.choice(questions)
        day, text = TODAY - timedelta(days=some.randrange(40)), some.choice(["a", "b", ""])
        key, before = (account.pk, question.pk), held.get((account.pk, question.pk))
        answer = PortraitAnswer(account=account, question=question, text=text, learnt_on=day, author=act("lin").actor)
        answer.written_at = act("lin").now
        answer.save()
        held[key] = (day, text) if before is None or day >= before[0] else before
    known = [sum(1 for (pk, _q), (_day, text) in held.items() if pk == account.pk and text) for account in accounts]
    assert ask("accounts.portrait_completeness", "lin").value == completeness(known, len(questions)).share


# ── Questions ──
def test_questions_are_the_workspace_s_own(acme: Account, act: Any, ask: Any) -> None:
    admin = act("admin")
    asked = portrait_questions.add_question(values={"part": "pains", "name": "Fears", "name_zh": "顾虑"}, act=admin)
    answer_question(account_id=acme.pk, question_id=asked.pk, text="Audit", act=act("lin"))
    assert [field.question.name for field in portrait_of(acme, TODAY)[-1].fields] == ["Pains", "Openings", "Fears"]
    portrait_questions.move_question(question_id=asked.pk, step=-1, act=admin)
    portrait_questions.archive_question(question_id=PortraitQuestion.objects.get(name="Pains").pk, act=admin)
    assert [field.question.name for field in portrait_of(acme, TODAY)[-1].fields] == ["Fears", "Openings"]
    with pytest.raises(NotAllowed):
        portrait_questions.add_question(values={"part": "pains", "name": "More"}, act=act("lin"))


def test_what_is_asked_no_longer_counts_no_longer(acme: Account, size: PortraitQuestion, act: Any, ask: Any) -> None:
    answer_question(account_id=acme.pk, question_id=size.pk, text="x", act=act("lin"))
    portrait_questions.archive_question(question_id=size.pk, act=act("admin"))
    assert ask("accounts.portrait_completeness", "lin").value == 0
    with pytest.raises(NotFound):
        answer_question(account_id=acme.pk, question_id=size.pk, text="y", act=act("lin"))


# ── Pages ──
def test_a_gap_is_filled_in_place(acme: Account, size: PortraitQuestion, page_of: Any, send: Any) -> None:
    form = page_of("lin", url_of(acme, size), **PART).content.decode()
    assert "data-inplace" in form
    said = {"text": "1,240", "source": "Annual report", "learnt_on": "2026-11-18"}
    answer = send("lin", url_of(acme, size), said, **PART)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "Annual report" in text
    assert 'id="portrait-complete" hx-swap-oob="true"' in text
    assert "6%" in text


def test_a_refused_answer_keeps_what_was_typed(acme: Account, size: PortraitQuestion, send: Any) -> None:
    answer = send("lin", url_of(acme, size), {"text": "1,240", "learnt_on": "2027-01-01"}, **PART)
    assert answer.status_code == 422
    assert "1,240" in answer.content.decode()


def test_the_page_of_a_past_day(acme: Account, size: PortraitQuestion, act: Any, page_of: Any) -> None:
    for text, day in (("about 900", date(2026, 3, 2)), ("1,240", date(2026, 9, 1))):
        answer_question(account_id=acme.pk, question_id=size.pk, text=text, learnt_on=day, act=act("lin"))
    page = reverse("accounts:portrait", args=[acme.pk])
    then = page_of("lin", f"{page}?as_of=2026-05-01").content.decode()
    assert "about 900" in then
    assert "1,240" not in then
    assert "ka-gapfill" not in then
    assert "1,240" in page_of("lin", f"{page}?as_of=nonsense").content.decode()


def test_all_answers_in_the_dialog(acme: Account, size: PortraitQuestion, act: Any, page_of: Any) -> None:
    for text, day in (("about 900", date(2026, 3, 2)), ("1,240", date(2026, 9, 1))):
        answer_question(account_id=acme.pk, question_id=size.pk, text=text, learnt_on=day, act=act("lin"))
    text = page_of("wang", url_of(acme, size, "portrait_answers"), **PART).content.decode()
    assert text.index("1,240") < text.index("about 900")


def test_who_decides_stands_beside_the_decision_chain(acme: Account, act: Any, page_of: Any) -> None:
    create_contact(values={"name": "Qin", "account": acme}, roles=["decision_maker"], act=act("lin"))
    create_contact(values={"name": "Ma", "account": acme}, roles=["user"], act=act("lin"))
    text = page_of("lin", reverse("accounts:portrait", args=[acme.pk])).content.decode()
    assert "Qin" in text
    assert "Ma" not in text.split("<main", 1)[1].split("ka-decides", 1)[1].split("</ul>", 1)[0]


def test_a_reader_fills_nothing(acme: Account, page_of: Any) -> None:
    assert "ka-gapfill" not in page_of("wang", reverse("accounts:account", args=[acme.pk])).content.decode()


def test_the_export_is_what_held_on_the_day(acme: Account, size: PortraitQuestion, act: Any, page_of: Any) -> None:
    for text, day in (("=900", date(2026, 3, 2)), ("1,240", date(2026, 9, 1))):
        answer_question(account_id=acme.pk, question_id=size.pk, text=text, learnt_on=day, act=act("lin"))
    now = b"".join(page_of("lin", f"/exports/portrait.csv?account={acme.pk}").streaming_content).decode()
    then = b"".join(page_of("lin", "/exports/portrait.csv?as_of=2026-05-01").streaming_content).decode()
    assert "1,240" in now
    assert "'=900" in then
    assert "1,240" not in then


def test_the_log_names_the_question_in_the_language_of_whoever_reads(acme: Account, act: Any) -> None:
    question = PortraitQuestion.objects.exclude(name_zh="")[0]
    with translation.override("zh-hans"):
        answer_question(account_id=acme.pk, question_id=question.pk, text="300", act=act("lin"))
    entry = AuditEntry.objects.filter(entity="accounts.account", object_id=acme.pk).latest("id")
    assert list(entry.changes) == [f"portrait_{question.pk}"]
    for language, name in (("en", question.name), ("zh-hans", question.name_zh)):
        with translation.override(language):
            assert [line.label for line in told([entry], act("lin").actor)[0].lines] == [name]
