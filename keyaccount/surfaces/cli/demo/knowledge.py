"""What the owners of accounts have learnt about them."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

from keyaccount.apps.accounts.models import Account, PortraitQuestion
from keyaccount.apps.accounts.services.portrait import answer_question
from keyaccount.apps.workspace.act import Act
from keyaccount.surfaces.cli.demo.story import Story
from keyaccount.surfaces.cli.demo.tables import Row, number, table


def tell_portraits(story: Story) -> None:
    questions = {question.name_zh: question for question in PortraitQuestion.objects.all()}
    for row in table("portraits"):
        day = story.days.today - timedelta(days=number(row["days_ago"]))
        account = story.accounts[row["company"]]
        story.at(day, owner_of(account), partial(_learn, row, account, questions[row["question"]], day), hour=15)


def owner_of(account: Account) -> str:
    assert account.owner is not None  # noqa: S101 (every company of the demo has one; narrows the type)
    return str(account.owner.username)


def _learn(row: Row, account: Account, question: PortraitQuestion, day: date, act: Act) -> None:
    answer_question(
        account_id=account.pk,
        question_id=question.pk,
        text=row["answer"],
        source=row["source"],
        learnt_on=day,
        act=act,
    )
