"""Tags in lists: a column of them, and the filter by one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.collaboration.models import Tag
from keyaccount.apps.collaboration.queries.tags import NONE, tags_of, tags_to_choose, words_of
from keyaccount.apps.workspace.tables.listing import Asked, Column, Filter

KEY, COLUMN = "tag", "tags"


def column(entity: str, records: Iterable[Any]) -> Column[Any]:
    """With the tags of these records, asked for all at once."""
    ids = [record.pk for record in records]
    found = tags_of(entity, ids) if ids else {}
    return Column(COLUMN, _("Tags"), lambda record: chips(found.get(record.pk, ())), shown=False)


def chips(tags: Sequence[Tag]) -> SafeString:
    inner = format_html_join("", '<span class="ka-tag {}">{}</span>', ((tag.colour, tag.name) for tag in tags))
    return format_html('<span class="row-x nw">{}</span>', inner) if tags else SafeString("")


def filter_of(asked: Asked, choices: str) -> Filter:
    text = asked.text(KEY)
    return Filter(KEY, gettext("Tag"), words_of(text) if text else "", asked.clear(KEY), choices)


def choices_of(asked: Asked) -> list[tuple[str, str]]:
    """(words, link) of every tag, and of records without any."""
    found = [(tag.name, asked.link(**{KEY: str(tag.pk)})) for tag in tags_to_choose()]
    return [*found, (gettext("no tag"), asked.link(**{KEY: NONE}))]
