"""Forms of products, currencies and rates, and of moving a person to another team."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.pipeline.models import Product
from keyaccount.apps.workspace.models import Currency, Team
from keyaccount.ui.widgets import AmountInput, DayInput


def currencies(*, keep: str = "", leave_out: str = "") -> list[tuple[str, str]]:
    """Those in use, and the one that stands on the record already."""
    codes = Currency.objects.filter(is_active=True).values_list("code", flat=True)
    return [(code, code) for code in sorted({*codes, keep} - {"", leave_out})]


class ProductForm(forms.ModelForm):  # type: ignore[type-arg]
    currency = forms.ChoiceField(label=_("Currency"))

    class Meta:
        model = Product
        fields = ("name", "code", "series", "unit", "list_price", "currency", "description")
        widgets = {"list_price": AmountInput, "description": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["currency"].choices = currencies(keep=self.instance.currency)  # type: ignore[attr-defined]


class CurrencyForm(forms.Form):
    code = forms.RegexField(
        label=_("Currency"),
        regex=r"^\s*[A-Za-z]{3}\s*$",
        max_length=5,
        error_messages={"invalid": _("Write its three letters, such as USD.")},
        help_text=_("Three letters of ISO 4217, such as USD."),
    )


class RateForm(forms.Form):
    day = forms.DateField(label=_("From day"), widget=DayInput)
    rate = forms.DecimalField(label=_("Rate"), max_digits=18, decimal_places=8, widget=AmountInput)


class BaseCurrencyForm(forms.Form):
    code = forms.ChoiceField(label=_("Base currency"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].choices = currencies()  # type: ignore[attr-defined]


class MovePersonForm(forms.Form):
    team = forms.ModelChoiceField(
        label=_("Team"), queryset=Team.objects.all(), required=False, empty_label=_("in no team")
    )
