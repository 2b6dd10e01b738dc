"""The forms of the personal side of someone and of a special day."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.contacts.models import Personal, SpecialDay
from keyaccount.apps.workspace.forms.record import RecordForm

TEXTS = ("interests", "family", "quotes", "proud_moments", "features")


class PersonalForm(RecordForm):
    class Meta:
        model = Personal
        fields = ("thinking_style", "temperament", "name_said", *TEXTS)
        widgets = {name: forms.Textarea(attrs={"rows": 3}) for name in TEXTS}


class DayForm(forms.ModelForm):  # type: ignore[type-arg]
    """Month and day as numbers, so that a lunar day can be written as well; the service asks the calendar."""

    lunar = forms.TypedChoiceField(
        label=_("Calendar"),
        choices=[("solar", _("Solar")), ("lunar", _("Lunar"))],
        coerce=lambda text: text == "lunar",
        initial="solar",
    )
    month = forms.TypedChoiceField(label=_("Month"), coerce=int, choices=[(number, number) for number in MONTHS])
    day = forms.TypedChoiceField(label=_("Day"), coerce=int, choices=[(number, number) for number in range(1, 32)])

    class Meta:
        model = SpecialDay
        fields = ("kind", "whose", "lunar", "month", "day", "leap", "year", "note")
        help_texts = {
            "whose": _("Of the family: daughter, husband. Empty: their own."),
            "year": _("May stay empty."),
            "leap": _("Only of a lunar leap month."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["lunar"] = "lunar" if self.instance.lunar else "solar"
        else:
            self.initial.pop("lunar", None)

    def _post_clean(self) -> None:
        """The service checks and says where; the form only reads."""
