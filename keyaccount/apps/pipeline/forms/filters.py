"""The small forms in the menus of the filter bar; each is sent by GET and so becomes part of the address."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from keyaccount.ui.widgets import AmountInput, DayInput, Picker


def _no_label(_value: object) -> str:
    """A choice made is shown by the chip, so the search field starts empty."""
    return ""


class WhoseForm(forms.Form):
    owner = forms.CharField(label=_("Person"), required=False, widget=Picker("workspace:pick_person", _no_label))
    team = forms.CharField(label=_("Team"), required=False, widget=Picker("pipeline:pick_team", _no_label))


class AccountForm(forms.Form):
    account = forms.CharField(label=_("Account"), required=False, widget=Picker("accounts:pick", _no_label))


class PeriodForm(forms.Form):
    closes_from = forms.DateField(label=_("From"), widget=DayInput)
    closes_to = forms.DateField(label=_("To"), widget=DayInput)


class AmountForm(forms.Form):
    amount_from = forms.CharField(label=_("At least"), widget=AmountInput, required=False)
    amount_to = forms.CharField(label=_("At most"), widget=AmountInput, required=False)


FORMS: dict[str, type[forms.Form]] = {
    "whose": WhoseForm,
    "account": AccountForm,
    "period": PeriodForm,
    "amount": AmountForm,
}
