"""The language of the command line: --lang, else that of the shell. Reads the product's catalogue without Django."""

from __future__ import annotations

import gettext
import os
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import keyaccount

ENGLISH, CHINESE = "en", "zh-hans"
FOLDER = Path(keyaccount.__file__).parent / "locale"
CHINESE_CATALOGUE = FOLDER / "zh_Hans" / "LC_MESSAGES" / "django.mo"
chosen = ENGLISH  # set once per command by `choose`


def choose(asked: str | None) -> str:
    """Set the language of this command, and of Django's texts where Django is loaded afterwards."""
    global chosen  # noqa: PLW0603  (one command runs in one language)
    chosen = _known(asked) if asked else from_shell(os.environ)
    return chosen


def from_shell(environment: Mapping[str, str]) -> str:
    found = next((environment[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environment.get(name)), "")
    return _known(found)


def _known(text: str) -> str:
    return CHINESE if text.lower().startswith("zh") else ENGLISH


def translate(text: str) -> str:
    """The text in the chosen language; for help, which must answer before Django could be loaded."""
    return _catalogue(chosen).gettext(text) if text else text


@lru_cache
def _catalogue(language: str) -> gettext.NullTranslations:
    names = ["zh_Hans"] if language == CHINESE else []
    return gettext.translation("django", FOLDER, names, fallback=True) if names else gettext.NullTranslations()
