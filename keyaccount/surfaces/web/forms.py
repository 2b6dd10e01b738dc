"""Forms of the shell's own pages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from keyaccount.ui.widgets import DayInput


class NextStepForm(forms.Form):
    """What comes after a step that is done; empty when nothing is planned yet."""

    next_step = forms.CharField(label=_("What comes next"), max_length=200, required=False)
    next_step_on = forms.DateField(label=_("Next step on"), required=False, widget=DayInput)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        if found.get("next_step_on") and not found.get("next_step"):
            self.add_error("next_step", _("Say what is to be done on that day."))
        return found


class AsOfForm(forms.Form):
    as_of = forms.DateField(label=_("As of"), required=False, widget=DayInput)
