"""The portrait of an account: what is known, by question; answers as they came."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from keyaccount.apps.accounts.models import Account, PortraitAnswer, PortraitQuestion
from keyaccount.apps.accounts.queries.portrait import Field, Part, field_of, portrait_of
from keyaccount.apps.accounts.services.portrait import answer_question
from keyaccount.surfaces.api import shapes
from keyaccount.surfaces.api.asking_days import day_asked, today
from keyaccount.surfaces.api.callers import act_of, user_of
from keyaccount.surfaces.api.lists.keyset import ID, Sort
from keyaccount.surfaces.api.lists.listing import Listing, equal, ids, respond
from keyaccount.surfaces.api.records import found
from keyaccount.surfaces.api.schemas.common import Page, RecordId
from keyaccount.surfaces.api.schemas.knowledge import (
    AsOf,
    PortraitAnswerIn,
    PortraitAnswerOut,
    PortraitAnswersAsked,
    PortraitFieldOut,
    PortraitOut,
)
from keyaccount.surfaces.api.shapes import Part as ShapePart
from keyaccount.surfaces.api.shapes import Shape, show_person, show_related

router = Router(tags=["Portrait"])
of_account = Router(tags=["Portrait"])

ANSWER: Shape[PortraitAnswer] = Shape(
    PortraitAnswerOut,
    {
        "account": shapes.related("account"),
        "question": ShapePart(lambda answer: answer.question.label, ("question",)),
        "part": ShapePart(lambda answer: answer.question.part, ("question",)),
        "answer": ShapePart(lambda answer: answer.text),
        "author": shapes.person("author"),
    },
)
LIST: Listing[PortraitAnswer] = Listing(
    ANSWER,
    PortraitAnswersAsked,
    sorts={"id": ID, **{name: Sort(name) for name in ("learnt_on", "written_at")}},
    filters={
        "account": ids("account"),
        "question": ids("question"),
        "author": ids("author"),
        "learnt_on__gte": equal("learnt_on__gte"),
        "learnt_on__lte": equal("learnt_on__lte"),
    },
)


@of_account.get(
    "/{account_id}/portrait", response=PortraitOut, operation_id="getPortrait", summary="What is known of an account"
)
def get_portrait(request: HttpRequest, account_id: RecordId, asked: Query[AsOf]) -> HttpResponse:
    """Every question that is asked, in four parts, with the answer that holds on the day."""
    day = day_asked(request, asked)
    account = found(Account.objects.visible_to(user_of(request)), account_id)
    parts = portrait_of(account, day)
    return respond(
        {
            "account": show_related(account),
            "as_of": day,
            "known": sum(part.known for part in parts),
            "asked": sum(len(part.fields) for part in parts),
            "parts": [_part(part) for part in parts],
        }
    )


@of_account.put(
    "/{account_id}/portrait/{question_id}",
    response=PortraitFieldOut,
    operation_id="answerPortraitQuestion",
    summary="Write down what is known",
)
def answer(request: HttpRequest, account_id: RecordId, question_id: RecordId, item: PortraitAnswerIn) -> HttpResponse:
    """A new answer beside the old ones; the one learnt last holds."""
    given = item.model_dump(exclude_unset=True)
    act = act_of(request)
    answer_question(account_id=account_id, question_id=question_id, text=given.pop("answer"), **given, act=act)
    account, question = Account.objects.get(pk=account_id), PortraitQuestion.objects.get(pk=question_id)
    return respond(_field(field_of(account, question, today())))


@router.get(
    "",
    response=Page[PortraitAnswerOut],
    operation_id="listPortraitAnswers",
    summary="List answers, those that hold and those before them",
)
def list_answers(request: HttpRequest, asked: Query[PortraitAnswersAsked]) -> HttpResponse:
    return LIST.answer(request, asked, PortraitAnswer.objects.visible_to(user_of(request)))


def _part(part: Part) -> dict[str, Any]:
    return {"part": str(part.part), "known": part.known, "fields": [_field(field) for field in part.fields]}


def _field(field: Field) -> dict[str, Any]:
    answer = field.answer
    return {
        "question_id": field.question.pk,
        "question": field.question.label,
        "answer": answer.text if answer else "",
        "source": answer.source if answer else "",
        "learnt_on": answer.learnt_on if answer else None,
        "author": show_person(answer.author) if answer else None,
        "answers": field.answers,
    }
