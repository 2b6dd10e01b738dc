"""Text that finds a name by part of it, by pinyin or by initials: 华为技术 is found by 华为, huawei and hwjs.

The `search` column is scanned on SQLite. On PostgreSQL two indexes serve it (migrations `search_index`): trigrams for
three letters and more, and the characters outside ASCII one by one, since a word like 华为 is too short for trigrams.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, TypeVar

from django.db import models
from django.db.models.functions import Length

CHINESE = re.compile(r"[\u3400-\u9fff]+")
SHORT = 2  # letters that are looked for only where a word begins

Row = TypeVar("Row", bound=models.Model)


# ── What is kept ──
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


# ── What is asked ──
def matching(query: str, column: str = "search") -> models.Q:
    """Rows whose search text holds every word of the query; one or two letters count where a word begins."""
    found = models.Q()
    for word in fold(query).split():
        found &= models.Q(**{f"{column}__{'word' if _is_short(word) else 'holds'}": word})
    return found


def matching_any(query: str, columns: Iterable[str]) -> models.Q:
    """Rows of which one of these columns holds every word of the query."""
    found = models.Q()
    for column in columns:
        found |= matching(query, column)
    return found


def best_matches(rows: models.QuerySet[Row], query: str, limit: int, columns: Iterable[str] = ("search",)) -> list[Row]:
    """The rows that fit best: those that begin with the query, then those with a word that does, then the rest.

    Among equals the shorter first. A single letter fits too many to sort: it gets any that have a word beginning so.
    """
    text = fold(query)
    if not text:
        return []
    if len(text) == 1 and text.isascii():
        return list(rows.filter(matching_any(text, columns)).order_by()[:limit])
    place = models.Case(models.When(search__begins=text, then=0), models.When(search__word=text, then=1), default=2)
    return list(rows.filter(matching_any(text, columns)).order_by(place, Length("name"), "pk")[:limit])


def _is_short(word: str) -> bool:
    return len(word) <= SHORT and word.isascii()


# ── How the databases answer ──
class TextLookup(models.Lookup):
    """A part of the search text. `patterns` are LIKE patterns, `calls` the same for SQLite, both joined by OR."""

    prepare_rhs = False

    def patterns(self, word: str) -> list[str]:
        raise NotImplementedError

    def calls(self, word: str) -> list[tuple[str, str]]:
        raise NotImplementedError

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        column, parameters = self.process_lhs(compiler, connection)
        calls = self.calls(str(self.rhs))
        sql = " OR ".join(f"instr({column}, %s) {test}" for _text, test in calls)
        return f"({sql})", [item for text, _test in calls for item in (*parameters, text)]

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        column, parameters = self.process_lhs(compiler, connection)
        patterns = self.patterns(_escaped(str(self.rhs)))
        sql = " OR ".join(f"{column} LIKE %s" for _pattern in patterns)
        return f"({sql})", [item for pattern in patterns for item in (*parameters, pattern)]

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        """The characters outside ASCII are asked of their own index first; LIKE then decides."""
        sql, parameters = self.as_sql(compiler, connection)
        characters = sorted({char for char in str(self.rhs) if not char.isascii()})
        if not characters:
            return sql, parameters
        column, own = self.process_lhs(compiler, connection)
        return f"({CHARACTERS % column} @> %s::text[] AND {sql})", [*own, characters, *parameters]


CHARACTERS = r"string_to_array(regexp_replace(%s, '[ -~]+', '', 'g'), NULL)"


@models.CharField.register_lookup
class Begins(TextLookup):
    lookup_name = "begins"

    def patterns(self, word: str) -> list[str]:
        return [f"{word}%"]

    def calls(self, word: str) -> list[tuple[str, str]]:
        return [(word, "= 1")]


@models.CharField.register_lookup
class Word(TextLookup):
    """A word of the search text begins so."""

    lookup_name = "word"

    def patterns(self, word: str) -> list[str]:
        return [f"{word}%", f"% {word}%"]

    def calls(self, word: str) -> list[tuple[str, str]]:
        return [(word, "= 1"), (f" {word}", "> 0")]


@models.CharField.register_lookup
class Holds(TextLookup):
    lookup_name = "holds"

    def patterns(self, word: str) -> list[str]:
        return [f"%{word}%"]

    def calls(self, word: str) -> list[tuple[str, str]]:
        return [(word, "> 0")]


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")
