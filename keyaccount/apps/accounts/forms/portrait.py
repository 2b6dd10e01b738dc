"""An answer in the portrait, and a question that it asks."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keyaccount.apps.accounts.models import PortraitQuestion
from keyaccount.apps.accounts.queries.portrait import Field
from keyaccount.ui.widgets import DayInput


class AnswerForm(forms.Form):
    text = forms.CharField(
        label=_("Answer"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "autofocus": True}),
    )
    source = forms.CharField(
        label=pgettext_lazy("of knowledge", "Where learnt"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"placeholder": _("Annual report, visit, their buyer …")}),
    )
    learnt_on = forms.DateField(label=_("Learnt on"), widget=DayInput)

    def __init__(self, data: Any = None, *, field: Field, today: date) -> None:
        super().__init__(data, auto_id=f"answer-{field.question.pk}-%s")
        self.initial = {"text": field.answer.text if field.answer else "", "learnt_on": today}
        self.fields["text"].label = field.question.label


class QuestionForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = PortraitQuestion
        fields = ("part", "name", "name_zh")
        help_texts = {"name_zh": _("Shown to those who read Chinese; else the name.")}


class AsOfForm(forms.Form):
    as_of = forms.DateField(label=_("As of"), widget=DayInput)
