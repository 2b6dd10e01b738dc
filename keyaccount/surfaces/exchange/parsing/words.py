"""Headings and choices, compared as people mean them: width, case, spaces and marks do not count."""

from __future__ import annotations

import re

from keyaccount.apps.workspace.searching import fold

MARKS = re.compile(r"[\s_\-./\\:：*!#'’\"]+")
BRACKET = re.compile(r"[(（\[【].*$")

TRUE = frozenset({"true", "yes", "y", "1", "x", "是", "对", "真", "有"})
FALSE = frozenset({"false", "no", "n", "0", "否", "不", "假", "无"})
NOTHING = frozenset({"", "-", "--", "—", "n/a", "#n/a", "null", "none", "nan", "(blank)", "无", "空"})


def folded_heading(text: str) -> str:
    return MARKS.sub("", fold(text))


def heading_keys(text: str) -> tuple[str, ...]:
    """By what a heading may be known: as it stands, and without a remark in brackets (`性别(男/女)`)."""
    return tuple(dict.fromkeys(filter(None, (folded_heading(text), folded_heading(BRACKET.sub("", text))))))


def folded_choice(text: str) -> str:
    return MARKS.sub("", fold(text))
