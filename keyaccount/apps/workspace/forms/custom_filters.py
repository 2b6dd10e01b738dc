"""The small forms under “More fields” of a list: one per field, each made into the one text that a link carries."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.workspace.models import CustomField, FieldKind
from keyaccount.apps.workspace.queries.custom_fields import LINKED
from keyaccount.apps.workspace.queries.custom_narrowing import NONE, RANGE
from keyaccount.ui.widgets import AmountInput, DayInput, Picker


class FieldFilterForm(forms.Form):
    """`text`: what the link says of the field; empty when nothing was said."""

    def __init__(self, field: CustomField, data: Any = None) -> None:
        super().__init__(data, auto_id=f"filter_{field.key}_%s")
        self.field = field
        self.fields.update(_fields(field))
        self.fields["empty"] = forms.BooleanField(label=_("Without a value"), required=False)

    @property
    def text(self) -> str:
        given = self.cleaned_data
        if given.get("empty"):
            return NONE
        if "low" in given:
            low, high = given["low"].strip(), given["high"].strip()
            return f"{low}{RANGE}{high}" if low or high else ""
        value = given.get("value") or ""
        return ",".join(value) if isinstance(value, list) else str(value).strip()


def _fields(field: CustomField) -> dict[str, forms.Field]:
    if field.kind in {FieldKind.NUMBER, FieldKind.MONEY, FieldKind.DATE}:
        widget = DayInput if field.kind == FieldKind.DATE else AmountInput
        return {
            "low": forms.CharField(label=_("From"), required=False, max_length=30, widget=widget()),
            "high": forms.CharField(label=_("To"), required=False, max_length=30, widget=widget()),
        }
    if field.kind == FieldKind.CHOICE:
        choices = [(choice["key"], field.words_of_choice(choice["key"])) for choice in field.choices]
        boxes = forms.CheckboxSelectMultiple
        return {"value": forms.MultipleChoiceField(label="", choices=choices, required=False, widget=boxes)}
    if field.kind in LINKED:
        picker = Picker(LINKED[field.kind].picker, lambda pk: "")
        return {"value": forms.IntegerField(label=_("Which"), required=False, widget=picker)}
    return {"value": forms.CharField(label=_("Holds the words"), required=False, max_length=100)}
