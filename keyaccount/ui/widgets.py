"""Form widgets of the product: days as ISO dates, amounts with a decimal keyboard, a choice among many by search."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.template.loader import render_to_string
from django.urls import reverse_lazy
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe


class DayInput(forms.DateInput):
    """The browser's own calendar; the value is always ISO, whatever the language."""

    input_type = "date"

    def __init__(self, attrs: Mapping[str, Any] | None = None) -> None:
        super().__init__(attrs=dict(attrs or {}), format="%Y-%m-%d")


class MonthInput(forms.DateInput):
    """The browser's own choice of a month; the day that is kept is its first."""

    input_type = "month"

    def __init__(self, attrs: Mapping[str, Any] | None = None) -> None:
        super().__init__(attrs=dict(attrs or {}), format="%Y-%m")


class AmountInput(forms.TextInput):
    """Text, so that the digits stay as typed (¥1,200.50 with or without commas); a phone shows its number keys."""

    def __init__(self, attrs: Mapping[str, Any] | None = None) -> None:
        super().__init__(attrs={"inputmode": "decimal", "autocomplete": "off", **(attrs or {})})

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        text = super().value_from_datadict(data, files, name)
        return text.replace(",", "").replace("，", "").strip() if isinstance(text, str) else text


class Picker(forms.TextInput):
    """Search-as-you-type: `url_name` answers ?q= with options, `label_of` names the value that is already chosen."""

    template_name = "ui/widgets/picker.html"

    def __init__(self, url_name: str, label_of: Callable[[Any], str], attrs: Mapping[str, Any] | None = None) -> None:
        super().__init__(attrs=dict(attrs or {}))
        self.url: str | Promise = reverse_lazy(url_name)
        self.label_of = label_of

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        label = self.label_of(value) if value not in (None, "") else ""
        context["widget"] |= {"url": str(self.url), "label": label}
        return context

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """Drawn by the project's templates, not by the form renderer, which knows no `translate` of ours."""
        return mark_safe(render_to_string(self.template_name, self.get_context(name, value, attrs)))  # noqa: S308


class Suggestions(forms.TextInput):
    """A text that may be anything, with what fits it offered while it is typed: words divided by semicolons."""

    template_name = "ui/widgets/suggestions.html"

    def __init__(self, url_name: str, attrs: Mapping[str, Any] | None = None) -> None:
        super().__init__(attrs=dict(attrs or {}))
        self.url: str | Promise = reverse_lazy(url_name)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["url"] = str(self.url)
        return context

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        return mark_safe(render_to_string(self.template_name, self.get_context(name, value, attrs)))  # noqa: S308
