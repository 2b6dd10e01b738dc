"""The one place where business numbers are defined and asked for.

A domain registers its figures in its `figures.py`; pages, charts, exports, API, CLI and alerts call `compute`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from keyaccount.figures import memo
from keyaccount.figures.figure import Figure, Formula, Input, Note, Rows, Text, Unit, Value
from keyaccount.figures.question import Question, Scope, ScopeKind
from keyaccount.kernel.errors import NotFound, gettext_noop
from keyaccount.kernel.period import Period


@dataclass(frozen=True, slots=True)
class Answer:
    """What a definition's compute gives back; the registry makes a Figure of it."""

    value: Value
    inputs: tuple[Input, ...] = ()
    rows: Rows = field(default_factory=Rows)
    notes: Sequence[Note] = ()
    worked: str = ""
    currency: str | None = None
    fiscal_start: int = 1


@dataclass(frozen=True, slots=True)
class Definition:
    """One figure: what it is called, what it means, and the one function that computes it.

    default_period: gives the period when the asker named none (None: all time);
    bucket: the length of the period it is usually asked for; only_of: the one kind of scope that it is about;
    walks_history: it reads many past states, so who lists every figure leaves it to be asked alone.
    """

    key: str
    title: Text
    meaning: Text
    words: Text
    symbols: str
    unit: Unit
    compute: Callable[[Question], Answer]
    default_period: Callable[[Question], Period] | None = None
    inputs: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    only_of: ScopeKind | None = None
    walks_history: bool = False

    def answers(self, scope: Scope) -> bool:
        return self.only_of in {None, scope.kind}


_definitions: dict[str, Definition] = {}


def register(definition: Definition) -> Definition:
    known = _definitions.get(definition.key)
    if known is not None and known.compute is not definition.compute:
        raise ValueError(f"The figure {definition.key} is defined twice.")
    _definitions[definition.key] = definition
    return definition


def definitions() -> Iterable[Definition]:
    return tuple(_definitions[key] for key in sorted(_definitions))


def definition(key: str) -> Definition:
    if key not in _definitions:
        known = ", ".join(sorted(_definitions))
        raise NotFound(gettext_noop("There is no figure %(key)s. Known figures: %(known)s."), key=key, known=known)
    return _definitions[key]


def compute(key: str, question: Question) -> Figure:
    """Answer one question; the figure carries everything that explains it."""
    with memo.remembering():
        return _answered(key, question)


@memo.once
def _answered(key: str, question: Question) -> Figure:
    asked = definition(key)
    if question.period is None and asked.default_period is not None:
        question = replace(question, period=asked.default_period(question))
    answer = asked.compute(question)
    return Figure(
        key=asked.key,
        title=asked.title,
        meaning=asked.meaning,
        unit=asked.unit,
        value=answer.value,
        currency=answer.currency,
        question=question,
        formula=Formula(words=asked.words, symbols=asked.symbols, worked=answer.worked),
        inputs=answer.inputs,
        rows=_remembering(answer.rows),
        notes=answer.notes,
        fiscal_start=answer.fiscal_start,
    )


def _remembering(rows: Rows) -> Rows:
    """Rows are read later, mostly when the scope of their figure has ended: each reading has one of its own."""
    return replace(
        rows,
        fetch=memo.remembering()(rows.fetch),
        total=memo.remembering()(rows.total),
        outside=memo.remembering()(rows.outside),
        recount=rows.recount and memo.remembering()(rows.recount),
    )


def stated(key: str, question: Question, value: Value, *, currency: str | None = None, fiscal_start: int = 1) -> Figure:
    """A figure whose value a list has computed with many others in one query; who opens it has it computed alone."""
    asked = definition(key)
    return Figure(
        key=asked.key,
        title=asked.title,
        meaning=asked.meaning,
        unit=asked.unit,
        value=value,
        currency=currency,
        question=question,
        formula=Formula(words=asked.words, symbols=asked.symbols),
        fiscal_start=fiscal_start,
    )


def as_json(figure: Figure, row_limit: int = 1000) -> dict[str, Any]:
    """The figure as every machine surface gives it; numbers stay Decimal for the encoder to write exactly.

    A row_limit of 0 leaves the rows uncounted too: they cost more than the figure itself.
    """
    question = figure.question
    return {
        "key": figure.key,
        "title": str(figure.title),
        "value": figure.value,
        "unit": str(figure.unit),
        "currency": figure.currency,
        "scope": str(question.scope),
        "period": question.period.label(figure.fiscal_start) if question.period else None,
        "since": question.since,
        "as_of": question.as_of,
        "filters": dict(question.filters),
        "formula": {
            "words": str(figure.formula.words),
            "symbols": figure.formula.symbols,
            "worked": figure.formula.worked,
        },
        "inputs": [_input_json(item) for item in figure.inputs],
        "rows": figure.rows.fetch(row_limit) if row_limit else [],
        "rows_total": figure.rows.total() if row_limit else None,
        "rows_outside_view": figure.rows.outside() if row_limit else None,
        "notes": [{"code": note.code, "text": str(note.text), "count": note.count} for note in figure.notes],
    }


def _input_json(item: Input) -> dict[str, Any]:
    return {
        "symbol": item.symbol,
        "title": str(item.title),
        "value": item.value,
        "unit": str(item.unit),
        "key": item.figure.key if item.figure else None,
    }


def plain(number: Decimal | int | None, places: int = 2) -> str:
    """A number as a worked formula shows it: grouped, at most `places` decimals, – when there is none."""
    if number is None:
        return "–"
    text = f"{Decimal(number):,.{places}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
