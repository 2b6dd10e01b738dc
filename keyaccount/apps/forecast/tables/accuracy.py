"""How right the forecasts were, by source, by person and by stage; and the ledger they are counted from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from types import MappingProxyType

from keyaccount.apps.forecast.models.methods import MethodChoice
from keyaccount.apps.forecast.queries.asking import Asked
from keyaccount.apps.forecast.queries.by_stage import OfStage, by_stage, is_over
from keyaccount.apps.forecast.queries.ledger import SOURCES, USUAL, Entry, entries, judged
from keyaccount.apps.forecast.queries.runs import records
from keyaccount.apps.forecast.queries.sellers import question_of
from keyaccount.apps.forecast.tables.frame import period_text
from keyaccount.apps.pipeline.figures.periods import last_year
from keyaccount.apps.workspace.models import User
from keyaccount.figures import Figure, Question, compute, stated
from keyaccount.figures.figure import Text
from keyaccount.formulas import accuracy
from keyaccount.kernel.period import Period

MOST_ENTRIES = 60


@dataclass(frozen=True, slots=True)
class SourceLine:
    title: Text
    count: int
    error: Figure
    bias: Figure
    is_best: bool


@dataclass(frozen=True, slots=True)
class PersonLine:
    person: User
    count: int
    error: Figure
    bias: Figure


@dataclass(frozen=True, slots=True)
class LedgerLine:
    entry: Entry
    said: Decimal
    period: str

    @property
    def error(self) -> Decimal | None:
        return None if self.entry.came is None else self.said - self.entry.came


@dataclass(frozen=True, slots=True)
class StageLine:
    stage: OfStage
    bias: Decimal | None


@dataclass(frozen=True, slots=True)
class AccuracyPage:
    """stage_period: of the stages' table: the period asked for, or the last quarter that is over in it."""

    sources: Sequence[SourceLine]
    people: Sequence[PersonLine]
    ledger: Sequence[LedgerLine]
    left: int
    stages: Sequence[StageLine]
    stage_period: str
    stage_figure: Figure | None
    amounts: Sequence[Decimal]


def accuracy_page(asked: Asked) -> AccuracyPage:
    found = entries(asked.question, asked.workspace)
    over = [one for one in found if one.came is not None]
    stage_question = _of_stages(asked)
    stages = by_stage(stage_question, asked.workspace) if stage_question else []
    return AccuracyPage(
        sources=_sources(over, asked),
        people=_people(over, asked),
        ledger=[LedgerLine(one, one.submission.commit, period_text(one.period, asked)) for one in found[:MOST_ENTRIES]],
        left=max(0, len(found) - MOST_ENTRIES),
        stages=[StageLine(one, accuracy.bias([one.judged])) for one in stages],
        stage_period=period_text(stage_question.period, asked) if stage_question and stage_question.period else "",
        stage_figure=compute("forecast.stage_bias", stage_question) if stage_question else None,
        amounts=[one.submission.commit for one in found] + [one.judged.said for one in stages],
    )


def usual_period(asked: Asked) -> Period:
    """Twelve months that end with the day, for whoever named no period."""
    return last_year(asked.question)


def _of_stages(asked: Asked) -> Question | None:
    if is_over(asked.question):
        return asked.question
    start = asked.workspace.fiscal_year_start
    last = Period.containing(asked.question.as_of, "quarter", start).previous()
    question = asked.question.during(last)
    return question if is_over(question) and last.start >= asked.period.start else None


def _sources(over: Sequence[Entry], asked: Asked) -> list[SourceLine]:
    said = {source: _known(over, source) for source in SOURCES}
    came = {one.submission.pk: one.came for one in over if one.came is not None}
    best = accuracy.best(said, came, at_least=1)[0] if over else None
    promised = [
        SourceLine(
            title=title,
            count=len(said[source]),
            error=_figure("forecast.accuracy", accuracy.wape(judged(over, source)), _asking(asked, source), asked),
            bias=_figure("forecast.promise_bias", accuracy.bias(judged(over, source)), _asking(asked, source), asked),
            is_best=source == best,
        )
        for source, (title, _said) in SOURCES.items()
    ]
    return promised + _methods(asked)


def _known(over: Sequence[Entry], source: str) -> dict[int, Decimal]:
    told = ((one.submission.pk, one.said(source)) for one in over)
    return {pk: amount for pk, amount in told if amount is not None}


def _methods(asked: Asked) -> list[SourceLine]:
    """What methods said of months that are over: judged on other periods than promises, so none is best of both."""
    question = asked.question.during(None)
    return [
        SourceLine(
            title=MethodChoice(name).label,
            count=len(record.judged),
            error=_figure("forecast.wape", record.wape, question.narrowed(method=name), asked),
            bias=_figure("forecast.bias", record.bias, question.narrowed(method=name), asked),
            is_best=False,
        )
        for name, record in records(question).items()
        if record.judged
    ]


def _asking(asked: Asked, source: str) -> Question:
    return replace(asked.question, filters=MappingProxyType({"prediction": source}))


def _people(over: Sequence[Entry], asked: Asked) -> list[PersonLine]:
    of_person: dict[int, list[Entry]] = {}
    for one in over:
        of_person.setdefault(one.submission.person_id, []).append(one)
    lines = [_person(found, asked) for found in of_person.values()]
    return sorted(lines, key=lambda line: (line.error.value is None, line.error.value or 0, line.person.pk))


def _person(found: Sequence[Entry], asked: Asked) -> PersonLine:
    person, known = found[0].submission.person, judged(found, USUAL)
    question = question_of(person, asked.question)
    return PersonLine(
        person=person,
        count=len(known),
        error=_figure("forecast.accuracy", accuracy.wape(known), question, asked),
        bias=_figure("forecast.promise_bias", accuracy.bias(known), question, asked),
    )


def _figure(key: str, value: Decimal | None, question: Question, asked: Asked) -> Figure:
    start, currency = asked.workspace.fiscal_year_start, asked.workspace.base_currency
    return stated(key, question, value, currency=currency, fiscal_start=start)
