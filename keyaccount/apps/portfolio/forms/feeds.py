"""A feed, a file of one, and what a found signal becomes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.accounts.forms.account import choose
from keyaccount.apps.accounts.models import Feed, Signal, SignalRule


class FeedForm(forms.ModelForm):  # type: ignore[type-arg]
    url = forms.URLField(
        label=_("Address"),
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text=_("Of an RSS or Atom feed. Empty: nothing is fetched; bring its files by hand."),
    )

    class Meta:
        model = Feed
        fields = ("name", "url", "industry")


class FeedFileForm(forms.Form):
    file = forms.FileField(label=_("RSS or Atom file"), help_text=_("At most 2 MB."))


class ConfirmForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Signal
        fields = ("rule", "kind", "text")
        widgets = {"text": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self.fields["rule"], SignalRule.objects.present())
