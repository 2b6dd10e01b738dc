"""What was aimed at, by measure, and how much of it is reached."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from keyaccount.apps.pipeline.figures import notes
from keyaccount.apps.pipeline.figures.periods import this_quarter
from keyaccount.apps.pipeline.models import Measure
from keyaccount.apps.pipeline.queries.targets import PRODUCT, making, period_of_target, target_amount, targets
from keyaccount.apps.workspace.queries.settings import workspace as load_workspace
from keyaccount.figures import Answer, Column, Definition, Figure, Input, Notes, Question, Rows, Unit, compute, register
from keyaccount.figures.registry import plain
from keyaccount.formulas.targets import needed_per_week, weeks_left
from keyaccount.kernel.period import Period
from keyaccount.kernel.share import share

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


def number(figure: Figure) -> Decimal | None:
    value = figure.value
    return None if value is None or isinstance(value, list) else Decimal(value)


def period_asked(question: Question) -> Period:
    return question.period or this_quarter(question)


def target_of(measure: Measure) -> Callable[[Question], Answer]:
    def target(question: Question) -> Answer:
        workspace = load_workspace()
        value = target_amount(question, workspace, measure)
        return Answer(
            value=value if value is None or measure.is_money else int(value),
            worked="" if value is None else plain(value),
            rows=_rows(question, measure, value),
            notes=() if value is not None else notes.no_target(),
            currency=workspace.base_currency if measure.is_money else None,
            fiscal_start=workspace.fiscal_year_start,
        )

    return target


def _rows(question: Question, measure: Measure, value: Decimal | None) -> Rows:
    """The targets that the number comes from; of one that lacks a part, those that are set."""
    workspace = load_workspace()
    found = making(targets(question, workspace, measure), period_asked(question), workspace)
    return Rows(
        columns=(
            Column("period", _("Period")),
            Column("amount", _("Amount"), Unit.MONEY if measure.is_money else Unit.COUNT),
            Column("set_by", _("Set by")),
            Column("set_on", _("Set on")),
        ),
        fetch=lambda limit: [
            {
                "id": row.pk,
                "period": period_of_target(row, workspace).label(workspace.fiscal_year_start),
                "amount": row.amount if measure.is_money else int(row.amount),
                "set_by": row.set_by.display_name,
                "set_on": row.valid_from.date(),
            }
            for row in found[:limit]
        ],
        total=lambda: len(found),
        adds_up="amount" if value is not None else None,
        sum_of_rows=value,
        recount=lambda: sum((row.amount for row in found), Decimal(0)),
    )


def attained(actual_key: str, target_key: str) -> Callable[[Question], Answer]:
    def compute_share(question: Question) -> Answer:
        actual, target = compute(actual_key, question), compute(target_key, question)
        value = share(number(actual), number(target))
        return Answer(
            value=value,
            worked=f"{plain(number(actual))} ÷ {plain(number(target))} = {plain(value, 4)}",
            inputs=(
                Input("A", actual.title, actual.value, actual.unit, actual),
                Input("T", target.title, target.value, target.unit, target),
            ),
            rows=actual.rows,
            notes=Notes(lambda: (*actual.notes, *target.notes)),
            currency=target.currency,
            fiscal_start=target.fiscal_start,
        )

    return compute_share


def needed(question: Question) -> Answer:
    closed, target = compute("sales.closed", question), compute("sales.target", question)
    weeks = weeks_left(period_asked(question).days_left(question.as_of))
    done = number(closed)
    value = needed_per_week(number(target), done, weeks)
    return Answer(
        value=value,
        worked=f"max({plain(number(target))} − {plain(done)}, 0) ÷ {weeks} = {plain(value)}",
        inputs=(
            Input("T", target.title, target.value, Unit.MONEY, target),
            Input("C", closed.title, closed.value, Unit.MONEY, closed),
            Input("n", _("Weeks left"), weeks, Unit.COUNT),
        ),
        notes=Notes(lambda: (*closed.notes, *target.notes, *(() if weeks else notes.period_over()))),
        currency=target.currency,
        fiscal_start=target.fiscal_start,
    )


def in_sight(question: Question) -> Answer:
    closed, weighted = compute("sales.closed", question), compute("pipeline.weighted", question)
    known = number(closed), number(weighted)
    value = sum((part for part in known if part is not None), Decimal(0)) if None not in known or any(known) else None
    return Answer(
        value=value,
        worked=f"{plain(number(closed))} + {plain(number(weighted))} = {plain(value)}",
        inputs=(
            Input("C", closed.title, closed.value, Unit.MONEY, closed),
            Input("W", weighted.title, weighted.value, Unit.MONEY, weighted),
        ),
        notes=Notes(lambda: (*closed.notes, *weighted.notes)),
        currency=closed.currency,
        fiscal_start=closed.fiscal_start,
    )


@dataclass(frozen=True, slots=True)
class Measured:
    """A measure with the keys of its three figures: what was aimed at, what is reached, and the share of it; and with
    what its figures are called, the one that compares the parts with the target too."""

    measure: Measure
    target: str
    actual: str
    attained: str
    target_title: _StrPromise
    attained_title: _StrPromise
    parts_title: _StrPromise


MEASURED = (
    Measured(
        Measure.REVENUE,
        "sales.target",
        "sales.closed",
        "sales.attained",
        _("Target"),
        _("Target reached"),
        _("Parts against the target"),
    ),
    Measured(
        Measure.MARGIN,
        "sales.margin_target",
        "sales.margin",
        "sales.margin_attained",
        _("Target of gross margin"),
        _("Target of gross margin reached"),
        _("Parts against the target of gross margin"),
    ),
    Measured(
        Measure.NEW_CUSTOMERS,
        "sales.new_customers_target",
        "sales.new_customers",
        "sales.new_customers_attained",
        _("Target of new customers"),
        _("Target of new customers reached"),
        _("Parts against the target of new customers"),
    ),
    Measured(
        Measure.COLLECTED,
        "sales.collected_target",
        "sales.collected",
        "sales.collected_attained",
        _("Target of collected cash"),
        _("Target of collected cash reached"),
        _("Parts against the target of collected cash"),
    ),
)


def _register(one: Measured) -> None:
    register(
        Definition(
            key=one.target,
            title=one.target_title,
            meaning=_("What was aimed at for the month, quarter or year, as it was set at that date."),
            words=_("the target set; a year without its own is the sum of its quarters, a quarter that of its months"),
            symbols="T",
            unit=Unit.MONEY if one.measure.is_money else Unit.COUNT,
            compute=target_of(one.measure),
            default_period=this_quarter,
            options=(PRODUCT,),
        )
    )
    register(
        Definition(
            key=one.attained,
            title=one.attained_title,
            meaning=_("How much of the target of the period is reached by the date."),
            words=_("reached in the period ÷ target of the period"),
            symbols="A ÷ T",
            unit=Unit.SHARE,
            compute=attained(one.actual, one.target),
            default_period=this_quarter,
            inputs=(one.actual, one.target),
        )
    )


for each in MEASURED:
    _register(each)
register(
    Definition(
        key="sales.needed_per_week",
        title=_("Needed per week"),
        meaning=_(
            "What must be closed in each remaining week to reach the target; a begun week counts as a whole one."
        ),
        words=_("what is missing between target and closed, or 0 ÷ weeks left after the date"),
        symbols="max(T − C, 0) ÷ n",
        unit=Unit.MONEY,
        compute=needed,
        default_period=this_quarter,
        inputs=("sales.target", "sales.closed"),
    )
)
register(
    Definition(
        key="sales.in_sight",
        title=_("In sight"),
        meaning=_("What the period may come to: what is closed, and the weighted amount of the deals expected in it."),
        words=_("closed in the period + weighted amount of open deals expected in it"),
        symbols="C + W",
        unit=Unit.MONEY,
        compute=in_sight,
        default_period=this_quarter,
        inputs=("sales.closed", "pipeline.weighted"),
    )
)
