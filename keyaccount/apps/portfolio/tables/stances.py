"""The stances as the page draws them: a card each with its bars against the norms; accounts by relative value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from keyaccount.apps.portfolio.words import RESOURCES, SEGMENTS, STANCES
from keyaccount.figures import Figure, Note, Question, compute
from keyaccount.formulas.resources import Resource
from keyaccount.formulas.segments import STANCES as STANCE_OF
from keyaccount.formulas.segments import Stance
from keyaccount.kernel.share import share
from keyaccount.ui import drawing, formatting

RANKED = 12
MEASURED = 30
HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Against:
    """A share beside what was meant, both as SVG has them: width, at; over: percentage points beyond what was meant."""

    norm: Decimal
    over: Decimal | None
    width: str
    at: str

    @property
    def points(self) -> str:
        """How far from the norm, whichever way; the words beside it say which."""
        return formatting.number(abs(self.over or Decimal(0)), 1)


def against(part: Decimal | None, norm: Decimal, beyond: Decimal | None) -> Against:
    over = None if beyond is None else beyond * HUNDRED
    return Against(norm, over, drawing.percent(part), drawing.percent(norm))


@dataclass(frozen=True, slots=True)
class NormBar:
    """One resource of a stance."""

    key: str
    title: str
    figure: Figure
    amount: Decimal | None
    meant: Against

    @property
    def hidden(self) -> bool:
        return any(note.code == "hidden" for note in self.figure.notes)


@dataclass(frozen=True, slots=True)
class Card:
    key: str
    title: str
    segments: str
    line: dict[str, Any]
    bars: Sequence[NormBar]
    score: Figure
    measures: Sequence[dict[str, Any]]
    covered: Decimal


@dataclass(frozen=True, slots=True)
class StancesPage:
    table: Figure
    cards: Sequence[Card]
    unknown: dict[str, Any]
    effort: Figure
    split: Sequence[dict[str, Any]]
    worth: Figure
    allocation: Figure
    ranked: Sequence[dict[str, Any]]
    more: int

    @property
    def is_empty(self) -> bool:
        return not any(card.line["accounts"] for card in self.cards)

    @property
    def notes(self) -> list[Note]:
        """What the reader must know; that accounts lack a stance is said with their line."""
        return [note for note in self.table.notes if note.code in {"hidden", "unconvertible"}]


def stances_page(question: Question) -> StancesPage:
    table = compute("stances.resources", question)
    lines = {line["key"]: line for line in _lines(table)}
    allocation, effort = compute("accounts.allocation", question), compute("operation.effort", question)
    ranked = allocation.rows.fetch(RANKED)
    widest = max((abs(row["gap"]) for row in ranked if row["gap"] is not None), default=Decimal(0))
    return StancesPage(
        table=table,
        cards=[_card(question, stance, lines[stance]) for stance in Stance],
        unknown=lines["unknown"],
        effort=effort,
        split=[line | {"meant": against(line["share"], line["chosen"], line["beyond"])} for line in _lines(effort)],
        worth=compute("accounts.expected_value", question),
        allocation=allocation,
        ranked=[row | _gap_bar(row["gap"], widest) for row in ranked],
        more=max(allocation.rows.total() - RANKED, 0),
    )


def _card(question: Question, stance: Stance, line: dict[str, Any]) -> Card:
    segments = [str(SEGMENTS[segment]) for segment, its in STANCE_OF.items() if its is stance]
    narrowed = question.narrowed(stance=str(stance))
    score = compute("stances.score", narrowed)
    measures = score.rows.fetch(MEASURED)
    return Card(
        key=str(stance),
        title=str(STANCES[stance]),
        segments=" · ".join(segments),
        line=line,
        bars=[_bar(narrowed, resource, line) for resource in Resource],
        score=score,
        measures=measures,
        covered=sum((one["weight"] for one in measures if one["reached"] is not None), Decimal(0)),
    )


def _bar(question: Question, resource: Resource, line: dict[str, Any]) -> NormBar:
    return NormBar(
        key=str(resource),
        title=str(RESOURCES[resource]),
        figure=compute(f"stances.{resource}_share", question),
        amount=line[str(resource)],
        meant=against(line[f"{resource}_share"], line[f"{resource}_norm"], line[f"{resource}_beyond"]),
    )


def _gap_bar(gap: Decimal | None, widest: Decimal) -> dict[str, Any]:
    """Left of the middle: gets less than it is worth; right of it: more. The widest one reaches its end."""
    if gap is None:
        return {"points": None}
    half = (share(abs(gap), widest) or Decimal(0)) / 2
    start = Decimal("0.5") if gap >= 0 else Decimal("0.5") - half
    return {"points": gap * HUNDRED, "start": drawing.percent(start), "width": drawing.percent(half)}


@dataclass(frozen=True, slots=True)
class OnAccount:
    worth: Figure
    allocation: Figure
    lines: Sequence[dict[str, Any]]


def on_account(question: Question) -> OnAccount:
    allocation = compute("accounts.allocation", question)
    lines = [line | {"points": _points(line["gap"])} for line in _lines(allocation)]
    return OnAccount(compute("accounts.expected_value", question), allocation, lines)


def _points(gap: Decimal | None) -> Decimal | None:
    return None if gap is None else gap * HUNDRED


def _lines(figure: Figure) -> list[dict[str, Any]]:
    return figure.value if isinstance(figure.value, list) else []
