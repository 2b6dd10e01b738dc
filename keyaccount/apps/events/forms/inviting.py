"""Whom to look for when people are invited."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.accounts.forms.account import choose, label_of_account
from keyaccount.apps.accounts.models import Account
from keyaccount.apps.contacts.models import BuyingRole
from keyaccount.apps.events.queries.inviting import views_to_invite
from keyaccount.apps.workspace.models import User
from keyaccount.ui.widgets import Picker

ANY = ("", _("any"))


class WhomForm(forms.Form):
    q = forms.CharField(label=_("Name"), required=False)
    account: forms.ModelChoiceField[Account] = forms.ModelChoiceField(
        label=_("Account"), queryset=None, required=False, widget=Picker("accounts:pick", label_of_account)
    )
    role = forms.ChoiceField(label=_("Role"), choices=(ANY, *BuyingRole.choices), required=False)
    view = forms.ChoiceField(label=_("Saved view of people"), required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self.fields["account"], Account.objects.visible_to(user))
        views = [(str(view.pk), view.name) for view in views_to_invite(user)]
        self.fields["view"].choices = [("", _("none")), *views]  # type: ignore[attr-defined]
        if not views:
            del self.fields["view"]
