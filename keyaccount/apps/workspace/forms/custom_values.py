"""Custom fields in a record's form: one form field per kind."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from keyaccount.apps.workspace import custom_values as values
from keyaccount.apps.workspace.models import Currency, CustomField, FieldKind, User
from keyaccount.apps.workspace.queries import custom_fields as queries
from keyaccount.apps.workspace.queries.settings import workspace
from keyaccount.kernel.money import Money
from keyaccount.ui.widgets import AmountInput, DayInput, Picker


def custom_fields_for(on: str, record: Any, viewer: User) -> dict[str, tuple[forms.Field, Any]]:
    """{name: (form field, what it starts with)}. A value that names a record the viewer does not see stays as it is."""
    held = record.custom if record is not None else {}
    found: dict[str, tuple[forms.Field, Any]] = {}
    for field in queries.fields_seen(on, record, viewer):
        now = held.get(field.key)
        if now is not None and field.kind in queries.LINKED and not queries.records_named(field.kind, [now], viewer):
            continue
        found[field.column] = (MAKING[FieldKind(field.kind)](field, viewer, now), values.value_of(field, now))
    return found


def _shared(field: CustomField) -> dict[str, Any]:
    """A help text is drawn as HTML, so what an administrator wrote is made harmless here."""
    return {"label": field.label, "help_text": escape(field.hint), "required": field.required}


def _text(field: CustomField, viewer: User, now: Any) -> forms.Field:
    return forms.CharField(max_length=values.LONGEST, **_shared(field))


def _number(field: CustomField, viewer: User, now: Any) -> forms.Field:
    return forms.DecimalField(
        max_digits=18,
        decimal_places=values.PLACES,
        widget=AmountInput,
        max_value=values.MOST_NUMBER,
        min_value=-values.MOST_NUMBER,
        **_shared(field),
    )


def _money(field: CustomField, viewer: User, now: Any) -> forms.Field:
    return MoneyField(now=now["currency"] if now else "", **_shared(field))


def _date(field: CustomField, viewer: User, now: Any) -> forms.Field:
    return forms.DateField(widget=DayInput, **_shared(field))


def _choice(field: CustomField, viewer: User, now: Any) -> forms.Field:
    shown = [choice["key"] for choice in field.choices if not choice.get("archived") or choice["key"] == now]
    words = [(key, field.words_of_choice(key)) for key in shown]
    return forms.ChoiceField(choices=[("", "–"), *words], **_shared(field))


def _record(field: CustomField, viewer: User, now: Any) -> forms.Field:
    linked = queries.LINKED[field.kind]

    def label_of(pk: Any) -> str:
        chosen = queries.records_named(field.kind, [int(pk)] if str(pk).isdecimal() else [], viewer)
        return "".join(map(str, chosen.values()))

    return forms.ModelChoiceField(linked.seen(viewer), widget=Picker(linked.picker, label_of), **_shared(field))


MAKING: dict[FieldKind, Callable[[CustomField, User, Any], forms.Field]] = {
    FieldKind.TEXT: _text,
    FieldKind.NUMBER: _number,
    FieldKind.MONEY: _money,
    FieldKind.DATE: _date,
    FieldKind.CHOICE: _choice,
    FieldKind.PERSON: _record,
    FieldKind.ACCOUNT: _record,
}


class MoneyInput(forms.MultiWidget):
    """An amount and its currency side by side."""

    def __init__(self, codes: list[str]) -> None:
        currency = forms.Select(
            attrs={"aria-label": gettext_lazy("Currency")}, choices=[(code, code) for code in codes]
        )
        super().__init__([AmountInput(), currency], attrs={"class": "ka-money"})

    def decompress(self, value: Money | None) -> list[Any]:
        return [None, workspace().base_currency] if value is None else [f"{value.amount:f}", value.currency]

    def id_for_label(self, id_: str) -> str:
        return f"{id_}_0"


class HiddenMoney(MoneyInput):
    """Both parts unseen, while a form asks about another field."""

    def __init__(self) -> None:
        forms.MultiWidget.__init__(self, [forms.HiddenInput(), forms.HiddenInput()])


class MoneyField(forms.MultiValueField):
    """Without an amount there is no money, whatever the currency says."""

    hidden_widget = HiddenMoney

    def __init__(self, now: str = "", **kwargs: Any) -> None:
        codes = list(Currency.objects.filter(is_active=True).order_by("code").values_list("code", flat=True))
        codes += [code for code in (now, workspace().base_currency) if code and code not in codes]
        most = Decimal(values.MOST_MONEY)
        amount = forms.DecimalField(max_digits=15, decimal_places=2, min_value=-most, max_value=most, required=False)
        currency = forms.ChoiceField(choices=[(code, code) for code in codes], required=False)
        super().__init__((amount, currency), widget=MoneyInput(codes), require_all_fields=False, **kwargs)

    def compress(self, found: list[Any]) -> Money | None:
        amount, currency = (*found, None, None)[:2]
        if amount is None and self.required:
            raise forms.ValidationError(_("This field is required."), code="required")
        return None if amount is None else Money(amount, currency or workspace().base_currency)
