"""What the owners of accounts have learnt about them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from keyaccount.apps.accounts.models import Account, BusinessUnit, PortraitQuestion, Rival
from keyaccount.apps.accounts.services.portrait import answer_question
from keyaccount.apps.accounts.services.rivals import create_rival
from keyaccount.apps.accounts.services.units import add_unit
from keyaccount.apps.portfolio.queries.white_space import Place
from keyaccount.apps.portfolio.services.white_space import judge_cell
from keyaccount.apps.workspace.act import Act
from keyaccount.surfaces.cli.demo.story import Story
from keyaccount.surfaces.cli.demo.surroundings import WAN
from keyaccount.surfaces.cli.demo.tables import Row, number, table


def tell_portraits(story: Story) -> None:
    questions = {question.name_zh: question for question in PortraitQuestion.objects.all()}
    for row in table("portraits"):
        day = story.days.ago(number(row["days_ago"]))
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


def tell_rivals(story: Story) -> None:
    """Before everything else, so that whoever speaks of a cell can name them."""
    for row in table("rivals"):
        create_rival(values=row, act=Act(story.people["zhao"], story.days.opening, story.act.surface))


def tell_white_space(story: Story) -> None:
    rivals = {rival.name: rival for rival in Rival.objects.all()}
    for row in table("white_space"):
        account = story.accounts[row["company"]]
        day = story.days.ago(number(row["days_ago"]))
        unit = _unit(row["unit"], account, story)
        place = Place(account.pk, unit, story.products[row["product"]].pk)
        values = {
            "state": row["state"],
            "amount": Decimal(row["wan"]) * WAN if row["wan"] else None,
            "rival": rivals.get(row["rival"]),
            "source": row["source"],
            "on": day,
        }
        story.at(day, owner_of(account), partial(_judge, place, values), hour=16)


def _judge(place: Place, values: dict[str, Any], act: Act) -> None:
    judge_cell(place=place, values=values, act=act)


def _unit(name: str, account: Account, story: Story) -> int:
    """Units stand from the first day; an empty name is the account as a whole."""
    if not name:
        return 0
    known = BusinessUnit.objects.filter(account=account, name=name).first()
    owner = story.people[owner_of(account)]
    made = known or add_unit(account_id=account.pk, name=name, act=Act(owner, story.days.opening, story.act.surface))
    return made.pk
