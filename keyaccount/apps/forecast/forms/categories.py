"""Forms of categories: of a deal, and of the stages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.forecast.models import Category
from keyaccount.apps.forecast.models.categories import NOTE_LENGTH
from keyaccount.apps.pipeline.models import Stage


class DealCategoryForm(forms.Form):
    category = forms.ChoiceField(
        label=_("Category"),
        choices=Category.choices,
        help_text=_("Commit: it will come. Best case: if things go well. Omitted: counts nowhere."),
    )
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("What the stage does not know."),
    )


class StageCategoriesForm(forms.Form):
    """A choice for each stage, by its id."""

    def __init__(self, *args: Any, stages: Iterable[Stage], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for stage in stages:
            name = f"{stage.pipeline.label} · {stage.label}"
            self.fields[f"stage_{stage.pk}"] = forms.ChoiceField(label=name, choices=Category.choices)
