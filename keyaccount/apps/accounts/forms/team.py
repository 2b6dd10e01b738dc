"""The form that puts someone on the account team."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.accounts.forms.account import label_of_person
from keyaccount.apps.workspace.models import User
from keyaccount.apps.workspace.queries.choosing import active_people
from keyaccount.ui.widgets import Picker


class MemberForm(forms.Form):
    user = forms.ModelChoiceField(
        User.objects.none(), label=_("Person"), widget=Picker("workspace:pick_person", label_of_person)
    )
    part = forms.CharField(
        label=_("Part in the team"),
        max_length=80,
        required=False,
        help_text=_("What they do for this account: assessment, delivery, finance …"),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["user"].queryset = active_people()  # type: ignore[attr-defined]
