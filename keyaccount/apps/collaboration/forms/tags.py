"""Forms about tags: one of the vocabulary, another to merge it into, several to put on many records."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.collaboration.models import Tag
from keyaccount.apps.collaboration.queries.tags import ADD, REMOVE, divided
from keyaccount.apps.workspace.forms.record import RecordForm
from keyaccount.ui.widgets import Picker, Suggestions


class TagForm(RecordForm):
    class Meta:
        model = Tag
        fields = ("name", "colour")


def label_of_tag(pk: Any) -> str:
    return str(Tag.objects.filter(pk=pk).first() or "")


class MergeForm(forms.Form):
    into = forms.ModelChoiceField(
        Tag.objects.present(), label=_("Merge it into"), widget=Picker("collaboration:pick_tag", label_of_tag)
    )


class TagsField(forms.CharField):
    """Several tags in one text: what comes out are their names."""

    widget = Suggestions("collaboration:pick_tag")

    def clean(self, value: Any) -> list[str]:
        return divided(super().clean(value))


def with_tags(form: Any) -> Any:
    """The record's form with what can be done to the tags of many at once."""
    divider = _("Several with semicolons between.")
    form.fields[ADD] = TagsField(label=_("Add tags"), required=False, max_length=500, help_text=divider)
    form.fields[REMOVE] = TagsField(label=_("Take tags off"), required=False, max_length=500, help_text=divider)
    return form
