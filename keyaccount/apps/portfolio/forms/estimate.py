"""The form of an estimate: what they buy a year, where that was learnt, how sure one is."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.portfolio.models import AccountEstimate
from keyaccount.apps.workspace.models import Currency
from keyaccount.ui.widgets import AmountInput, DayInput


class EstimateForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = AccountEstimate
        fields = ("amount", "currency", "source", "confidence", "on")
        widgets = {
            "amount": AmountInput,
            "on": DayInput,
            "source": forms.TextInput(attrs={"placeholder": _("Annual report, a talk with purchasing, a tender …")}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        codes = Currency.objects.filter(is_active=True).order_by("code").values_list("code", flat=True)
        self.fields["currency"] = forms.ChoiceField(
            label=self.fields["currency"].label, choices=[(code, code) for code in codes]
        )
