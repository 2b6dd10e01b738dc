"""The matrix of potential × share: a line a segment, the accounts drawn, and beside them those nobody has estimated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.pipeline.figures.periods import last_year
from keyaccount.apps.portfolio.queries.segment_rules import thresholds_at
from keyaccount.apps.portfolio.queries.segments import UNKNOWN, Placed, Standings, standings
from keyaccount.apps.portfolio.tables.matrix_chart import Look, chart_of
from keyaccount.apps.portfolio.words import ADVICE, SEGMENTS
from keyaccount.apps.workspace.queries.settings import workspace as load_workspace
from keyaccount.figures import Figure, Question, Scope, ScopeKind, compute, stated
from keyaccount.figures.figure import Value
from keyaccount.ui import formatting
from keyaccount.ui.formatting import Scale
from keyaccount.ui.writing import language

SHOWN = 400  # bubbles: more of them hide each other
LISTED = 12  # of the unknown


@dataclass(frozen=True, slots=True)
class Line:
    """A segment: what it asks for, and its numbers."""

    key: str
    title: str
    stance: str
    advice: str
    accounts: Figure
    revenue: Figure
    purchasing: Decimal | None
    share: Figure


@dataclass(frozen=True, slots=True)
class Dot:
    """An account in the matrix, as a line of the table says it."""

    pk: int
    name: str
    segment: str
    may_write: bool
    revenue: Figure
    purchasing: Decimal | None
    share: Figure
    exceeds: bool


@dataclass(frozen=True, slots=True)
class Matrix:
    """hidden: accounts with an estimate that the picture has no room for; unknown: the largest without one."""

    question: Question
    table: Figure
    wallet: Figure
    lines: Sequence[Line]
    dots: Sequence[Dot]
    hidden: int
    unknown: Sequence[Dot]
    unknown_left: int
    scale: Scale
    chart: Mapping[str, Any]
    focus: Dot | None


def matrix(question: Question, focus: int | None = None) -> Matrix:
    found = standings(question)
    known = [one for one in found if one.key != UNKNOWN]
    unknown = found.within(UNKNOWN).placed
    drawn = _with_focus(known, focus)
    cuts = thresholds_at(question.as_of)
    scale = formatting.scale_for([cuts.high_from, cuts.medium_from], load_workspace().base_currency, language())
    dots = _dots(question, [*drawn, *unknown[:LISTED]])
    by_id = {dot.pk: dot for dot in dots}
    return Matrix(
        question=question,
        table=compute("accounts.segment", question),
        wallet=compute("accounts.share_of_wallet", question),
        lines=_lines(question, found),
        dots=dots[: len(drawn)],
        hidden=len(known) - len(drawn),
        unknown=dots[len(drawn) :],
        unknown_left=max(len(unknown) - LISTED, 0),
        scale=scale,
        chart=chart_of(question, drawn, Look({dot.pk: dot.name for dot in dots}, cuts, scale, focus)),
        focus=by_id.get(focus) if focus else None,
    )


def _with_focus(known: list[Placed], focus: int | None) -> list[Placed]:
    """The largest by revenue, and the one that is asked for, however small."""
    return [*known[:SHOWN], *(one for one in known[SHOWN:] if one.account_id == focus)]


# ── Lines and dots ──
def _lines(question: Question, found: Standings) -> list[Line]:
    table = compute("accounts.segment", question).value
    rows = table if isinstance(table, list) else []
    return [_line(row, question.narrowed(segment=row["key"])) for row in rows]


def _line(row: Mapping[str, Any], question: Question) -> Line:
    return Line(
        key=row["key"],
        title=row["title"],
        stance=row["stance"] or "",
        advice=str(ADVICE[row["key"]]),
        accounts=_stated("accounts.count", question, row["accounts"]),
        revenue=_stated("accounts.revenue", question, row["revenue"]),
        purchasing=row["purchasing"],
        share=_stated("accounts.share_of_wallet", question, row["share"]),
    )


def _dots(question: Question, placed: Sequence[Placed]) -> list[Dot]:
    pks = [one.account_id for one in placed]
    rows = Account.objects.filter(pk__in=pks)
    names = {pk: short or name for pk, short, name in rows.order_by().values_list("pk", "short_name", "name")}
    mine = rows.writable_by(question.viewer).filter(archived_at=None).order_by().values_list("pk", flat=True)
    writable = set(mine)
    return [_dot(question, one, names[one.account_id], one.account_id in writable) for one in placed]


def _dot(question: Question, one: Placed, name: str, may_write: bool) -> Dot:
    alone = replace(question, scope=Scope(ScopeKind.ACCOUNT, one.account_id, name), filters={})
    year = replace(alone, period=last_year(alone))
    return Dot(
        pk=one.account_id,
        name=name,
        segment=str(SEGMENTS[one.key]),
        may_write=may_write,
        revenue=_stated("sales.closed", year, one.standing.revenue),
        purchasing=one.standing.purchasing,
        share=_stated("accounts.share_of_wallet", alone, one.standing.share),
        exceeds=one.standing.exceeds,
    )


def _stated(key: str, question: Question, value: Value) -> Figure:
    workspace = load_workspace()
    return stated(key, question, value, currency=workspace.base_currency, fiscal_start=workspace.fiscal_year_start)
