"""Answering what the portrait of an account asks: each answer is kept with where and when it was learnt."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from keyaccount.apps.accounts.models import Account, PortraitAnswer, PortraitQuestion
from keyaccount.apps.accounts.queries.portrait import answer_of
from keyaccount.apps.accounts.queries.portrait_questions import PORTRAIT
from keyaccount.apps.workspace import clock
from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import AuditAction
from keyaccount.apps.workspace.queries.settings import workspace
from keyaccount.apps.workspace.services import access, audit, revising
from keyaccount.kernel.errors import Invalid, NotFound


@transaction.atomic
def answer_question(
    *, account_id: int, question_id: int, text: str, act: Act, source: str = "", learnt_on: date | None = None
) -> PortraitAnswer:
    """A new answer beside the old ones; the one learnt last holds. An empty text: it is not known any more."""
    account = access.writable(Account, account_id, act)
    question = PortraitQuestion.objects.present().filter(pk=question_id).first()
    if question is None:
        raise NotFound
    today = clock.day_of(act.now, workspace().zone)
    before = answer_of(account.pk, question_id, today)
    answer = PortraitAnswer(
        account=account,
        question=question,
        text=text.strip(),
        source=source.strip(),
        learnt_on=learnt_on or today,
        author=act.actor,
        written_at=act.now,
        surface=act.surface,
    )
    _check(answer, before, today)
    if before is not None and _says_the_same(before, answer):
        return before
    answer.save(force_insert=True)
    change = (before.text if before else "", answer.text)
    audit.record(act, account, AuditAction.CHANGED, {f"{PORTRAIT}{question.pk}": change})
    return answer


def _check(answer: PortraitAnswer, before: PortraitAnswer | None, today: date) -> None:
    revising.check(answer)
    if answer.learnt_on > today:
        raise Invalid(fields={"learnt_on": _("What will be learnt later cannot be known yet: choose today or before.")})
    if not answer.text and (before is None or not before.text):
        raise Invalid(fields={"text": _("Write what is known.")})


def _says_the_same(before: PortraitAnswer, answer: PortraitAnswer) -> bool:
    said = ("text", "source", "learnt_on")
    return all(getattr(before, name) == getattr(answer, name) for name in said)
