"""The form of a person at an account."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.accounts.forms.account import choose, label_of_account, label_of_person
from keyaccount.apps.accounts.models import Account
from keyaccount.apps.contacts.models import BuyingRole, Contact
from keyaccount.apps.contacts.queries.contacts import REACH
from keyaccount.apps.contacts.queries.stages import stages_to_choose
from keyaccount.apps.workspace.forms.record import RecordForm
from keyaccount.apps.workspace.models import On, User
from keyaccount.apps.workspace.queries.choosing import people_to_own
from keyaccount.ui.widgets import DayInput, Picker

REACH_FIELDS = ("mobile", "email", "phone", "wechat")


def label_of_contact(pk: Any) -> str:
    return str(Contact.objects.filter(pk=pk).first() or "")


class ContactForm(RecordForm):
    roles = forms.MultipleChoiceField(
        label=_("Roles when the account buys"),
        choices=BuyingRole.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Contact
        fields = (
            "name",
            "name_latin",
            "account",
            "title",
            "department",
            "reports_to",
            *REACH_FIELDS,
            "address",
            "owner",
            "relationship_stage",
            "visits_a_month",
            "first_concern",
            "source",
            "left_on",
            "notes",
        )
        widgets = {
            "account": Picker("accounts:pick", label_of_account),
            "reports_to": Picker("contacts:pick", label_of_contact),
            "owner": Picker("workspace:pick_owner", label_of_person),
            "left_on": DayInput,
            "notes": forms.Textarea(attrs={"rows": 4}),
        }

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        contact: Contact = self.instance
        choose(self.fields["owner"], people_to_own(user) | User.objects.filter(pk=contact.owner_id))
        self._choose_seen("account", Account.objects.visible_to(user), contact.account_id)
        self._choose_seen("reports_to", Contact.objects.visible_to(user), contact.reports_to_id)
        self.fields["relationship_stage"].queryset = stages_to_choose(contact.relationship_stage_id)  # type: ignore[attr-defined]
        if not user.sees_group(REACH):
            for name in REACH_FIELDS:
                del self.fields[name]
        if contact.pk:
            self.initial["roles"] = [role.role for role in contact.roles.all()]
        else:
            self.initial.setdefault("owner", user.pk)
        self.add_custom_fields(On.CONTACTS, user)

    def _choose_seen(self, name: str, seen: Any, chosen: int | None) -> None:
        """A record the reader does not see stays as it is, unnamed."""
        choose(self.fields[name], seen)
        if chosen and not seen.filter(pk=chosen).exists():
            del self.fields[name]


class MoveForm(forms.ModelForm):  # type: ignore[type-arg]
    """Where someone works now."""

    class Meta:
        model = Contact
        fields = ("account", "title", "department")
        widgets = {"account": Picker("accounts:pick", label_of_account)}

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self.fields["account"], Account.objects.visible_to(user))
        self.fields["account"].required = True
