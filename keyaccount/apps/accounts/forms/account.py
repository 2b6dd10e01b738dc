"""The form of an account."""

from __future__ import annotations

from typing import Any

from django import forms

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.workspace.forms.record import RecordForm
from keyaccount.apps.workspace.models import On, User
from keyaccount.apps.workspace.queries.choosing import people_to_own
from keyaccount.ui.widgets import AmountInput, Picker


def label_of_person(pk: Any) -> str:
    return str(User.objects.filter(pk=pk).first() or "")


def label_of_account(pk: Any) -> str:
    return str(Account.objects.filter(pk=pk).first() or "")


class AccountForm(RecordForm):
    class Meta:
        model = Account
        fields = (
            "name",
            "short_name",
            "industry",
            "ownership",
            "parent",
            "owner",
            "province",
            "city",
            "country",
            "address",
            "employees",
            "founded",
            "yearly_revenue",
            "phone",
            "website",
            "domain",
            "source",
            "collective",
            "notes",
        )
        widgets = {
            "yearly_revenue": AmountInput,
            "parent": Picker("accounts:pick", label_of_account),
            "owner": Picker("workspace:pick_owner", label_of_person),
            "notes": forms.Textarea(attrs={"rows": 4}),
        }

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = User.objects.filter(pk=self.instance.owner_id)
        choose(self.fields["owner"], people_to_own(user) | mine)
        seen = Account.objects.visible_to(user)
        choose(self.fields["parent"], seen)
        if self.instance.parent_id and not seen.filter(pk=self.instance.parent_id).exists():
            del self.fields["parent"]  # its name is not for this reader; it stays as it is
        if not self.instance.pk:
            self.initial.setdefault("owner", user.pk)
        self.add_custom_fields(On.ACCOUNTS, user)


def choose(field: Any, rows: Any) -> None:
    """What a field about another record may be; the widget asks for it by search."""
    field.queryset = rows
