"""Two records that stand twice: a card from a fair became a second account, a business card a second person."""

from __future__ import annotations

from datetime import datetime

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.accounts.services.accounts import create_account
from keyaccount.apps.contacts.services.contacts import create_contact
from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.queries.quality.kinds import KINDS
from keyaccount.apps.workspace.services.quality.finding import find_duplicates
from keyaccount.surfaces.cli.demo.story import Story

FIRM, PERSON = "启衡汽车", "澜石重工"


def tell_twins(story: Story) -> None:
    story.at(story.days.ago(9), _owner(story.accounts[FIRM]), lambda act: _second_account(story, act))
    story.at(story.days.ago(6), _owner(story.accounts[PERSON]), lambda act: _second_person(story, act))


def look_for_twins(now: datetime) -> None:
    """What the nightly search has found by the time the story is told."""
    for kind in KINDS.values():
        find_duplicates(kind, now)


def _second_account(story: Story, act: Act) -> None:
    known = story.accounts[FIRM]
    values = {
        "name": "启衡汽车（上海）有限公司",
        "industry": "汽车制造",
        "city": "上海",
        "website": f"https://www.{known.domain}",
        "phone": "021-61230088",
        "source": "工博会名片",
        "notes": "人力部在招焊装技师，约了下周电话。",
    }
    account = create_account(values=values, act=act)
    create_contact(values={"name": "贺明川", "account": account, "title": "招聘主管", "source": "工博会名片"}, act=act)


def _second_person(story: Story, act: Act) -> None:
    values = {
        "name": "魏 启明",
        "account": story.accounts[PERSON],
        "title": "财务负责人",
        "email": "wei.qiming@lanshi.example",
        "wechat": "weiqiming-lanshi",
        "source": "名片",
    }
    create_contact(values=values, act=act)


def _owner(account: Account) -> str:
    return str(account.owner.username)  # type: ignore[union-attr]
