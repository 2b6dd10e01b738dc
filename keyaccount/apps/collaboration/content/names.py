"""The name a file is kept under: shown and downloaded, but never a place on a disk."""

from __future__ import annotations

import re
import unicodedata

from keyaccount.apps.collaboration.content.refusals import NoFileName

LONGEST = 160
SEPARATORS = re.compile(r"[/\\]+")
SPACES = re.compile(r"\s+")
FORBIDDEN = str.maketrans(dict.fromkeys('<>:"|?*', "_"))


def clean_name(given: str) -> str:
    """The last part of a path, composed, without what cannot be seen (controls, marks that turn the writing round)."""
    last = SEPARATORS.split(unicodedata.normalize("NFC", given))[-1]
    seen = "".join(" " if sign in "\t\n\r" else sign for sign in last if sign in "\t\n\r" or _is_seen(sign))
    name = SPACES.sub(" ", seen).translate(FORBIDDEN).strip(" .")
    if not name:
        raise NoFileName
    return _shortened(name)


def key_of(name: str) -> str:
    """What tells whether two names are the same one."""
    return unicodedata.normalize("NFKC", name).casefold()


def ending_of(name: str) -> str:
    stem, dot, ending = name.rpartition(".")
    return f".{ending.lower()}" if dot and stem else ""


def _is_seen(sign: str) -> bool:
    return unicodedata.category(sign) not in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def _shortened(name: str) -> str:
    """The ending stays: it says what the file is."""
    if len(name) <= LONGEST:
        return name
    ending = ending_of(name)[:12]
    return name[: LONGEST - len(ending)].rstrip(" .") + ending
