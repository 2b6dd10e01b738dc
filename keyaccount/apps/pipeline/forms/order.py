"""The form of an order too small for the funnel."""

from __future__ import annotations

from typing import Any

from django import forms

from keyaccount.apps.pipeline.models import OffFunnelOrder
from keyaccount.apps.workspace.models import Currency
from keyaccount.ui.widgets import AmountInput, DayInput


class OrderForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = OffFunnelOrder
        fields = ("description", "ordered_on", "amount", "currency")
        widgets = {"ordered_on": DayInput, "amount": AmountInput}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        codes = Currency.objects.order_by("code").values_list("code", flat=True)
        self.fields["currency"] = forms.ChoiceField(
            label=self.fields["currency"].label, choices=[(code, code) for code in codes]
        )
