"""The forms by which someone answers a person who asks about their data."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.html import escape
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.contacts.models import Contact
from keyaccount.apps.contacts.queries.mentions import Mention, excerpt, mentions_of, names_of, readable
from keyaccount.apps.contacts.services.mentions import EMPTY, LEAVE, TAKE_OUT, usual_way
from keyaccount.apps.workspace.models import User

WAYS = {
    TAKE_OUT: _("Take the name out, keep the rest"),
    EMPTY: _("Empty the whole text"),
    LEAVE: _("Leave it as it is"),
}


class RequestForm(forms.Form):
    request = forms.CharField(
        label=_("Who asked, when and how"),
        max_length=300,
        help_text=_("It stays in the audit trail: letter of 3 March, by e-mail from the person …"),
    )


class EraseForm(RequestForm):
    """With a choice for each text about something else that names the person; whoever does not tend the account reads
    where it is, not what it says."""

    typed_name = forms.CharField(
        label=_("Their name, typed as it stands above"), max_length=120, widget=forms.TextInput({"autocomplete": "off"})
    )

    def __init__(self, data: Any, *, contact: Contact, user: User) -> None:
        super().__init__(data)
        self.mentions, names = mentions_of(contact), names_of(contact)
        seen = readable(self.mentions, user)
        for one in self.mentions:
            words = excerpt(one, names) if one.key in seen else gettext("Only the account’s own team reads it.")
            self.fields[one.key] = _choice(one, words)

    def ways(self) -> dict[str, str]:
        return {one.key: self.cleaned_data[one.key] for one in self.mentions}


def _choice(mention: Mention, words: str) -> forms.ChoiceField:
    ways = [(way, text) for way, text in WAYS.items() if way != EMPTY or mention.may_be_empty]
    return forms.ChoiceField(
        label=mention.place, choices=ways, initial=usual_way(mention), required=True, help_text=escape(words)
    )
