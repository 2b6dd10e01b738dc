"""Where somebody stands in one deal."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.contacts.figures.words import COMMITMENTS
from keyaccount.apps.contacts.forms.people_map import READINGS, ReadingForm


class DealReadingForm(ReadingForm):
    contact = None  # type: ignore[assignment]  # the address says who
    where = forms.ChoiceField(
        label=_("Where they stand in this deal"), choices=[(one, COMMITMENTS[one]) for one in READINGS]
    )
