"""What accounts are found by: their names as people look for them, and as two records of one company are told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from keyaccount.apps.workspace.searching import search_text
from keyaccount.formulas.duplicates import company_name, first_phone

COLUMNS = ("search", "name_key", "short_name_key", "phone_key")


def search_words(values: Mapping[str, Any]) -> dict[str, str]:
    """The columns to search by of an account that has these values."""
    return {
        "search": search_text(values["name"], values.get("short_name", ""), values.get("domain", "")),
        "name_key": company_name(values["name"]).core[:160],
        "short_name_key": company_name(short).core[:60] if (short := values.get("short_name", "")) else "",
        "phone_key": first_phone(values.get("phone", ""))[:60],
    }
