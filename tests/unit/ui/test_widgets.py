"""Days, amounts and choices among many in a form."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django import forms
from django.urls import path
from django.utils import translation

from keyaccount.ui.widgets import AmountInput, DayInput, Picker

urlpatterns = [path("accounts/pick", lambda request: None, name="pick")]
pytestmark = pytest.mark.urls(__name__)


class Deal(forms.Form):
    close = forms.DateField(widget=DayInput())
    amount = forms.DecimalField(widget=AmountInput())
    account = forms.IntegerField(
        required=False, widget=Picker("pick", label_of=lambda pk: {"41": "Lanshi <Heavy>"}.get(str(pk), ""))
    )


def test_days_are_iso_in_every_language() -> None:
    with translation.override("zh-hans"):
        html = str(Deal(initial={"close": date(2026, 11, 24)})["close"])
    assert 'type="date"' in html
    assert 'value="2026-11-24"' in html


@pytest.mark.parametrize("typed", ["1,200.50", " 1200.50 ", "1，200.50"])
def test_an_amount_may_be_typed_with_commas(typed: str) -> None:
    form = Deal({"close": "2026-11-24", "amount": typed})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["amount"] == Decimal("1200.50")


def test_a_picker_carries_its_choice_and_not_the_list() -> None:
    html = str(Deal(initial={"account": 41})["account"])
    assert 'data-url="/accounts/pick"' in html
    assert '<input type="hidden" name="account" value="41">' in html
    assert 'value="Lanshi &lt;Heavy&gt;"' in html
    assert 'id="id_account"' in html
    assert html.count(' name="account"') == 1
    assert 'role="option"' not in html


def test_an_empty_picker_is_empty() -> None:
    html = str(Deal()["account"])
    assert '<input type="hidden" name="account" value="">' in html


def test_a_refused_picker_says_so_to_a_screen_reader() -> None:
    form = Deal({"close": "", "amount": "", "account": "x"})
    assert 'aria-invalid="true"' in str(form["account"])
    assert 'aria-describedby="id_account_error"' in str(form["account"])
