"""The workspace's rules of people maps in one form: a line a role, and when a reading fades."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.contacts.models import BuyingRole
from keyaccount.apps.contacts.queries.map_rules import Rule, Rules

MOST = 9


class MapRulesForm(forms.Form):
    fades_after = forms.IntegerField(label=_("A reading fades after (days)"), min_value=1, max_value=3650)

    def __init__(self, *args: Any, rules: Rules, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["fades_after"] = rules.fades_after
        for role, rule in rules.by_role.items():
            name = {"name": rule.role.label}
            self.fields[f"weight_{role}"] = forms.IntegerField(
                label=_("Weight of: %(name)s") % name, min_value=0, max_value=MOST, initial=rule.weight
            )
            self.fields[f"needed_{role}"] = forms.BooleanField(
                label=_("Must be filled: %(name)s") % name, required=False, initial=rule.needed
            )

    def lines(self) -> Iterator[tuple[BuyingRole, BoundField, BoundField]]:
        for role in BuyingRole:
            yield role, self[f"weight_{role}"], self[f"needed_{role}"]

    @property
    def rules(self) -> Rules:
        given = self.cleaned_data
        by_role = {str(role): Rule(role, given[f"weight_{role}"], given[f"needed_{role}"]) for role in BuyingRole}
        return Rules(by_role, given["fades_after"])
