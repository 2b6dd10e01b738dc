"""The small forms in a person's panel on the map."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keyaccount.apps.contacts.models import BuyingRole, LinkKind
from keyaccount.apps.contacts.services.readings import Seen
from keyaccount.formulas.influence import Commitment
from keyaccount.ui.widgets import DayInput

READINGS = {
    Commitment.CHAMPION: (True, True),
    Commitment.SUPPORTER: (False, True),
    Commitment.DOUBTER: (False, False),
    Commitment.OBSTRUCTIONIST: (True, False),
}


class ReadingForm(forms.Form):
    """where: the quadrant, which is both readings at once."""

    contact = forms.IntegerField(widget=forms.HiddenInput)
    where = forms.ChoiceField(choices=[(one, one) for one in READINGS])
    assumed = forms.BooleanField(label=_("Assumed: nothing shows it yet"), required=False)
    on = forms.DateField(label=_("Seen on"), widget=DayInput, required=False)
    evidence = forms.CharField(
        label=pgettext_lazy("of a reading", "What shows it"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    @property
    def seen(self) -> Seen:
        given = self.cleaned_data
        dynamics, receptivity = READINGS[Commitment(given["where"])]
        return Seen(dynamics, receptivity, given["on"], given["assumed"], given["evidence"])


class RolesForm(forms.Form):
    contact = forms.IntegerField(widget=forms.HiddenInput)
    roles = forms.MultipleChoiceField(choices=BuyingRole.choices, required=False)


class PlaceForm(forms.Form):
    """Without x and y the layout places the card."""

    contact = forms.IntegerField()
    x = forms.IntegerField(required=False)
    y = forms.IntegerField(required=False)

    @property
    def spot(self) -> tuple[int, int] | None:
        x, y = self.cleaned_data["x"], self.cleaned_data["y"]
        return None if x is None or y is None else (x, y)


class ArrangeForm(forms.Form):
    """spots: `4:16:276 7:157:276`, the places by contact; empty: the layout places everyone."""

    spots = forms.RegexField(r"^(\d+:\d+:\d+( |$))*$", required=False)

    @property
    def by_contact(self) -> dict[int, tuple[int, int]]:
        parts = (one.split(":") for one in self.cleaned_data["spots"].split())
        return {int(pk): (int(x), int(y)) for pk, x, y in parts}


class SuperiorForm(forms.Form):
    contact = forms.IntegerField()
    superior = forms.IntegerField(required=False)


class EndsForm(forms.Form):
    """Which line: between whom, of which kind."""

    source = forms.IntegerField()
    target = forms.IntegerField()
    kind = forms.ChoiceField(choices=LinkKind.choices)


class LinkForm(EndsForm):
    """was: the kind that the line had, where it changes."""

    strength = forms.TypedChoiceField(choices=[(1, 1), (2, 2), (3, 3)], coerce=int)
    was = forms.ChoiceField(choices=[("", ""), *LinkKind.choices], required=False)
