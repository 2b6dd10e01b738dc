"""What a person says when an import begins, and before it is tried out."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.workspace.services.loading import Mode
from keyaccount.surfaces.exchange.engine.options import TWINS_CREATE, TWINS_REJECT, TWINS_UPDATE
from keyaccount.surfaces.exchange.presets import PRESETS
from keyaccount.ui.widgets import DayInput

AS_OF = _("Rows without a date of their own count from this day; empty: today.")
MODES = (
    (str(Mode.BOTH), _("add new records and update known ones")),
    (str(Mode.CREATE), _("only add new records")),
    (str(Mode.UPDATE), _("only update known records")),
)


TWINS = (
    (TWINS_CREATE, _("add them and say so")),
    (TWINS_REJECT, _("refuse them")),
    (TWINS_UPDATE, _("update the record, where it is surely the same")),
)


class Files(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files; the view takes them all from the request. An empty one is told apart when it is read."""

    widget = Files

    def clean(self, data: Any, initial: Any = None) -> Any:
        return super().clean(data[-1] if isinstance(data, list) and data else data, initial)


class StartForm(forms.Form):
    upload = FilesField(
        label=_("Files"),
        help_text=_("CSV or Excel, several at once. Encoding and separator are recognised."),
        allow_empty_file=True,
        widget=Files(attrs={"accept": ".csv,.tsv,.txt,.xlsx", "multiple": True}),
    )
    preset = forms.ChoiceField(label=_("They come from"), initial="generic")
    as_of = forms.DateField(label=_("As of"), required=False, widget=DayInput, help_text=AS_OF)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["preset"].choices = [(key, preset.title) for key, preset in PRESETS.items()]  # type: ignore[attr-defined]


class OptionsForm(forms.Form):
    as_of = forms.DateField(label=_("As of"), required=False, widget=DayInput, help_text=AS_OF)
    mode = forms.ChoiceField(label=_("What to do"), choices=MODES, initial=str(Mode.BOTH))
    duplicates = forms.ChoiceField(
        label=_("New rows that look like a record"), choices=TWINS, initial=TWINS_CREATE, required=False
    )

    def clean_duplicates(self) -> str:
        return self.cleaned_data["duplicates"] or TWINS_CREATE
