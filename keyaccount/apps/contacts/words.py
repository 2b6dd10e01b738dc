"""What people are found by: their names for everyone, how to reach them only for those whose role sees that."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from keyaccount.apps.workspace.models import User
from keyaccount.apps.workspace.searching import fold, search_text
from keyaccount.formulas.duplicates import email_key, first_phone, person_name

REACH = ("email", "mobile", "phone", "wechat")
COLUMNS = ("search", "search_reach", "name_key", "email_key", "mobile_key", "phone_key")


def search_words(values: Mapping[str, Any]) -> dict[str, str]:
    """The search columns of a contact that has these values."""
    reach = (fold(values.get(name, "")).replace(" ", "") for name in REACH)
    return {
        "search": search_text(values["name"], values.get("name_latin", "")),
        "search_reach": " ".join(filter(None, reach))[:500],
        "name_key": person_name(values["name"])[:120],
        "email_key": email_key(values.get("email", ""))[:160],
        "mobile_key": first_phone(values.get("mobile", ""))[:60],
        "phone_key": first_phone(values.get("phone", ""))[:60],
    }


def search_columns(viewer: User, query: str) -> tuple[str, ...]:
    """Addresses and numbers are ASCII, and nobody looks for one by less than three signs of it."""
    could_be_reach = query.isascii() and all(len(word) >= 3 for word in query.split())
    return ("search", "search_reach") if could_be_reach and viewer.sees_group("reach") else ("search",)
