"""Forms of the roll-up: a number with its note, the reason of a reset, a submission."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.forecast.models.categories import NOTE_LENGTH
from keyaccount.ui.widgets import AmountInput

NOTE = forms.Textarea(attrs={"rows": 2})


class NumberForm(forms.Form):
    amount = forms.DecimalField(
        label=_("Amount"),
        min_value=0,
        max_digits=15,
        decimal_places=2,
        widget=AmountInput,
        help_text=_("For the whole period, with what is closed, in the base currency."),
    )
    note = forms.CharField(
        label=_("Note"), max_length=NOTE_LENGTH, widget=NOTE, help_text=_("What the deals do not show.")
    )


class ResetForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"), max_length=NOTE_LENGTH, widget=NOTE, help_text=_("Why the number no longer holds.")
    )


class SubmitForm(forms.Form):
    note = forms.CharField(
        label=_("Note"), required=False, max_length=NOTE_LENGTH, widget=NOTE, help_text=_("What it rests on.")
    )
