"""What people have said to each other about their accounts and deals, and the files they brought along."""

from __future__ import annotations

from functools import partial
from io import BytesIO
from typing import Any

from keyaccount.apps.collaboration.services.comments import mark_all_read, post_comment
from keyaccount.apps.collaboration.services.files import attach_file
from keyaccount.apps.pipeline.models import Opportunity
from keyaccount.apps.workspace.act import Act
from keyaccount.surfaces.cli.demo.story import Story
from keyaccount.surfaces.cli.demo.tables import FOLDER, Row, number, table

READ_UNTIL = 3  # days ago: what mentions someone since is news to them


def tell_talk(story: Story) -> None:
    for row in table("files"):
        day = story.days.ago(number(row["days_ago"]))
        story.at(day, row["who"], partial(_bring, row, story.accounts[row["company"]].pk), hour=number(row["hour"]))
    said = table("comments")
    for row in said:
        day = story.days.ago(number(row["days_ago"]))
        story.at(day, row["who"], partial(_say, row, story), hour=number(row["hour"]))
    for who in sorted({row["who"] for row in said}):
        story.at(story.days.ago(READ_UNTIL), who, _read, hour=8)


def _bring(row: Row, account_id: int, act: Act) -> None:
    content = (FOLDER / "files" / row["source"]).read_bytes()
    name, size = row["name"], len(content)
    attach_file(kind="account", object_id=account_id, name=name, content=BytesIO(content), size=size, act=act)


def _say(row: Row, story: Story, act: Act) -> None:
    post_comment(**_about(row, story), text=row["text"], act=act)


def _read(act: Act) -> None:
    mark_all_read(act=act)


def _about(row: Row, story: Story) -> dict[str, Any]:
    account = story.accounts[row["company"]]
    if not row["deal"]:
        return {"kind": "account", "object_id": account.pk}
    return {"kind": "opportunity", "object_id": Opportunity.objects.get(account=account, name=row["deal"]).pk}
