"""What is asked when a deal leaves its stage: the end mark, or how it was won or lost."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.pipeline.models import CloseReason, Outcome
from keyaccount.ui.widgets import DayInput


class Versioned(forms.Form):
    """version: of the deal as its reader saw it."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class EndMarkForm(Versioned):
    column = forms.CharField(widget=forms.HiddenInput)
    evidence = forms.CharField(
        label=_("What shows it"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3, "autofocus": True}),
        help_text=_("A mail, a minute, a signature: what others can check. It stays in the deal's history."),
    )


class CloseForm(Versioned):
    """outcome decides which reasons there are to choose from; a loss must have one."""

    closed_on = forms.DateField(label=_("Closed on"), widget=DayInput)
    reason = forms.ModelChoiceField(CloseReason.objects.none(), label=_("Reason"), required=False)
    note = forms.CharField(label=_("What we learnt"), required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, outcome: Outcome, today: date, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["closed_on"].widget.attrs["max"] = today.isoformat()
        self.initial.setdefault("closed_on", today)
        reasons = CloseReason.objects.filter(outcome=outcome, archived_at=None)
        reason = self.fields["reason"]
        assert isinstance(reason, forms.ModelChoiceField)  # noqa: S101 (narrows the type)
        reason.queryset = reasons
        reason.required = outcome == Outcome.LOST
        reason.label = _("Why we lost") if outcome == Outcome.LOST else _("Why we won")
        self.order_fields(["reason", "note", "closed_on"] if outcome == Outcome.LOST else None)
