"""Forms of tiers: the workspace's rules, and a tier set by hand."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.portfolio.models import TierName, TierRules
from keyaccount.apps.portfolio.models.tiers import REASON_LENGTH
from keyaccount.ui.widgets import AmountInput, DayInput


class RulesForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = TierRules
        fields = ("contribution", "potential", "depth", "a_from", "b_from", "key_account_from")
        widgets = {"key_account_from": AmountInput}
        help_texts = {
            "contribution": _("Rank of the revenue of 12 months."),
            "potential": _("Rank of what an account is thought to buy a year in our categories."),
            "depth": _("Products in use, buying roles covered, years of custom. The three weights sum to 1."),
            "a_from": _("The score, 0 to 100, from which an account is of tier A."),
            "b_from": _("Below it an account is of tier C."),
        }


class OverrideForm(forms.Form):
    tier = forms.ChoiceField(label=_("Tier"), choices=TierName.choices)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What the computed tier cannot know."),
    )
    expires_on = forms.DateField(
        label=_("Holds until"), widget=DayInput, help_text=_("Then the computed tier holds again.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(["tier", "expires_on", "reason"])
