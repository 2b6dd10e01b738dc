"""The form of what a person says of where an account stands."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.accounts.models import LEVELS, Account
from keyaccount.apps.accounts.services.accounts import WITHOUT_REASON
from keyaccount.apps.workspace.forms.record import RecordForm
from keyaccount.ui.widgets import MonthInput

MONTHS = ["%Y-%m", "%Y-%m-%d"]


class StandingForm(RecordForm):
    level = forms.TypedChoiceField(
        label=_("Relationship level"),
        choices=[("", _("not set")), *((number, str(number)) for number in LEVELS)],
        coerce=int,
        empty_value=None,
        required=False,
        help_text=Account._meta.get_field("level").help_text,
    )
    next_plan = forms.DateField(
        label=_("Next plan"),
        input_formats=MONTHS,
        widget=MonthInput,
        required=False,
        help_text=_("The month of the next plan."),
    )

    class Meta:
        model = Account
        fields = ("level", "next_plan", "lifecycle", "loyalty", "selling_mode", "is_strategic", "strategic_reason")
        help_texts = {"strategic_reason": _("Needed where the account is marked strategic: it makes it a key account.")}
        widgets: dict[str, Any] = {"strategic_reason": forms.Textarea(attrs={"rows": 2})}

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        if found.get("is_strategic") and not found.get("strategic_reason", "").strip():
            self.add_error("strategic_reason", WITHOUT_REASON)
        return found
