"""Forms of targets: a cell, the same with a note, and the account that is to have one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.accounts.models import Account
from keyaccount.ui.widgets import AmountInput, Picker


class TargetCell(forms.Form):
    amount = forms.DecimalField(label=_("Target"), required=False, max_digits=18, decimal_places=2, widget=AmountInput)


class TargetWithNote(TargetCell):
    """In the drawer, beside a cell that may be open as a form with ids of its own."""

    note = forms.CharField(label=_("Note"), required=False, max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "drawer_%s", **kwargs})


class AccountChoice(forms.Form):
    account = forms.ModelChoiceField(
        Account.objects.none(),
        label=_("Account"),
        widget=Picker("accounts:pick", lambda pk: "", {"placeholder": _("Account to show …")}),
    )

    def __init__(self, *args: Any, seen: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["account"].queryset = seen  # type: ignore[attr-defined]
