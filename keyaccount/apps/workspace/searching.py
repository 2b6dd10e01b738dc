"""Text that finds a name by part of it, by pinyin or by initials: 华为技术 is found by 华为, huawei and hwjs."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from django.db import models

CHINESE = re.compile(r"[\u3400-\u9fff]+")


def search_text(*parts: str) -> str:
    """Folded words of all parts, with pinyin and initials of those that hold Chinese; kept in a `search` column."""
    words: list[str] = []
    for part in filter(None, parts):
        folded = fold(part)
        words.append(folded)
        if CHINESE.search(folded):
            words.extend(_spoken(folded))
    return " ".join(dict.fromkeys(words))[:500]


def fold(text: str) -> str:
    """Width and case folded, so that ＡＢＣ and abc are the same."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


@lru_cache(maxsize=20_000)
def _spoken(text: str) -> tuple[str, str]:
    from pypinyin import Style, lazy_pinyin  # noqa: PLC0415  # its dictionary of phrases takes most of a second to load

    compact = text.replace(" ", "")
    return "".join(lazy_pinyin(compact)), "".join(lazy_pinyin(compact, style=Style.FIRST_LETTER))


def matching(query: str, column: str = "search") -> models.Q:
    """Rows whose search text holds every word of the query."""
    found = models.Q()
    for word in fold(query).split():
        found &= models.Q(**{f"{column}__contains": word})
    return found
