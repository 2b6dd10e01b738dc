"""Cells that stay what they are: a text is never a formula, a number is a number, 007 keeps its zeros."""

from __future__ import annotations

import re

NUMBER = re.compile(r"[-+]?\d+(?:[.,]\d+)*%?")
STARTERS = ("=", "+", "-", "@", "\t", "\r", "\n")


def harmless(text: str) -> str:
    """The text with an apostrophe before it where a spreadsheet would take it for a formula; plain numbers stay."""
    if text.lstrip(" ").startswith(STARTERS) and not NUMBER.fullmatch(text):
        return f"'{text}"
    return text
