"""Forms of pipelines, stages and close reasons."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.pipeline.models import CloseReason, Pipeline, Stage
from keyaccount.apps.pipeline.pipeline_templates import PIPELINES
from keyaccount.apps.workspace.models.base import in_language
from keyaccount.ui.widgets import AmountInput


class PercentField(forms.DecimalField):
    """People write 30, the product keeps 0.3."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=0, max_value=100, decimal_places=2, widget=AmountInput, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return f"{(value * 100).normalize():f}" if isinstance(value, Decimal) else value

    def clean(self, value: Any) -> Any:
        percent = super().clean(value)
        return None if percent is None else Decimal(percent) / 100


class PipelineForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Pipeline
        fields = ("name", "name_zh")
        help_texts = {"name_zh": _("Shown to those who read Chinese; else the name.")}


class NewPipelineForm(PipelineForm):
    template = forms.ChoiceField(
        label=_("Begin with"),
        required=False,
        choices=lambda: [
            *((template.key, in_language(template.name, template.name_zh)) for template in PIPELINES),
            ("", _("no stages yet")),
        ],
    )


class StageForm(forms.ModelForm):  # type: ignore[type-arg]
    win_rate = PercentField(
        label=_("Win rate in %"),
        help_text=_(
            "Holds at once for every open deal in the stage that has no rate of its own; past days keep the old rate."
        ),
    )

    class Meta:
        model = Stage
        fields = (
            "name",
            "name_zh",
            "win_rate",
            "buyer_phase",
            "buyer_phase_zh",
            "end_mark",
            "end_mark_zh",
            "takes_proposals",
        )
        help_texts = {
            "end_mark": _("What shows that the stage is over; asked for when a deal leaves it."),
            "takes_proposals": _("Proposal success counts from here: won ÷ reached this stage."),
        }


class ArchiveStageForm(forms.Form):
    move_to = forms.TypedChoiceField(label=_("Its open deals move to"), coerce=int)

    def __init__(self, *args: Any, stages: list[Stage], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["move_to"].choices = [(stage.pk, stage.label) for stage in stages]  # type: ignore[attr-defined]


class ReasonForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = CloseReason
        fields = ("name", "name_zh")


class NewReasonForm(ReasonForm):
    class Meta(ReasonForm.Meta):
        fields = ("outcome", "name", "name_zh")  # type: ignore[assignment]
