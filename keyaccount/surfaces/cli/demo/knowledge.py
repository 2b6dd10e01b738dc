"""What the owners of accounts have learnt about them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from django.utils import translation

from keyaccount.apps.accounts.models import Account, BusinessUnit, PortraitQuestion, Rival, SignalRule
from keyaccount.apps.accounts.services.portrait import answer_question
from keyaccount.apps.accounts.services.rivals import add_note, create_rival
from keyaccount.apps.accounts.services.signals import dismiss_signal, record_signal
from keyaccount.apps.accounts.services.units import add_unit
from keyaccount.apps.portfolio.queries.white_space import Place
from keyaccount.apps.portfolio.services.following import follow_signal, point_rule
from keyaccount.apps.portfolio.services.white_space import judge_cell
from keyaccount.apps.workspace.act import Act
from keyaccount.surfaces.cli.demo.story import Story
from keyaccount.surfaces.cli.demo.surroundings import WAN
from keyaccount.surfaces.cli.demo.tables import Row, number, table


def tell_knowledge(story: Story) -> None:
    tell_rivals(story)
    point_rules(story)
    for tell in (tell_portraits, tell_white_space, tell_signals, tell_rival_notes):
        tell(story)


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
    """Those who tend these accounts work in Chinese, so the log names the questions in it."""
    with translation.override("zh-hans"):
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


RULES = {  # change → codes of the products that answer it
    "战略转型": ("TRAIN", "ASSESS"),
    "大量招聘": ("RPO", "CAMPUS"),
    "选拔": ("ASSESS",),
    "绩效变革": ("PAY",),
    "薪酬调整": ("PAY",),
    "劳动关系": ("TRAIN",),
}


def point_rules(story: Story) -> None:
    products = {product.code: product for product in story.products.values()}
    for rule in SignalRule.objects.all():
        point_rule(rule_id=rule.pk, products=[products[code] for code in RULES[rule.name_zh]], act=story.act)


def tell_signals(story: Story) -> None:
    rules = {rule.name_zh: rule for rule in SignalRule.objects.all()}
    for row in table("signals"):
        account, day = story.accounts.get(row["company"]), story.days.ago(number(row["days_ago"]))
        values = {
            "account": account,
            "industry": row["industry"],
            "rule": rules[row["change"]],
            "kind": row["kind"],
            "text": row["text"],
            "source": row["source"],
            "on": day,
        }
        story.at(day, owner_of(account) if account else "lin", partial(_notice, values, row["outcome"], story), hour=9)


def _notice(values: dict[str, Any], outcome: str, story: Story, act: Act) -> None:
    """Written down, and what came of it: `made PRODUCT`, `no REASON`, or nothing yet."""
    signal = record_signal(values=values, act=act)
    what, _space, words = outcome.partition(" ")
    if what == "made":
        follow_signal(signal_id=signal.pk, product_id=story.products[words].pk, act=act)
    elif what == "no":
        dismiss_signal(signal_id=signal.pk, reason=words, act=act)


def tell_rival_notes(story: Story) -> None:
    rivals = {rival.name: rival for rival in Rival.objects.all()}
    for row in table("rival_notes"):
        account, day = story.accounts[row["company"]], story.days.ago(number(row["days_ago"]))
        values = {"rival": rivals[row["rival"]], "holds": bool(row["holds"]), "text": row["text"], "on": day}
        story.at(day, owner_of(account), partial(_note, account.pk, values), hour=17)


def _note(account_id: int, values: dict[str, Any], act: Act) -> None:
    add_note(account_id=account_id, values=values, act=act)
