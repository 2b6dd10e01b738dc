"""A signal, why nothing comes of one, and a rule of the table."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.accounts.forms.account import choose, label_of_account
from keyaccount.apps.accounts.models import Account, Signal, SignalRule
from keyaccount.apps.pipeline.models import Product
from keyaccount.apps.workspace.models import User
from keyaccount.ui.widgets import DayInput, Picker


class SignalForm(forms.ModelForm):  # type: ignore[type-arg]
    link = forms.URLField(label=_("Link"), required=False, max_length=500, assume_scheme="https")

    class Meta:
        model = Signal
        fields = ("account", "industry", "rule", "kind", "text", "source", "link", "on")
        widgets = {
            "account": Picker("accounts:pick", label_of_account),
            "text": forms.Textarea(attrs={"rows": 3, "autofocus": True}),
            "on": DayInput,
        }
        help_texts = {"industry": _("Only where it tells of a whole industry.")}

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self.fields["account"], Account.objects.writable_by(user))
        choose(self.fields["rule"], SignalRule.objects.present())


class DismissForm(forms.Form):
    reason = forms.CharField(label=_("Why nothing comes of it"), max_length=200)


class RuleForm(forms.ModelForm):  # type: ignore[type-arg]
    products = forms.ModelMultipleChoiceField(
        Product.objects.none(), label=_("Products that answer it"), required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = SignalRule
        fields = ("kind", "name", "name_zh", "need", "need_zh")
        labels = {"name": _("Change"), "name_zh": _("Change in Chinese")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self.fields["products"], Product.objects.present())
