"""The forms of the scorecards: a card as one table of measures, and a reading of one measure."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext, gettext_lazy

from keyaccount.apps.portfolio.forms.percent import PercentField
from keyaccount.apps.portfolio.models.scorecards import MEASURES
from keyaccount.apps.portfolio.words import PERSPECTIVES
from keyaccount.formulas.scorecard import KNOWN, Card, Known, Wanted
from keyaccount.ui.widgets import AmountInput, DayInput


def value_field(known: Known, label: str, *, required: bool) -> forms.DecimalField:
    """A number of things, or a share in percent."""
    if known.counted:
        return forms.DecimalField(
            label=label, required=required, max_digits=12, decimal_places=2, min_value=0, widget=AmountInput
        )
    return PercentField(label=label, required=required)


class CardForm(forms.Form):
    """A measure without a weight is not on the card."""

    def __init__(self, data: Any, held: Card) -> None:
        super().__init__(data)
        for known in KNOWN:
            names = {"measure": MEASURES[known.key]}
            self.fields[known.key] = PercentField(
                label=gettext("Weight of “%(measure)s”, %%") % names,
                validators=(MinValueValidator(0), MaxValueValidator(100)),
            )
            self.fields[f"{known.key}_wanted"] = value_field(
                known, gettext("Wanted of “%(measure)s”") % names, required=False
            )
            if known.key in held:
                self.initial[known.key] = held[known.key].weight
                self.initial[f"{known.key}_wanted"] = held[known.key].value

    @property
    def lines(self) -> Iterator[dict[str, Any]]:
        for known in KNOWN:
            yield {
                "known": known,
                "title": MEASURES[known.key],
                "perspective": PERSPECTIVES[known.perspective],
                "fields": [self[known.key], self[f"{known.key}_wanted"]],
            }

    @property
    def card(self) -> Card:
        given = self.cleaned_data
        return {
            one.key: Wanted(given[one.key], given.get(f"{one.key}_wanted") or Decimal(0))
            for one in KNOWN
            if given.get(one.key)
        }


class ReadingForm(forms.Form):
    quarter = forms.DateField(
        label=gettext_lazy("Quarter"), widget=DayInput, help_text=gettext_lazy("Any day of the quarter.")
    )
    source = forms.CharField(
        label=gettext_lazy("Where it was learnt"),
        max_length=200,
        widget=forms.TextInput(attrs={"placeholder": gettext_lazy("Survey, personnel department, bookkeeping …")}),
    )

    def __init__(self, data: Any, known: Known, initial: Any) -> None:
        super().__init__(data, initial=initial)
        label = gettext("Number") if known.counted else gettext("Share, %%") % {}
        self.fields["value"] = value_field(known, label, required=True)
        self.order_fields(["value", "quarter", "source"])
