"""Custom fields of an input: `{"seats": "12.5"}` by their keys, read by kind, named records found by reference."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from pydantic import ValidationError

from keyaccount.apps.workspace.custom_values import from_json, kept
from keyaccount.apps.workspace.models import CustomField, FieldKind
from keyaccount.apps.workspace.queries.custom_fields import fields_on
from keyaccount.kernel.errors import Fact, Invalid
from keyaccount.surfaces.api.references import ACCOUNT, USER, Finder, Kind
from keyaccount.surfaces.api.schemas.references import RecordReference, Reference, UserReference

KINDS: dict[FieldKind, tuple[Kind, type[Reference]]] = {
    FieldKind.PERSON: (USER, UserReference),
    FieldKind.ACCOUNT: (ACCOUNT, RecordReference),
}


def expanded(values: Mapping[str, Any], on: str, finder: Finder) -> dict[str, Any]:
    """The values with each custom field by the name that services know it by."""
    given = values.get("custom")
    if given is None:
        return {name: value for name, value in values.items() if name != "custom"}
    known = {field.key: field for field in fields_on(on)}
    found = {name: value for name, value in values.items() if name != "custom"}
    refused: dict[str, str] = {}
    for key, value in given.items():
        try:
            if key not in known:
                raise Invalid(fields={f"custom.{key}": _("There is no such field here.")})
            found[known[key].column] = _read(known[key], value, finder)
        except Invalid as invalid:
            refused |= invalid.fields or {f"custom.{key}": invalid.text(_)}
        except Fact as fact:
            refused[f"custom.{key}"] = fact.text(_)
    if refused:
        raise Invalid(fields=refused)
    return found


def _read(field: CustomField, value: Any, finder: Finder) -> Any:
    if value is None or field.kind not in KINDS:
        read = from_json(field, value)
        if field.kind != FieldKind.CHOICE:  # an archived one may stay: the record says whether it does
            kept(field, read)
        return read
    kind, reference = KINDS[FieldKind(field.kind)]
    try:
        asked = reference.model_validate(_bare(value))
    except ValidationError as error:
        raise Invalid(fields={f"custom.{field.key}": _("Give an id, a name or an external id.")}) from error
    return finder.one(kind, asked, f"custom.{field.key}")


def _bare(value: Any) -> Any:
    """As it is read (`{"id": 7, "name": "Acme"}`), it can be written again: the id counts."""
    return {"id": value["id"]} if isinstance(value, dict) and set(value) == {"id", "name"} else value
