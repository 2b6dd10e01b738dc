"""Sentences for input that does not fit its schema, in the caller's language, with the field they are about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

SENTENCES = {
    "missing": gettext_noop("This is needed."),
    "extra_forbidden": gettext_noop("There is no such field here."),
    "json_invalid": gettext_noop("This is not JSON."),
    "string_type": gettext_noop("Give a text."),
    "string_too_short": gettext_noop("Give at least %(min_length)s characters."),
    "string_too_long": gettext_noop("Give at most %(max_length)s characters."),
    "string_pattern_mismatch": gettext_noop("This is not written as it should be: %(pattern)s"),
    "string_unicode": gettext_noop("This text has characters that cannot be kept."),
    "int_type": gettext_noop("Give a whole number."),
    "int_parsing": gettext_noop("Give a whole number."),
    "int_from_float": gettext_noop("Give a whole number."),
    "bool_type": gettext_noop("Give true or false."),
    "bool_parsing": gettext_noop("Give true or false."),
    "decimal_type": gettext_noop("Give a number, best as a text like “1250.00”."),
    "decimal_parsing": gettext_noop("Give a number, best as a text like “1250.00”."),
    "finite_number": gettext_noop("Give a number."),
    "decimal_max_digits": gettext_noop("Give at most %(max_digits)s digits."),
    "decimal_whole_digits": gettext_noop("Give at most %(whole_digits)s digits before the point."),
    "decimal_max_places": gettext_noop("Give at most %(decimal_places)s decimals."),
    "greater_than_equal": gettext_noop("Give %(ge)s or more."),
    "greater_than": gettext_noop("Give more than %(gt)s."),
    "less_than_equal": gettext_noop("Give %(le)s or less."),
    "less_than": gettext_noop("Give less than %(lt)s."),
    "date_type": gettext_noop("Give a date like 2026-11-19."),
    "date_parsing": gettext_noop("Give a date like 2026-11-19."),
    "date_from_datetime_parsing": gettext_noop("Give a date like 2026-11-19."),
    "date_from_datetime_inexact": gettext_noop("Give a date like 2026-11-19."),
    "datetime_type": gettext_noop("Give a time like 2026-11-19T09:00:00+08:00."),
    "datetime_parsing": gettext_noop("Give a time like 2026-11-19T09:00:00+08:00."),
    "datetime_from_date_parsing": gettext_noop("Give a time like 2026-11-19T09:00:00+08:00."),
    "timezone_aware": gettext_noop("Give a time with its offset, like 2026-11-19T09:00:00+08:00."),
    "enum": gettext_noop("Choose one of %(expected)s."),
    "literal_error": gettext_noop("Choose one of %(expected)s."),
    "list_type": gettext_noop("Give a list."),
    "too_long": gettext_noop("Give at most %(max_length)s items."),
    "too_short": gettext_noop("Give at least %(min_length)s items."),
    "dict_type": gettext_noop("Give an object."),
    "model_type": gettext_noop("Give an object."),
    "model_attributes_type": gettext_noop("Give an object."),
}


def field_error(error: Mapping[str, Any]) -> dict[str, str]:
    """One of pydantic's errors as {in, field, message}; `in` is query, path, header or body."""
    place, *path = error["loc"]
    if place == "body":
        path = path[1:]  # the first is the name of the operation's own argument
    return {"in": str(place), "field": ".".join(str(part) for part in path), "message": sentence(error)}


def sentence(error: Mapping[str, Any]) -> str:
    template = SENTENCES.get(error["type"])
    if template is None:
        return str(error["msg"]).removeprefix("Value error, ")
    return _(template) % (error.get("ctx") or {})
