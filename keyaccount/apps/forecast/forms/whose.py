"""Whose forecast: one person among those one may ask about."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from keyaccount.ui.widgets import Picker


class PersonForm(forms.Form):
    """Sent by GET: it becomes part of the address."""

    owner = forms.CharField(
        label=_("One person"),
        widget=Picker("forecast:pick_person", lambda pk: "", {"placeholder": _("One person …")}),
    )
