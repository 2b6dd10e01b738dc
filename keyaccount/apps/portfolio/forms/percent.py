"""A share that people type in percent."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms

from keyaccount.ui.formatting import exact
from keyaccount.ui.widgets import AmountInput

HUNDRED = Decimal(100)


class PercentField(forms.DecimalField):
    """30 for 30 %; the value is 0.3."""

    def __init__(self, *, required: bool = False, widget: forms.Widget | None = None, **kwargs: Any) -> None:
        widget = widget or AmountInput()
        super().__init__(max_digits=7, decimal_places=2, required=required, widget=widget, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return exact(value * HUNDRED).replace(",", "") if isinstance(value, Decimal) else value

    def clean(self, value: Any) -> Any:
        number = super().clean(str(value or "").rstrip("%％ "))
        return None if number is None else number / HUNDRED
