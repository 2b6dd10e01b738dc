"""The form of a cost to serve: what for, how much, when."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.portfolio.models import CostKind, ServingCost
from keyaccount.apps.workspace.models import Currency
from keyaccount.ui.widgets import AmountInput, DayInput


class CostForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = ServingCost
        fields = ("kind", "amount", "currency", "spent_on", "note")
        widgets = {
            "amount": AmountInput,
            "spent_on": DayInput,
            "note": forms.TextInput(attrs={"placeholder": _("Flight to Jinan, assessment day on site, samples …")}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", "–"), *CostKind.choices]  # type: ignore[attr-defined]
        codes = Currency.objects.filter(is_active=True).order_by("code").values_list("code", flat=True)
        self.fields["currency"] = forms.ChoiceField(
            label=self.fields["currency"].label, choices=[(code, code) for code in codes]
        )

    def _post_clean(self) -> None:
        """The service checks the record; the form only reads what was typed."""
