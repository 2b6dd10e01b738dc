"""The form of weekly reminders."""

from __future__ import annotations

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.forecast.models import ReminderRules


class ReminderRulesForm(forms.ModelForm):  # type: ignore[type-arg]
    weekday = forms.TypedChoiceField(
        label=_("Remind every"),
        coerce=int,
        empty_value=None,
        required=False,
        choices=lambda: [("", _("off: the workspace reminds nobody")), *WEEKDAYS.items()],
        help_text=_("In the time zone of the workspace."),
    )

    class Meta:
        model = ReminderRules
        fields = ("weekday",)
