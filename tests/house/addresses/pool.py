"""The pool of accounts that nobody tends."""

from __future__ import annotations

from tests.house.rules import ADMINISTERS, CREATES, LEADS, SIGNED_IN, WRITES, Address, Answer

PAGES = {
    "portfolio:pool": Address(SIGNED_IN),
    "portfolio:claim": Address(CREATES, "POST"),
    "portfolio:assign": Address(LEADS),
    "portfolio:return": Address(WRITES),
}

SETTINGS = {"portfolio:pool_rules": Address(ADMINISTERS)}

OPERATIONS: dict[str, Address] = {
    "listPool": Address(SIGNED_IN),
    "claimAccount": Address({**CREATES, "stranger": Answer.HIDDEN}),  # of an account that is not in the pool
    "assignAccount": Address(LEADS, data={"to": "$user_id"}),
    "returnAccount": Address(WRITES, data={"reason": "Too far"}),
}

FIGURE_OPTIONS: dict[str, str] = {"accounts.pool": ""}
