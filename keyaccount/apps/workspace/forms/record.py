"""A form about one record: it says which version its writer read, and after a conflict which fields are still asked."""

from __future__ import annotations

from typing import Any

from django import forms


class RecordForm(forms.ModelForm):  # type: ignore[type-arg]
    """Services write; the form only reads what was typed. `only`: names of the fields that count, all when empty."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    only = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["version"] = getattr(self.instance, "version", None)

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
