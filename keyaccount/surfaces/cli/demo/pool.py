"""Accounts given up, one that a colleague took over, and one that goes soon because nothing is done for it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.accounts.services.accounts import create_account
from keyaccount.apps.portfolio.services.pool import change_rules, claim_account, return_account
from keyaccount.apps.portfolio.services.releasing import look_after_all
from keyaccount.apps.workspace.act import Act
from keyaccount.surfaces.cli.demo.companies import HOME
from keyaccount.surfaces.cli.demo.story import Story
from keyaccount.surfaces.cli.demo.tables import Row, number, table

RULES_SINCE, WARNED = 30, 4  # days ago


def tell_pool(story: Story) -> None:
    for row in table("pool"):
        _tell_one(story, row)
    story.at(story.days.ago(RULES_SINCE), "admin", _let_rules_hold, hour=9)
    story.at(story.days.ago(WARNED), "admin", lambda act: _look_after(story, act), hour=6)


def look_after_today(story: Story) -> None:
    """As the nightly job does: what its tier or deals keep is warned no more."""
    look_after_all(replace(story.act, now=story.days.now))


def _tell_one(story: Story, row: Row) -> None:
    def day(column: str) -> date:
        return story.days.ago(number(row[column]))

    story.at(day("opened_days_ago"), row["who"], partial(_found, row))
    if row["reason"]:
        story.at(day("returned_days_ago"), row["who"], partial(_return, row), hour=17)
    if row["taken_by"]:
        story.at(day("taken_days_ago"), row["taken_by"], partial(_claim, row), hour=9)


def _found(row: Row, act: Act) -> None:
    same = ("name", "industry", "province", "city")
    create_account(values={key: row[key] for key in same} | {"short_name": row["short"], "country": HOME}, act=act)


def _return(row: Row, act: Act) -> None:
    return_account(account_id=_account(row), reason=row["reason"], act=act)


def _claim(row: Row, act: Act) -> None:
    claim_account(account_id=_account(row), act=act)


def _account(row: Row) -> int:
    return Account.objects.get(name=row["name"]).pk


def _let_rules_hold(act: Act) -> None:
    """Branches whose deals are made with the group are not idle: the rule about deals stays off."""
    change_rules(values={"is_on": True, "no_deal_days": None}, act=act)


def _look_after(story: Story, act: Act) -> None:
    look_after_all(replace(story.act, now=act.now))
