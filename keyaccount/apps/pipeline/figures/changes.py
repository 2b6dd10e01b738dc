"""What changed between two days: each deal under every way in which it did, and open ones where nothing does."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keyaccount.apps.pipeline.figures.flow import WEEK
from keyaccount.apps.pipeline.figures.rows import list_query
from keyaccount.apps.pipeline.models import OpportunityState, StateStatus
from keyaccount.apps.pipeline.queries.changes import Line, idle, idle_states, kind_counts, lines_of
from keyaccount.apps.workspace import clock
from keyaccount.apps.workspace.models import Workspace
from keyaccount.apps.workspace.queries.settings import workspace as load_workspace
from keyaccount.figures import Answer, Column, Definition, Question, Rows, Unit, register
from keyaccount.figures.figure import Text
from keyaccount.figures.registry import plain
from keyaccount.formulas.changes import IDLE_AFTER, Kind
from keyaccount.kernel.errors import Invalid

IDLE = "idle"
LONGEST_IDLE = 3650
KINDS: dict[str, Text] = {
    Kind.NEW: _("New"),
    Kind.FORWARD: pgettext_lazy("deals", "Moved forward"),
    Kind.BACK: pgettext_lazy("deals", "Moved back"),
    Kind.PUSHED: pgettext_lazy("close date", "Pushed to a later day"),
    Kind.PULLED: pgettext_lazy("close date", "Pulled to an earlier day"),
    Kind.UP: _("Amount up"),
    Kind.DOWN: _("Amount down"),
    Kind.WON: _("Won"),
    Kind.LOST: _("Lost"),
    Kind.REOPENED: _("Reopened"),
    Kind.ARCHIVED: _("Archived"),
    Kind.OTHER: _("Changed otherwise"),
    IDLE: pgettext_lazy("deals", "Idle"),
}
COLUMNS = (
    Column("change", _("Change")),
    Column("opportunity", _("Opportunity")),
    Column("account", _("Account")),
    Column("owner", _("Owner")),
    Column("before", _("Before")),
    Column("after", _("After")),
    Column("on", _("Changed on")),
)


def changes(question: Question) -> Answer:
    workspace = load_workspace()
    since = question.since or question.as_of - WEEK
    counts = counted(question, since, workspace)
    table = [{"change": kind, "title": str(KINDS[kind]), "deals": deals} for kind, deals in counts.items()]
    total = sum(counts.values())
    return Answer(
        value=table,
        worked=" · ".join(f"{row['title']}: {row['deals']}" for row in table),
        rows=Rows(
            columns=COLUMNS,
            fetch=lambda limit: _rows(question, since, workspace, counts, limit),
            total=lambda: total,
            list_query=list_query(question),
        ),
        currency=workspace.base_currency,
        fiscal_start=workspace.fiscal_year_start,
    )


def counted(question: Question, since: date, workspace: Workspace) -> Mapping[str, int]:
    """How many deals under each kind, idle ones last; of one kind where the question names it."""
    only = question.filters.get("change", "")
    if only and only not in KINDS:
        known = ", ".join(KINDS)
        raise Invalid(_("“%(text)s” is not a kind of change. Ask for one of %(known)s."), text=only, known=known)
    found = {} if only == IDLE else kind_counts(question.narrowed(change="", idle=""), since, workspace)
    counts = {str(kind): deals for kind, deals in found.items()}
    if only in {"", IDLE} and (standing := idle(question, workspace, idle_days(question)).order_by().count()):
        counts[IDLE] = standing
    return {kind: deals for kind, deals in counts.items() if only in {"", kind}}


def idle_days(question: Question) -> int:
    text = question.filters.get("idle", "") or str(IDLE_AFTER)
    if not text.isdecimal() or not 1 <= int(text) <= LONGEST_IDLE:
        raise Invalid(_("Idle is asked in days, from 1 to %(most)s, not “%(text)s”."), text=text, most=LONGEST_IDLE)
    return int(text)


def _rows(
    question: Question, since: date, workspace: Workspace, counts: Mapping[str, int], limit: int
) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for kind in counts:
        left = limit - len(found)
        if left and kind == IDLE:
            days = idle_days(question)
            found += [_idle_row(state, workspace) for state in idle_states(question, workspace, days, left)]
        elif left:
            found += [_row(line, workspace) for line in lines_of(question, since, workspace, Kind(kind), left)]
    return found


def _row(line: Line, workspace: Workspace) -> dict[str, Any]:
    before = None if line.before is None else told(line.kind, line.before)
    return _named(line.kind, line.after, workspace) | {"before": before, "after": told(line.kind, line.after)}


def _idle_row(state: OpportunityState, workspace: Workspace) -> dict[str, Any]:
    stands = _whole(state)
    return _named(IDLE, state, workspace) | {"before": stands, "after": stands}


def _named(kind: str, state: OpportunityState, workspace: Workspace) -> dict[str, Any]:
    return {
        "id": state.opportunity_id,
        "change": str(KINDS[kind]),
        "opportunity": state.opportunity.name,
        "account": str(state.account) if state.account else None,
        "owner": state.owner.display_name,
        "on": clock.day_of(state.valid_from, workspace.zone),
    }


def told(kind: Kind, state: OpportunityState) -> str:
    """What a change of this kind is about, exactly: the stage, the date, the amount, or all of it."""
    if kind in {Kind.FORWARD, Kind.BACK}:
        return state.stage.label
    if kind in {Kind.PUSHED, Kind.PULLED}:
        return str(state.expected_close)
    if kind in {Kind.UP, Kind.DOWN}:
        return _amount(state)
    return _whole(state)


def _whole(state: OpportunityState) -> str:
    is_open = state.status == StateStatus.OPEN
    first = state.stage.label if is_open else str(StateStatus(state.status).label)
    day = state.expected_close if is_open else state.closed_on
    return " · ".join(filter(None, (first, _amount(state), str(day or ""), state.owner.display_name)))


def _amount(state: OpportunityState) -> str:
    return "" if state.amount is None else f"{state.currency} {plain(state.amount)}"


register(
    Definition(
        key="pipeline.changes",
        title=_("What changed"),
        meaning=_(
            "Deals that are new, moved, pushed, pulled, changed in amount, won, lost or reopened between two days, as"
            " they stood before and after; a deal that changed in several ways is listed under each. And open deals"
            " where nothing did for 14 days, or as many as asked."
        ),
        words=_("deals whose state at the end of the last day differs from that at the end of the first, by kind"),
        symbols="Δ = (s₀ → s₁)",
        unit=Unit.TABLE,
        compute=changes,
        options=("since", "idle", "change"),
        walks_history=True,
    )
)
