"""The forms by which someone answers a person who asks about their data."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class RequestForm(forms.Form):
    request = forms.CharField(
        label=_("Who asked, when and how"),
        max_length=300,
        help_text=_("It stays in the audit trail: letter of 3 March, by e-mail from the person …"),
    )


class EraseForm(RequestForm):
    typed_name = forms.CharField(
        label=_("Their name, typed as it stands above"), max_length=120, widget=forms.TextInput({"autocomplete": "off"})
    )
