"""Whether a target adds up: what its parts are over it, or short of it."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from keyaccount.apps.pipeline.figures import notes
from keyaccount.apps.pipeline.figures.periods import this_quarter
from keyaccount.apps.pipeline.figures.targets import MEASURED, Measured, number
from keyaccount.apps.pipeline.queries.target_parts import Part, Parts, parts_of, periods_of
from keyaccount.apps.pipeline.queries.targets import PRODUCT
from keyaccount.apps.workspace.models import Workspace
from keyaccount.apps.workspace.queries.settings import workspace as load_workspace
from keyaccount.figures import Answer, Column, Definition, Input, Note, Question, Rows, Unit, compute, register
from keyaccount.figures.registry import plain
from keyaccount.formulas.targets import counted_above, off_by
from keyaccount.kernel.errors import Invalid

PARTS = "parts"  # the option that says which parts: people (default), accounts, products, periods


def off_by_of(one: Measured) -> Callable[[Question], Answer]:
    def answer(question: Question) -> Answer:
        workspace = load_workspace()
        whole, parts = _asked(question, workspace, one)
        amounts = [part.amount for part in parts or ()]
        total, value = counted_above(None, amounts), off_by(whole, amounts)
        unit = Unit.MONEY if one.measure.is_money else Unit.COUNT
        return Answer(
            value=value,
            worked=f"{plain(total)} − {plain(whole)} = {plain(value)}",
            inputs=(
                Input("P", _("Sum of the parts"), total, unit),
                Input("T", one.target_title, whole, unit, compute(one.target, question)),
            ),
            rows=_rows(parts or [], total, unit),
            notes=_notes(whole, parts),
            currency=workspace.base_currency if one.measure.is_money else None,
            fiscal_start=workspace.fiscal_year_start,
        )

    return answer


def _asked(question: Question, workspace: Workspace, one: Measured) -> tuple[Decimal | None, list[Part] | None]:
    kind = question.filters.get(PARTS, Parts.PEOPLE)
    if kind not in {*Parts}:
        raise Invalid(fields={PARTS: kind})
    if kind == Parts.PERIODS:
        return periods_of(question, workspace, one.measure)
    return number(compute(one.target, question)), parts_of(question, workspace, one.measure, Parts(kind))


def _rows(parts: list[Part], total: Decimal | None, unit: Unit) -> Rows:
    shown = [part for part in parts if part.amount is not None]
    return Rows(
        columns=(Column("name", _("Part")), Column("amount", _("Amount"), unit)),
        fetch=lambda limit: [{"name": part.name, "amount": part.amount} for part in shown[:limit]],
        total=lambda: len(shown),
        adds_up="amount",
        sum_of_rows=total or Decimal(0),
        symbol="P",
        recount=lambda: sum((part.amount or Decimal(0) for part in parts), Decimal(0)),
    )


def _notes(whole: Decimal | None, parts: list[Part] | None) -> tuple[Note, ...]:
    if parts is None:
        return (Note("hidden", _("You do not see all of the parts, so their sum is not told.")),)
    without = sum(part.amount is None for part in parts)
    unset = (Note("unset", _("Parts without a target of their own count as nothing"), without),) if without else ()
    return (*(notes.no_target() if whole is None else ()), *unset)


for each in MEASURED:
    register(
        Definition(
            key=f"{each.target}_off_by",
            title=each.parts_title,
            meaning=_(
                "What the parts of a target are over it, or short of it when below zero: those below, its accounts, "
                "its products, or its months and quarters. Zero means that it adds up."
            ),
            words=_("sum of the targets of the parts − target"),
            symbols="P − T",
            unit=Unit.MONEY if each.measure.is_money else Unit.COUNT,
            compute=off_by_of(each),
            default_period=this_quarter,
            inputs=(each.target,),
            options=(PARTS, PRODUCT),
        )
    )
