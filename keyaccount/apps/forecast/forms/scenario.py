"""The levers of a scenario as sliders send them, and the name under which one is kept."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from keyaccount.formulas.scenario import SHORTEST, UNITS, Levers

PERCENT = 100


class LeverField(forms.DecimalField):
    """A slider sends more digits than the lever has: they are rounded to its unit."""

    def __init__(self, unit: Decimal, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.unit = unit

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        found = super().to_python(value)
        return None if found is None or not found.is_finite() else found.quantize(self.unit, ROUND_HALF_UP)


class LeversForm(forms.Form):
    """win_rate in percent."""

    new_deals = LeverField(UNITS["new_deals"], min_value=0, max_value=1_000_000, label=_("New deals"))
    win_rate = LeverField(UNITS["win_rate"] * PERCENT, min_value=0, max_value=PERCENT, label=_("Win rate"))
    mean_amount = LeverField(UNITS["mean_amount"], min_value=0, max_value=10**12, label=_("Mean amount"))
    cycle_days = LeverField(UNITS["cycle_days"], min_value=SHORTEST, max_value=3650, label=_("Cycle"))

    @property
    def levers(self) -> Levers:
        found = self.cleaned_data
        return Levers(int(found["new_deals"]), found["win_rate"] / PERCENT, found["mean_amount"], found["cycle_days"])


class ScenarioForm(LeversForm):
    name = forms.CharField(label=_("Name"), max_length=80)
    note = forms.CharField(label=_("Note"), max_length=500, required=False)
