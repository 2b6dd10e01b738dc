"""Who is let in where: one rule a kind of address, and the addresses of each kind.

lin owns the records that are asked for, wang is her team-mate, zhao manages their team, stranger is in another.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

EVERYONE = ("lin", "wang", "zhao", "stranger", "finance", "auditor", "admin")
NOBODY = "nobody"  # not signed in


class Answer(StrEnum):
    IN = "in"
    REFUSED = "403"
    HIDDEN = "404"
    SIGN_IN = "sign in"


def _answers(inside: tuple[str, ...], others: Answer, **named: Answer) -> Mapping[str, Answer]:
    found = dict.fromkeys(EVERYONE, others) | dict.fromkeys(inside, Answer.IN) | named
    return {NOBODY: Answer.SIGN_IN, **found}


OPEN: Mapping[str, Answer] = dict.fromkeys((NOBODY, *EVERYONE), Answer.IN)
SIGNED_IN = _answers(EVERYONE, Answer.IN)
SEES = _answers(EVERYONE, Answer.IN, stranger=Answer.HIDDEN)
WRITES = _answers(("lin", "zhao", "admin"), Answer.REFUSED, stranger=Answer.HIDDEN)
TENDS = _answers(("lin",), Answer.REFUSED, stranger=Answer.HIDDEN)  # what is personal: for the account's team alone
ANSWERS = _answers(("lin", "admin"), Answer.REFUSED, stranger=Answer.HIDDEN)  # a person who asks about their data
CREATES = _answers(("lin", "wang", "zhao", "stranger", "admin"), Answer.REFUSED)
INVITES = _answers(
    ("lin", "wang", "zhao", "admin"), Answer.REFUSED, stranger=Answer.HIDDEN
)  # to an event that lin holds
IMPORTS = _answers(("zhao", "admin"), Answer.REFUSED)
SETS_TARGETS = IMPORTS
ENTERED = _answers(("lin", "admin"), Answer.REFUSED)  # a feed of lin's, which everyone sees
AUDITS = _answers(("auditor", "admin"), Answer.REFUSED)
ADMINISTERS = _answers(("admin",), Answer.REFUSED)
ONLY_ITS_AUTHOR = _answers(("lin",), Answer.REFUSED, stranger=Answer.HIDDEN)
AUTHOR_OR_ADMIN = _answers(("lin", "admin"), Answer.REFUSED, stranger=Answer.HIDDEN)
LEADS = _answers(("zhao", "admin"), Answer.REFUSED)  # of an account in the pool, which everyone sees
ONLY_LIN = _answers(("lin",), Answer.HIDDEN)  # a saved view of lin's
TEAM_ONLY = _answers(("lin",), Answer.HIDDEN)  # the account's own team: whatever a role sees, nobody else
OWN = _answers(("lin", "admin"), Answer.HIDDEN)  # a job or token of lin's


@dataclass(frozen=True, slots=True)
class Address:
    """rule None: the framework's own page, which must answer everyone without failing. data: what a POST sends."""

    rule: Mapping[str, Answer] | None
    method: str = "GET"
    data: Mapping[str, str] | None = None
    query: str = ""
