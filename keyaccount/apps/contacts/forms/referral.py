"""The form of an introduction."""

from __future__ import annotations

from typing import Any

from django import forms

from keyaccount.apps.accounts.forms.account import choose, label_of_person
from keyaccount.apps.contacts.forms.contact import label_of_contact
from keyaccount.apps.contacts.models import Contact, Referral
from keyaccount.apps.workspace.models import User
from keyaccount.apps.workspace.queries.choosing import active_people
from keyaccount.ui.widgets import DayInput, Picker


class ReferralForm(forms.ModelForm):  # type: ignore[type-arg]
    """Services write; the form only reads what was typed."""

    class Meta:
        model = Referral
        fields = ("by_contact", "by_user", "on", "note")
        widgets = {
            "by_contact": Picker("contacts:pick", label_of_contact),
            "by_user": Picker("workspace:pick_person", label_of_person),
            "on": DayInput,
            "note": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self.fields["by_contact"], Contact.objects.visible_to(user))
        choose(self.fields["by_user"], active_people() | User.objects.filter(pk=self.instance.by_user_id))

    def validate_constraints(self) -> None:
        """The service says in words what is wrong."""
