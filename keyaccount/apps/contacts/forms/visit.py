"""The form of a visit that was made."""

from __future__ import annotations

from typing import Any

from django import forms

from keyaccount.apps.accounts.forms.account import choose, label_of_person
from keyaccount.apps.contacts.models import Visit
from keyaccount.apps.workspace.models import User
from keyaccount.apps.workspace.queries.choosing import active_people
from keyaccount.ui.widgets import DayInput, Picker


class VisitForm(forms.ModelForm):  # type: ignore[type-arg]
    """Services write; the form only reads what was typed."""

    class Meta:
        model = Visit
        fields = ("made_on", "made_by", "purpose", "result")
        widgets = {
            "made_on": DayInput,
            "made_by": Picker("workspace:pick_person", label_of_person),
            "result": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self.fields["made_by"], active_people() | User.objects.filter(pk=self.instance.made_by_id))
