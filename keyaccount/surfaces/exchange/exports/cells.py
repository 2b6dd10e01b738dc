"""Cells that stay what they are: a text is never a formula, a number is a number, 007 keeps its zeros."""

from __future__ import annotations

import re

NUMBER = re.compile(r"[-+]?\d+(?:[.,]\d+)*%?")
STARTERS = ("=", "+", "-", "@", "\t", "\r", "\n")


def harmless(text: str) -> str:
    """The text with an apostrophe before it where a spreadsheet would take it for a formula; plain numbers stay."""
    return f"'{text}" if _is_guarded_when_written(text) else text


def as_it_was(text: str) -> str:
    """Invariant: as_it_was(harmless(text)) == text, whatever the text."""
    return text[1:] if text.startswith("'") and _is_guarded_when_written(text[1:]) else text


def _is_guarded_when_written(text: str) -> bool:
    """A text that looks guarded already is too, or reading it again would take its own apostrophe away."""
    bare = text.lstrip("'")
    return bare.lstrip(" ").startswith(STARTERS) and not NUMBER.fullmatch(bare)
