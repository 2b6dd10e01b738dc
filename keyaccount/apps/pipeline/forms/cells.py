"""The small form that a cell of the table becomes when it is edited."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.pipeline.forms.moving import Versioned
from keyaccount.apps.pipeline.models import Opportunity
from keyaccount.apps.pipeline.queries.stages import all_stages
from keyaccount.ui.widgets import AmountInput, DayInput


class CellForm(Versioned):
    """One value of a deal. Its subclasses name the field that holds it."""

    @classmethod
    def of(cls, deal: Opportunity, data: Any = None) -> CellForm:
        return cls(data, initial={"version": deal.version, "value": cls.now(deal)}, auto_id=f"cell_{deal.pk}_%s")

    @staticmethod
    def now(deal: Opportunity) -> Any:
        raise NotImplementedError


class AmountCell(CellForm):
    value = forms.DecimalField(
        label=_("Amount"), required=False, min_value=0, max_digits=18, decimal_places=2, widget=AmountInput
    )

    @staticmethod
    def now(deal: Opportunity) -> Any:
        return deal.amount


class ExpectedCloseCell(CellForm):
    value = forms.DateField(label=_("Expected close"), required=False, widget=DayInput)

    @staticmethod
    def now(deal: Opportunity) -> Any:
        return deal.expected_close


class NextStepCell(CellForm):
    value = forms.CharField(label=_("Next step"), required=False, max_length=200)

    @staticmethod
    def now(deal: Opportunity) -> Any:
        return deal.next_step


class NextStepOnCell(CellForm):
    value = forms.DateField(label=_("Next step on"), required=False, widget=DayInput)

    @staticmethod
    def now(deal: Opportunity) -> Any:
        return deal.next_step_on


class StageCell(CellForm):
    """Only the stages of the deal's own pipeline."""

    value = forms.ChoiceField(label=_("Stage"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stage = next((each for each in all_stages() if each.pk == self.initial.get("value")), None)
        choices = [
            (each.pk, each.label)
            for each in all_stages()
            if stage and each.pipeline_id == stage.pipeline_id and (each.archived_at is None or each == stage)
        ]
        field = self.fields["value"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 (narrows the type)
        field.choices = choices

    @staticmethod
    def now(deal: Opportunity) -> Any:
        return deal.stage_id


CELLS: dict[str, type[CellForm]] = {
    "amount": AmountCell,
    "expected_close": ExpectedCloseCell,
    "next_step": NextStepCell,
    "next_step_on": NextStepOnCell,
    "stage": StageCell,
}
