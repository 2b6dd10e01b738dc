"""Forecast categories: each alone, with its deals, and cumulative with all that is surer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.forecast.queries.categories import deals_in
from keyaccount.apps.forecast.queries.cells import whole
from keyaccount.apps.pipeline.figures import notes
from keyaccount.apps.pipeline.figures.periods import this_quarter
from keyaccount.apps.pipeline.figures.rows import deal_rows
from keyaccount.apps.pipeline.models import StateStatus
from keyaccount.apps.pipeline.queries.funnel import funnel_of
from keyaccount.apps.workspace.models import Workspace
from keyaccount.apps.workspace.queries.settings import rates_at
from keyaccount.apps.workspace.queries.settings import workspace as load_workspace
from keyaccount.figures import Answer, Definition, Figure, Input, Notes, Question, Rows, Unit, compute, register
from keyaccount.figures.figure import Text
from keyaccount.figures.registry import plain
from keyaccount.formulas.converted import sum_of_known
from keyaccount.formulas.rollup import BEST_CASE, COMMIT, PIPELINE

ALONE = {COMMIT: "forecast.commit_alone", BEST_CASE: "forecast.best_case_alone", PIPELINE: "forecast.pipeline_alone"}
BELOW = {COMMIT: "sales.closed", BEST_CASE: "forecast.commit", PIPELINE: "forecast.best_case"}


def alone(category: str) -> Callable[[Question], Answer]:
    def answer(question: Question) -> Answer:
        workspace = load_workspace()
        value = getattr(whole(question, workspace).alone, category)
        return _answer(question, workspace, value, f"Σ a = {plain(value)}", _rows(question, workspace, category, value))

    return answer


def added_up(category: str) -> Callable[[Question], Answer]:
    def answer(question: Question) -> Answer:
        workspace = load_workspace()
        below, single = compute(BELOW[category], question), compute(ALONE[category], question)
        value = sum_of_known((_known(below), _known(single)))
        worked = f"{plain(_known(below))} + {plain(_known(single))} = {plain(value)}"
        found = _answer(question, workspace, value, worked, replace(single.rows, symbol="A"))
        return replace(found, inputs=(_input("B", below), _input("A", single)))

    return answer


def _answer(question: Question, workspace: Workspace, value: Decimal | None, worked: str, rows: Rows) -> Answer:
    def said() -> tuple[object, ...]:
        funnel, _stages = funnel_of(question, workspace)
        return notes.of_funnel(funnel) + notes.undated(question, workspace)

    return Answer(
        value=value,
        worked=worked,
        rows=rows,
        notes=Notes(said),  # type: ignore[arg-type]
        currency=workspace.base_currency,
        fiscal_start=workspace.fiscal_year_start,
    )


def _rows(question: Question, workspace: Workspace, category: str, value: Decimal) -> Rows:
    rows = deal_rows(
        lambda: deals_in(question, workspace, category),
        question,
        adds_up="amount",
        sum_of_rows=value,
        recount=lambda: recounted(question, workspace, category),
        outside=lambda: notes.outside_view(question, workspace, StateStatus.OPEN),
    )
    return replace(rows, list_query={})  # the list knows no categories


def recounted(question: Question, workspace: Workspace, category: str) -> Decimal:
    """The deals of the category added up once more, by a query of their own."""
    rows = deals_in(question, workspace, category).order_by()
    rates = {workspace.base_currency: Decimal(1), **rates_at(question.as_of, workspace.base_currency)}
    sums = rows.values_list("currency").annotate(sum=Sum("amount"))
    return sum(((amount or Decimal(0)) * (rates.get(currency) or Decimal(0)) for currency, amount in sums), Decimal(0))


def _known(figure: Figure) -> Decimal | None:
    return figure.value if isinstance(figure.value, Decimal) else None


def _input(symbol: str, figure: Figure) -> Input:
    return Input(symbol, figure.title, figure.value, figure.unit, figure)


def _define(
    key: str, title: Text, meaning: Text, words: Text, symbols: str, answer: Callable[[Question], Answer]
) -> None:
    register(
        Definition(
            key=key,
            title=title,
            meaning=meaning,
            words=words,
            symbols=symbols,
            unit=Unit.MONEY,
            compute=answer,
            default_period=this_quarter,
        )
    )


_define(
    "forecast.commit",
    _("Commit, with closed"),
    _("What people say will come in the period, with what is closed already."),
    _("closed + open deals in the category commit"),
    "B + A",
    added_up(COMMIT),
)
_define(
    "forecast.best_case",
    _("Best case, with commit"),
    _("What comes if things go well: commit, and the deals that may come besides."),
    _("commit + open deals in the category best case"),
    "B + A",
    added_up(BEST_CASE),
)
_define(
    "forecast.pipeline",
    _("Pipeline, with best case"),
    _("All that could come in the period: best case, and every other open deal but those left out."),
    _("best case + open deals in the category pipeline"),
    "B + A",
    added_up(PIPELINE),
)
_define(
    "forecast.commit_alone",
    _("Commit alone"),
    _("Open deals that are promised for the period, by their stage or by hand."),
    _("sum of the amounts of open deals in the category commit"),
    "Σ a",
    alone(COMMIT),
)
_define(
    "forecast.best_case_alone",
    _("Best case alone"),
    _("Open deals that come if things go well, by their stage or by hand."),
    _("sum of the amounts of open deals in the category best case"),
    "Σ a",
    alone(BEST_CASE),
)
_define(
    "forecast.pipeline_alone",
    _("Pipeline alone"),
    _("Open deals of which no more is said, by their stage or by hand."),
    _("sum of the amounts of open deals in the category pipeline"),
    "Σ a",
    alone(PIPELINE),
)
