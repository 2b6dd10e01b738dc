"""The pool of accounts that nobody tends."""

from __future__ import annotations

from tests.house.rules import ADMINISTERS, CREATES, LEADS, SIGNED_IN, WRITES, Address

PAGES = {
    "portfolio:pool": Address(SIGNED_IN),
    "portfolio:claim": Address(CREATES, "POST"),
    "portfolio:assign": Address(LEADS),
    "portfolio:return": Address(WRITES),
}

SETTINGS = {"portfolio:pool_rules": Address(ADMINISTERS)}

FIGURE_OPTIONS: dict[str, str] = {"accounts.pool": ""}
