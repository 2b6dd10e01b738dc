"""Forms of the settings that define custom fields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.workspace.models import CustomField, FieldKind

SPARE = 4  # empty rows for new choices
COLUMNS = ("key", "name", "name_zh", "archived")


class ChoicesInput(forms.Widget):
    """A row for every choice, in their order, and some empty ones."""

    template_name = "workspace/widgets/choices.html"

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[dict[str, Any]]:
        columns = [data.getlist(f"{name}-{column}") for column in COLUMNS] if hasattr(data, "getlist") else []
        rows = (dict(zip(COLUMNS, row, strict=True)) for row in zip(*columns, strict=False))
        return [{**row, "archived": row["archived"] == "yes"} for row in rows if row["name"].strip() or row["key"]]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return f"{name}-name" not in data

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        rows = [*(value or []), *({} for _place in range(SPARE))]
        context = {"name": name, "rows": rows, "id": (attrs or {}).get("id", "")}
        return mark_safe(render_to_string(self.template_name, context))  # noqa: S308


class ChoicesField(forms.Field):
    widget = ChoicesInput

    def to_python(self, value: Any) -> list[Mapping[str, Any]]:
        return list(value or [])


class CustomFieldForm(forms.ModelForm):  # type: ignore[type-arg]
    choices = ChoicesField(
        label=_("Choices"),
        required=False,
        help_text=_("For the kind “Choice”. A new name counts for every record that holds the choice."),
    )

    class Meta:
        model = CustomField
        fields = ["name", "name_zh", "kind", "choices", "help", "help_zh", "audience", "required"]
        help_texts = {
            "required": _("Asked of new records, on every page and by import and API; old records stay as they are."),
            "help": _("Stands below the field in forms."),
        }

    def __init__(self, *args: Any, fixed_kind: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if fixed_kind:
            self.fields["kind"].disabled = True
            self.fields["kind"].help_text = _("Records hold values of it, so it stays this kind.")
        if self.instance.pk and fixed_kind and self.instance.kind != FieldKind.CHOICE:
            del self.fields["choices"]


class NewCustomFieldForm(CustomFieldForm):
    key = forms.SlugField(
        label=_("Key"),
        max_length=40,
        required=False,
        help_text=_("Its name for programs, like annual_budget; made from the name when left empty, never changed."),
    )

    class Meta(CustomFieldForm.Meta):
        fields = ["name", "name_zh", "key", "kind", "choices", "help", "help_zh", "audience", "required"]
