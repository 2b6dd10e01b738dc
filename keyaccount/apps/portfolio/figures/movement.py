"""How many accounts went from which segment to which between two days."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from keyaccount.apps.portfolio.queries.movement import Move, moves, quarter_ends
from keyaccount.apps.portfolio.queries.revenue import names_of_accounts
from keyaccount.apps.portfolio.queries.segment_rules import thresholds_at
from keyaccount.apps.portfolio.queries.segments import KEYS, accounts_outside
from keyaccount.apps.portfolio.words import SEGMENTS
from keyaccount.apps.workspace.queries.settings import workspace as load_workspace
from keyaccount.figures import Answer, Column, Definition, Input, Note, Question, Rows, Unit, register

COLUMNS = (
    Column("account", _("Account")),
    Column("from", _("From")),
    Column("to", _("To")),
    Column("revenue", _("12-month revenue"), Unit.MONEY),
)


def movement(question: Question) -> Answer:
    """A line for each way that accounts took, those that stayed too; the rows are those that moved."""
    since = first_day(question)
    everyone = moves(question, since)
    moved = [one for one in everyone if not one.stayed]
    counted = Counter((one.before.key, one.after.key) for one in everyone)
    workspace = load_workspace()
    return Answer(
        value=[
            _line(before, after, counted[before, after]) for before in KEYS for after in KEYS if counted[before, after]
        ],
        inputs=(
            Input("n", _("Accounts"), len(everyone), Unit.COUNT),
            Input("m", _("Accounts that moved"), len(moved), Unit.COUNT),
        ),
        rows=Rows(
            columns=COLUMNS,
            fetch=lambda limit: _rows(moved[:limit]),
            total=lambda: len(moved),
            outside=lambda: accounts_outside(question),
        ),
        notes=_notes(since, question.as_of),
        currency=workspace.base_currency,
        fiscal_start=workspace.fiscal_year_start,
    )


def first_day(question: Question) -> date:
    """The day compared with: as asked, else the end of the last quarter."""
    return question.since or quarter_ends(question, 1)[0][1]


def _line(before: str, after: str, count: int) -> dict[str, Any]:
    return {
        "from_key": before,
        "to_key": after,
        "from": str(SEGMENTS[before]),
        "to": str(SEGMENTS[after]),
        "accounts": count,
    }


def _rows(moved: list[Move]) -> list[dict[str, Any]]:
    names = names_of_accounts([one.account_id for one in moved])
    return [
        {
            "id": one.account_id,
            "account": names[one.account_id],
            "from": str(SEGMENTS[one.before.key]),
            "to": str(SEGMENTS[one.after.key]),
            "revenue": one.after.standing.revenue,
        }
        for one in moved
    ]


def _notes(since: date, until: date) -> tuple[Note, ...]:
    if thresholds_at(since) == thresholds_at(until):
        return ()
    return (Note("rules_changed", _("The thresholds changed between the two days; some moved for that alone.")),)


register(
    Definition(
        key="accounts.movement",
        title=_("Movement between segments"),
        meaning=_("How many accounts went from which segment to which between two days."),
        words=_(
            "per pair of segments: number of accounts that stood in the first on one day and in the second on the other"
        ),
        symbols="n(a → b)",
        unit=Unit.TABLE,
        compute=movement,
        options=("since", "accounts"),
    )
)
