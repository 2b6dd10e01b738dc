"""The form of one row of the contact strategy plan."""

from __future__ import annotations

from typing import Any

from django import forms

from keyaccount.apps.accounts.forms.account import choose, label_of_person
from keyaccount.apps.contacts.models.plan import ContactPlan
from keyaccount.apps.workspace.queries.choosing import active_people
from keyaccount.ui.widgets import DayInput, Picker


class PlanForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = ContactPlan
        fields = ("wanted", "sub_strategy", "purpose", "follow_up", "due_on", "responsible")
        widgets = {"due_on": DayInput, "responsible": Picker("workspace:pick_person", label_of_person)}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self.fields["responsible"], active_people())


def cell_form(plan: ContactPlan, key: str, data: Any = None) -> PlanForm:
    """The form of one cell of the plan, with the version that its reader saw."""
    form = PlanForm(data, instance=plan, auto_id=f"plan_{plan.contact_id}_%s")
    form.fields = {key: form.fields[key]}
    seen = plan.version if plan.pk else None
    form.fields["version"] = forms.IntegerField(required=False, widget=forms.HiddenInput, initial=seen)
    return form
