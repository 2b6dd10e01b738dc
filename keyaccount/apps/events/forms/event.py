"""The forms of an event and of what is written of a guest."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keyaccount.apps.accounts.forms.account import choose, label_of_person
from keyaccount.apps.events.models import Event, EventKind, Guest
from keyaccount.apps.events.queries.events import deals_to_choose, kinds_to_choose
from keyaccount.apps.events.services.events import COST
from keyaccount.apps.workspace.forms.record import RecordForm
from keyaccount.apps.workspace.models import Currency, User
from keyaccount.apps.workspace.queries.choosing import people_to_own
from keyaccount.ui.widgets import AmountInput, DayInput, Picker

CAME = (("", _("not known yet")), ("yes", _("came")), ("no", _("did not come")))


class EventForm(RecordForm):
    class Meta:
        model = Event
        fields = (
            "name",
            "kind",
            "starts_on",
            "ends_on",
            "place",
            "owner",
            "purpose",
            "capacity",
            "cost",
            "currency",
            "state",
            "notes",
        )
        widgets = {
            "starts_on": DayInput,
            "ends_on": DayInput,
            "owner": Picker("workspace:pick_owner", label_of_person),
            "cost": AmountInput,
            "purpose": forms.TextInput(attrs={"placeholder": _("Three plants want to see how others inspect parts …")}),
            "notes": forms.Textarea(attrs={"rows": 4}),
        }

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        event: Event = self.instance
        choose(self.fields["owner"], people_to_own(user) | User.objects.filter(pk=event.owner_id))
        self.fields["kind"].queryset = kinds_to_choose(event.kind_id)  # type: ignore[attr-defined]
        self.fields["ends_on"].required = False
        self.fields["ends_on"].help_text = _("Left empty, it is over on the day it begins.")
        codes = Currency.objects.filter(is_active=True).order_by("code").values_list("code", flat=True)
        self.fields["currency"] = forms.ChoiceField(
            label=self.fields["currency"].label, choices=[(code, code) for code in codes]
        )
        if not user.sees_group("margin"):
            for name in COST:
                del self.fields[name]

    def _post_clean(self) -> None:
        """The service checks the record; the form only reads what was typed."""


class GuestForm(forms.ModelForm):  # type: ignore[type-arg]
    """What is written of a guest, in the dialog."""

    came = forms.TypedChoiceField(
        label=pgettext_lazy("to an event", "came"),
        choices=CAME,
        required=False,
        coerce={"yes": True, "no": False}.get,
        empty_value=None,
    )

    class Meta:
        model = Guest
        fields = ("answer", "came", "followed", "opportunity")
        widgets = {"followed": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        guest: Guest = self.instance
        self.initial["came"] = {True: "yes", False: "no", None: ""}[guest.came]
        seen = deals_to_choose(user, guest)
        self.fields["opportunity"].queryset = seen  # type: ignore[attr-defined]
        if guest.opportunity_id and not seen.filter(pk=guest.opportunity_id).exists():
            del self.fields["opportunity"]  # one that the reader does not see stays as it is, unnamed

    def _post_clean(self) -> None:
        """The service checks the record; the form only reads what was typed."""


class KindForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = EventKind
        fields = ("name", "name_zh")

    def validate_constraints(self) -> None:
        """The service says in words what is wrong."""
