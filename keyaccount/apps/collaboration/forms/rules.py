"""The form of the rules for files."""

from __future__ import annotations

from django import forms

from keyaccount.apps.collaboration.models import FileRules


class FileRulesForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = FileRules
        fields = ("file_mb", "total_mb", "an_hour")
