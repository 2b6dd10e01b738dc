"""Which notes about rivals concern a person."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django import forms
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.accounts.models import RivalNote


class NotesForm(forms.Form):
    notes = forms.TypedMultipleChoiceField(
        label=_("Notes that concern this person"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: object, notes: Sequence[RivalNote], chosen: Iterable[int]) -> None:
        super().__init__(data, initial={"notes": list(chosen)})  # type: ignore[arg-type]
        words = [(note.pk, f"{note.rival} · {note.on} · {Truncator(note.text).chars(80)}") for note in notes]
        self.fields["notes"].choices = words  # type: ignore[attr-defined]
