"""Giving an account back, giving it to someone, and the rules of the pool."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.accounts.forms.account import label_of_person
from keyaccount.apps.portfolio.models import PoolRules, TierName
from keyaccount.apps.workspace.models import User
from keyaccount.apps.workspace.queries.choosing import people_to_own
from keyaccount.ui.widgets import Picker


class ReturnForm(forms.Form):
    reason = forms.CharField(
        label=_("Why"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Whoever takes the account up next reads it."),
    )


class AssignForm(forms.Form):
    to = forms.ModelChoiceField(
        User.objects.none(), label=_("To whom"), widget=Picker("workspace:pick_owner", label_of_person)
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = people_to_own(user)  # type: ignore[attr-defined]


class PoolRulesForm(forms.ModelForm):  # type: ignore[type-arg]
    tiers_stay = forms.MultipleChoiceField(
        label=_("Tiers that never go"),
        choices=TierName.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = PoolRules
        fields = (
            "is_on",
            "idle_days",
            "no_deal_days",
            "open_deal_keeps",
            "key_accounts_stay",
            "tiers_stay",
            "warn_days",
            "protect_days",
            "claims_a_week",
            "wait_days",
        )
