"""What changed between two days, as groups of deals with how each stood before and after."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.utils.translation import get_language, gettext, ngettext

from keyaccount.apps.pipeline.figures.changes import IDLE, KINDS, counted, idle_days
from keyaccount.apps.pipeline.models import OpportunityState, StateStatus
from keyaccount.apps.pipeline.queries.asking import Asked
from keyaccount.apps.pipeline.queries.changes import Line, first_lines, idle_states, lines_of
from keyaccount.apps.pipeline.tables.filters import Choice, day_text
from keyaccount.apps.pipeline.tables.flow import days_of
from keyaccount.apps.workspace import clock
from keyaccount.figures import Figure, Question, compute, stated
from keyaccount.formulas.changes import Kind
from keyaccount.ui import formatting

FIRST_SHOWN = 10
MORE_SHOWN = 50


@dataclass(frozen=True, slots=True)
class ChangeLine:
    pk: int
    name: str
    account: str
    owner: str
    before: str
    after: str
    on: str


@dataclass(frozen=True, slots=True)
class Group:
    """has_more: whether more follow; last: the state that the lines end with, where the next ones go on."""

    key: str
    title: str
    figure: Figure
    lines: Sequence[ChangeLine]
    has_more: bool
    last: int


@dataclass(frozen=True, slots=True)
class ChangesPage:
    since: date
    until: date
    title: str
    idle: int
    figure: Figure
    groups: Sequence[Group]
    presets: Sequence[Choice]


def changes_page(asked: Asked) -> ChangesPage:
    since, until = days_of(asked)
    question = question_of(asked)
    counts = counted(question, since, asked.workspace)
    first, last = (day_text(day, asked.question.today) for day in (since, until))
    return ChangesPage(
        since=since,
        until=until,
        title=gettext("What changed from %(first)s to %(last)s") % {"first": first, "last": last},
        idle=idle_days(question),
        figure=compute("pipeline.changes", question),
        groups=_groups(asked, question, since, counts),
        presets=_presets(asked, since, until),
    )


def question_of(asked: Asked) -> Question:
    """Of the two days; idle deals after as many days as the address says."""
    since, _until = days_of(asked)
    question = replace(asked.question, since=since)
    return question.narrowed(idle=asked.given["idle"]) if asked.given.get("idle") else question


def more_lines(asked: Asked, key: str, after: int | None) -> Group:
    """The next deals of one kind, after that state."""
    since, _until = days_of(asked)
    question = question_of(asked)
    wanted = MORE_SHOWN + 1  # one more says whether there are more
    if key == IDLE:
        states = idle_states(question, asked.workspace, idle_days(question), wanted, after)
        shown = states[:MORE_SHOWN]
        return _group(key, question, [_idle_line(state, asked) for state in shown], len(states) > MORE_SHOWN, shown)
    found = lines_of(question, since, asked.workspace, Kind(key), wanted, after)
    lines = [_line(line, asked) for line in found[:MORE_SHOWN]]
    shown = [line.after for line in found[:MORE_SHOWN]]
    return _group(key, question, lines, len(found) > MORE_SHOWN, shown)


def _groups(asked: Asked, question: Question, since: date, counts: Mapping[str, int]) -> list[Group]:
    found = first_lines(question, since, asked.workspace, FIRST_SHOWN) if counts.keys() - {IDLE} else {}
    groups = []
    for kind, deals in counts.items():
        if kind == IDLE:
            states = idle_states(question, asked.workspace, idle_days(question), FIRST_SHOWN)
            lines = [_idle_line(state, asked) for state in states]
        else:
            states = [line.after for line in found[Kind(kind)]]
            lines = [_line(line, asked) for line in found[Kind(kind)]]
        groups.append(_group(kind, question, lines, deals > len(lines), states, deals))
    return groups


def _group(
    key: str,
    question: Question,
    lines: Sequence[ChangeLine],
    has_more: bool,
    states: Sequence[OpportunityState],
    deals: int | None = None,
) -> Group:
    figure = stated("pipeline.changes", question.narrowed(change=key), deals)
    return Group(key, str(KINDS[key]), figure, lines, has_more, states[-1].pk if states else 0)


def _presets(asked: Asked, since: date, until: date) -> list[Choice]:
    """Days are ends of days: this week begins at the end of Sunday."""
    today = asked.question.today
    sunday = today - timedelta(days=today.weekday() + 1)
    spans = {
        gettext("Seven days"): (today - timedelta(days=7), today),
        gettext("This week"): (sunday, today),
        gettext("Last week"): (sunday - timedelta(days=7), sunday),
        gettext("This month"): (today.replace(day=1) - timedelta(days=1), today),
    }
    return [
        Choice(text, _span_link(asked, first, last), (first, last) == (since, until))
        for text, (first, last) in spans.items()
    ]


def _span_link(asked: Asked, first: date, last: date) -> str:
    is_now = last >= asked.question.today
    return asked.link(since=first.isoformat(), as_of="" if is_now else last.isoformat())


def _line(line: Line, asked: Asked) -> ChangeLine:
    before = gettext("not there yet") if line.before is None else _told(line.kind, line.before, asked)
    after = _told(line.kind, line.after, asked)
    if line.kind in {Kind.PUSHED, Kind.PULLED} and line.before is not None:
        after = f"{after} ({_days_apart(line.before, line.after)})"
    return _shown(line.after, before, after, asked)


def _days_apart(before: OpportunityState, after: OpportunityState) -> str:
    if before.expected_close is None or after.expected_close is None:
        return ""
    days = (after.expected_close - before.expected_close).days
    return ngettext("%(days)s day", "%(days)s days", abs(days)) % {"days": formatting.signed(days, 0)}


def _idle_line(state: OpportunityState, asked: Asked) -> ChangeLine:
    days = (asked.question.as_of - clock.day_of(state.valid_from, asked.workspace.zone)).days
    unchanged = ngettext("%(days)s day unchanged", "%(days)s days unchanged", days) % {"days": formatting.number(days)}
    return _shown(state, _whole(state, asked), unchanged, asked)


def _shown(state: OpportunityState, before: str, after: str, asked: Asked) -> ChangeLine:
    return ChangeLine(
        pk=state.opportunity_id,
        name=state.opportunity.name,
        account=str(state.account) if state.account else "",
        owner=state.owner.display_name,
        before=before,
        after=after,
        on=day_text(clock.day_of(state.valid_from, asked.workspace.zone), asked.question.today),
    )


def _told(kind: Kind, state: OpportunityState, asked: Asked) -> str:
    """What a change of this kind is about: the stage, the date, the amount, or all of it."""
    if kind in {Kind.FORWARD, Kind.BACK}:
        return f"{state.stage.label} {formatting.rate(state.win_rate)}"
    if kind in {Kind.PUSHED, Kind.PULLED}:
        return day_text(state.expected_close, asked.question.today)
    if kind in {Kind.UP, Kind.DOWN}:
        return _amount(state)
    if kind is Kind.OTHER:
        return f"{_whole(state, asked)} · {state.owner.display_name}"
    return _whole(state, asked)


def _whole(state: OpportunityState, asked: Asked) -> str:
    """Find needs 20% · ¥860K · 18 Dec; of a closed deal its outcome and the day it closed."""
    today = asked.question.today
    if state.status == StateStatus.OPEN:
        stage = f"{state.stage.label} {formatting.rate(state.win_rate)}"
        return " · ".join((stage, _amount(state), day_text(state.expected_close, today)))
    ended = [str(StateStatus(state.status).label), _amount(state)]
    return " · ".join(ended + ([day_text(state.closed_on, today)] if state.closed_on else []))


def _amount(state: OpportunityState) -> str:
    return formatting.compact_money(state.amount, state.currency, get_language() or "en")
