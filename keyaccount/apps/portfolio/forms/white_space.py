"""What is said of a cell of the white space, and the names of business units."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.accounts.models import BusinessUnit, Rival
from keyaccount.apps.portfolio.models import SpaceEntry, WhiteSpaceRule
from keyaccount.apps.workspace.models import Currency
from keyaccount.ui.widgets import AmountInput, DayInput


class CellForm(forms.ModelForm):  # type: ignore[type-arg]
    """Which rival holds it is asked of the account team alone: others are not told either."""

    class Meta:
        model = SpaceEntry
        fields = ("state", "rival", "amount", "currency", "source", "on")
        widgets = {"amount": AmountInput, "on": DayInput}
        help_texts = {"amount": _("What they would buy a year, if we had this cell.")}

    def __init__(self, *args: Any, tends: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        codes = Currency.objects.filter(is_active=True).values_list("code", flat=True)
        self.fields["currency"] = forms.ChoiceField(label=_("Currency"), choices=[(code, code) for code in codes])
        self.fields["rival"].queryset = Rival.objects.present()  # type: ignore[attr-defined]
        if not tends:
            del self.fields["rival"]


class UnitForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = BusinessUnit
        fields = ("name",)
        help_texts = {"name": _("A division, plant or branch that buys on its own.")}


class RuleForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = WhiteSpaceRule
        fields = ("in_use_months",)
