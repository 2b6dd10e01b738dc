"""The form of a market; shares are typed in percent, suppliers a line each."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy

from keyaccount.apps.portfolio.forms.percent import HUNDRED, PercentField
from keyaccount.apps.portfolio.models import Market, MarketRule
from keyaccount.apps.portfolio.services.markets import Held
from keyaccount.apps.workspace.forms.record import RecordForm
from keyaccount.apps.workspace.models.base import in_language
from keyaccount.formulas.provinces import BY_CODE, provinces_of
from keyaccount.ui.formatting import exact
from keyaccount.ui.widgets import AmountInput

PERCENT = ("growth", "wanted_share", "key_part", "key_revenue_share")
LINE = re.compile(r"^(?P<name>.*?)[,，;\t]\s*(?P<share>[^,，;\t]*)([,，;\t]\s*(?P<key>[^,，;\t]*))?$")


class MarketForm(RecordForm):
    provinces = forms.CharField(
        label=gettext_lazy("Provinces of the market"),
        required=False,
        max_length=600,
        help_text=gettext_lazy(
            "By name, with commas between. Our revenue there is told from the accounts of these provinces."
        ),
    )
    growth = PercentField(label=gettext_lazy("Yearly growth, %"), initial=Decimal("0.3"))
    wanted_share = PercentField(label=gettext_lazy("Wanted share, %"))
    key_part = PercentField(label=gettext_lazy("Of it from key accounts, %"))
    key_revenue_share = PercentField(
        label=gettext_lazy("Key accounts’ share of our revenue there, %"),
        help_text=gettext_lazy("Only where it cannot be told from the accounts’ provinces."),
    )
    shares = forms.CharField(
        label=gettext_lazy("Shares"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy(
            "A supplier a line, we first: name, % of all customers, % of key accounts. Leave empty what is not known."
        ),
    )

    class Meta:
        model = Market
        fields = (
            "name",
            "year",
            "provinces",
            "size",
            "growth",
            "wanted_share",
            "key_part",
            "key_revenue_share",
            "source",
        )
        widgets = {"size": AmountInput}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["provinces"] = gettext(", ").join(_names(self.instance.provinces))
            self.initial["shares"] = "\n".join(_line(one) for one in self.instance.shares.all())

    def clean_provinces(self) -> list[str]:
        known, unknown = provinces_of(self.cleaned_data["provinces"])
        if unknown:
            raise forms.ValidationError(
                gettext("“%(name)s” is no province. Write for example: 北京, Guangdong.") % {"name": unknown[0]}
            )
        return [province.code for province in known]

    def clean_shares(self) -> list[Held]:
        lines = [line.strip() for line in self.cleaned_data["shares"].splitlines() if line.strip()]
        return [_read(line, is_us=place == 0) for place, line in enumerate(lines)]


def _names(codes: list[str]) -> list[str]:
    return [in_language(BY_CODE[code].english, BY_CODE[code].chinese) for code in codes if code in BY_CODE]


def _line(one: Any) -> str:
    return ", ".join(
        [one.supplier, *("" if part is None else exact(part * HUNDRED) for part in (one.share, one.key_share))]
    )


def _read(line: str, *, is_us: bool) -> Held:
    found = LINE.match(line)
    if found is None or not found["name"].strip():
        raise forms.ValidationError(
            gettext("“%(line)s” needs a name and a share, with a comma between.") % {"line": line}
        )
    return Held(found["name"].strip()[:120], _share(found["share"], line), _share(found["key"] or "", line), is_us)


def _share(text: str, line: str) -> Decimal | None:
    plain = text.strip().rstrip("%％ ")
    if not plain:
        return None
    try:
        number = Decimal(plain)
    except InvalidOperation as error:
        raise forms.ValidationError(gettext("In “%(line)s” a share is no number.") % {"line": line}) from error
    if not number.is_finite() or not 0 <= number <= HUNDRED:
        raise forms.ValidationError(gettext("In “%(line)s” a share lies outside 0 to 100.") % {"line": line})
    return (number / HUNDRED).quantize(Decimal("0.0001"))


class MarketRuleForm(forms.ModelForm):  # type: ignore[type-arg]
    """Bounds in percent; where a share has no upper end, the field is left empty."""

    share_from = PercentField(label=gettext_lazy("Market share from, %"), required=True)
    share_to = PercentField(label=gettext_lazy("Market share up to, %"))
    key_above = PercentField(label=gettext_lazy("Key accounts’ share of revenue above, %"), required=True)
    key_to = PercentField(label=gettext_lazy("Key accounts’ share of revenue up to, %"))

    class Meta:
        model = MarketRule
        fields = ("name", "name_zh", "share_from", "share_to", "key_above", "key_to", "text", "text_zh")
        widgets = {"text": forms.Textarea(attrs={"rows": 2}), "text_zh": forms.Textarea(attrs={"rows": 2})}
