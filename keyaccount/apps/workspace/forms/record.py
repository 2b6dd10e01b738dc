"""A form about one record: it says which version its writer read, and after a conflict which fields are still asked."""

from __future__ import annotations

from typing import Any

from django import forms

from keyaccount.apps.workspace.forms.custom_values import custom_fields_for
from keyaccount.apps.workspace.models import On, User


class RecordForm(forms.ModelForm):  # type: ignore[type-arg]
    """Services write; the form only reads what was typed. `only`: names of the fields that count, all when empty."""

    viewer: User | None = None
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    only = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["version"] = getattr(self.instance, "version", None)

    def add_custom_fields(self, on: On, viewer: User) -> None:
        """Behind the others; the fields that the workspace defined and the viewer may see of this record."""
        self.viewer = viewer
        record = self.instance if self.instance.pk else None
        for name, (field, start) in custom_fields_for(on, record, viewer).items():
            self.fields[name] = field
            self.initial.setdefault(name, start)

    @property
    def values(self) -> dict[str, Any]:
        """What is wanted, without the fields in which the other person's value is to stay."""
        asked = set(filter(None, self.cleaned_data.get("only", "").split(",")))
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if name not in {"version", "only"}
            and (not asked or name in asked)
            and self.data.get(f"keep_{name}") != "theirs"
        }

    @property
    def read_version(self) -> int | None:
        version: int | None = self.cleaned_data.get("version")
        return version
