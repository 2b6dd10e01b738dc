"""What people are found by: their names for everyone, how to reach them only for those whose role sees that."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from keyaccount.apps.workspace.models import User
from keyaccount.apps.workspace.searching import fold, search_text

REACH = ("email", "mobile", "phone", "wechat")


def search_words(values: Mapping[str, Any]) -> dict[str, str]:
    """The search columns of a contact that has these values."""
    reach = (fold(values.get(name, "")).replace(" ", "") for name in REACH)
    return {
        "search": search_text(values["name"], values.get("name_latin", "")),
        "search_reach": " ".join(filter(None, reach))[:500],
    }


def search_columns(viewer: User, query: str) -> tuple[str, ...]:
    """Addresses and numbers are ASCII, and nobody looks for one by less than three signs of it."""
    could_be_reach = query.isascii() and all(len(word) >= 3 for word in query.split())
    return ("search", "search_reach") if could_be_reach and viewer.sees_group("reach") else ("search",)
