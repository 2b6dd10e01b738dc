"""What the portrait asks, as the settings show it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count

from keyaccount.apps.accounts.models import PortraitAnswer, PortraitPart, PortraitQuestion

PORTRAIT = "portrait_"  # what the trail calls a change of an answer, with the question's id behind it


@dataclass(frozen=True, slots=True)
class Asked:
    """accounts: how many have been asked about with an answer."""

    question: PortraitQuestion
    accounts: int


def questions_by_part() -> list[tuple[PortraitPart, Sequence[Asked]]]:
    """Every question in its order; those asked no longer come last."""
    answered = dict(PortraitAnswer.objects.order_by().values_list("question").annotate(Count("account", distinct=True)))
    rows = [Asked(question, answered.get(question.pk, 0)) for question in PortraitQuestion.objects.all()]
    rows.sort(key=lambda row: row.question.archived_at is not None)
    return [(part, [row for row in rows if row.question.part == part]) for part in PortraitPart]


def labels_of(ids: Iterable[int]) -> Mapping[int, str]:
    """The questions in the reader's language, those asked no longer too."""
    return {pk: question.label for pk, question in PortraitQuestion.objects.in_bulk(list(ids)).items()}
