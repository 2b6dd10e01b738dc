"""A feed whose file someone brought: what it says of accounts waits for their owners to confirm it."""

from __future__ import annotations

from datetime import timedelta
from email.utils import format_datetime
from html import escape

from keyaccount.apps.accounts.services.feeds import add_feed
from keyaccount.apps.accounts.services.reading import take_file
from keyaccount.apps.workspace.act import Act
from keyaccount.surfaces.cli.demo.story import Story
from keyaccount.surfaces.cli.demo.tables import Row, number, table

ITEM = "<item><title>{title}</title><description>{text}</description><link>{link}</link><pubDate>{at}</pubDate></item>"
RSS = '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>行业要闻</title>{items}</channel></rss>'


def tell_feeds(story: Story) -> None:
    def bring(act: Act) -> None:
        feed = add_feed(values={"name": "行业要闻（示例）", "industry": "医疗器械"}, act=act)
        items = "".join(_item(row, act) for row in table("news"))
        take_file(feed_id=feed.pk, content=RSS.format(items=items).encode(), act=act)

    story.at(story.days.ago(1), "zhao", bring, hour=10)


def _item(row: Row, act: Act) -> str:
    at = format_datetime(act.now - timedelta(days=number(row["days_ago"])))
    return ITEM.format(title=escape(row["title"]), text=escape(row["text"]), link=escape(row["link"]), at=at)
