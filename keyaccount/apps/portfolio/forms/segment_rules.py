"""The form of the segments' thresholds; the share is typed in percent."""

from __future__ import annotations

from decimal import Decimal

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from keyaccount.ui.widgets import AmountInput


class SegmentRulesForm(forms.Form):
    high_from = forms.DecimalField(
        label=_("High potential from"),
        max_digits=15,
        decimal_places=2,
        min_value=0,
        widget=AmountInput,
        help_text=_("What they buy a year in our categories, in the base currency."),
    )
    medium_from = forms.DecimalField(
        label=_("Medium potential from"), max_digits=15, decimal_places=2, min_value=0, widget=AmountInput
    )
    share_percent = forms.DecimalField(
        label=_("High share from, in percent"),
        max_digits=5,
        decimal_places=2,
        validators=[MinValueValidator(Decimal("0.01")), MaxValueValidator(100)],
        widget=AmountInput,
        help_text=_("Our 12-month revenue ÷ what they buy a year."),
    )
