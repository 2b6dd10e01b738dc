"""What an RSS or Atom feed says, as plain text. Entities from outside are never followed (feedparser drops them)."""

from __future__ import annotations

import html
from calendar import timegm
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import import_module
from io import BytesIO
from typing import Any

from django.utils.html import strip_tags

from keyaccount.apps.accounts.feeds.fetching import MOST_BYTES
from keyaccount.apps.accounts.feeds.refusals import NotAFeed, TooLarge

MOST_ITEMS = 200
TITLE, TEXT, LINK = 300, 1000, 500


@dataclass(frozen=True, slots=True)
class Item:
    """guid: by which the feed knows it, empty where it says none; at: None where no moment is given."""

    guid: str
    link: str
    title: str
    text: str
    at: datetime | None


def items_of(content: bytes) -> list[Item]:
    """The newest items in the feed's own order; raises NotAFeed for anything else than RSS or Atom."""
    if len(content) > MOST_BYTES:
        raise TooLarge(most=MOST_BYTES // 1024)
    found = import_module("feedparser").parse(BytesIO(content))  # loaded by who reads feeds, not at every start
    if not found.get("version"):
        raise NotAFeed
    items = (_item(entry) for entry in found.entries[:MOST_ITEMS])
    return [item for item in items if item.title or item.text]


def _item(entry: Any) -> Item:
    moment = entry.get("published_parsed") or entry.get("updated_parsed")
    return Item(
        guid=str(entry.get("id", ""))[:LINK],
        link=_link(str(entry.get("link", ""))),
        title=_plain(entry.get("title", ""))[:TITLE],
        text=_plain(entry.get("summary", ""))[:TEXT],
        at=datetime.fromtimestamp(timegm(moment), UTC) if moment else None,
    )


def _link(text: str) -> str:
    return text if text.startswith(("http://", "https://")) and len(text) <= LINK else ""


def _plain(text: str) -> str:
    """Without markup, control characters and runs of space."""
    bare = html.unescape(strip_tags(str(text)))
    return " ".join("".join(char if char.isprintable() else " " for char in bare).split())
