"""The battle card of a rival, and a note about one at an account."""

from __future__ import annotations

from typing import Any

from django import forms

from keyaccount.apps.accounts.models import Rival, RivalNote
from keyaccount.apps.workspace.forms.record import RecordForm
from keyaccount.ui.widgets import DayInput

AREA = {"rows": 4}
LONG = ("strengths", "weaknesses", "usual_price", "answers")


class RivalForm(RecordForm):
    class Meta:
        model = Rival
        fields = ("name", "other_names", *LONG, "website")
        widgets = {name: forms.Textarea(attrs=AREA) for name in LONG}


class NoteForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = RivalNote
        fields = ("rival", "holds", "text", "on")
        widgets = {"text": forms.Textarea(attrs=AREA), "on": DayInput}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rival"].queryset = Rival.objects.present()  # type: ignore[attr-defined]
