"""What is known of an account, question by question, as of a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, QuerySet

from keyaccount.apps.accounts.models import Account, PortraitAnswer, PortraitPart, PortraitQuestion
from keyaccount.figures import memo


@dataclass(frozen=True, slots=True)
class Field:
    """A question with the answer that holds; answers: how many there have been, so that a history can be offered."""

    question: PortraitQuestion
    answer: PortraitAnswer | None
    answers: int = 0

    @property
    def is_known(self) -> bool:
        return self.answer is not None and self.answer.text != ""


@dataclass(frozen=True, slots=True)
class Part:
    part: PortraitPart
    fields: Sequence[Field]

    @property
    def known(self) -> int:
        return sum(field.is_known for field in self.fields)


@memo.once
def questions_asked() -> tuple[PortraitQuestion, ...]:
    return tuple(PortraitQuestion.objects.present())


def portrait_of(account: Account, day: date) -> list[Part]:
    """The four parts with every question that is asked; a part without any is left out."""
    rows = PortraitAnswer.objects.filter(account=account)
    held = {answer.question_id: answer for answer in rows.as_of(day).select_related("author")}
    times = dict(rows.filter(learnt_on__lte=day).order_by().values_list("question").annotate(Count("pk")))
    fields = [Field(question, held.get(question.pk), times.get(question.pk, 0)) for question in questions_asked()]
    parts = (Part(part, [field for field in fields if field.question.part == part]) for part in PortraitPart)
    return [part for part in parts if part.fields]


def field_of(account: Account, question: PortraitQuestion, day: date) -> Field:
    times = PortraitAnswer.objects.filter(account=account, question=question, learnt_on__lte=day).count()
    return Field(question, answer_of(account.pk, question.pk, day), times)


def answer_of(account_id: int, question_id: int, day: date) -> PortraitAnswer | None:
    rows = PortraitAnswer.objects.filter(account=account_id, question=question_id, learnt_on__lte=day)
    return rows.select_related("author").first()


def answers_to(account: Account, question: PortraitQuestion) -> QuerySet[PortraitAnswer]:
    """Every answer there has been, the latest learnt first."""
    return PortraitAnswer.objects.filter(account=account, question=question).select_related("author")


def known_by_account(accounts: QuerySet[Account], day: date) -> dict[int, int]:
    """Account → how many of the questions asked are answered; accounts without an answer are left out."""
    rows = PortraitAnswer.objects.filter(account__in=accounts.order_by().values("pk"), question__archived_at=None)
    counted = rows.as_of(day).known().order_by().values_list("account").annotate(Count("pk"))
    return dict(counted)
