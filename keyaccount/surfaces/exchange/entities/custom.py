"""Custom fields as columns of an import: found by their names in both languages, keys and titles in exports."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from keyaccount.apps.workspace.custom_values import MOST_MONEY, TooLarge, kept
from keyaccount.apps.workspace.models import CustomField, FieldKind, On
from keyaccount.apps.workspace.queries.custom_fields import fields_on
from keyaccount.surfaces.exchange.entities.field import Field, Kind, Related

if TYPE_CHECKING:
    from keyaccount.surfaces.exchange.engine.run import Run

CURRENCY = "_currency"
KINDS = {
    FieldKind.TEXT: Kind.TEXT,
    FieldKind.NUMBER: Kind.NUMBER,
    FieldKind.MONEY: Kind.MONEY,
    FieldKind.DATE: Kind.DATE,
    FieldKind.CHOICE: Kind.CHOICE,
    FieldKind.PERSON: Kind.RELATION,
    FieldKind.ACCOUNT: Kind.RELATION,
}
RELATED = {FieldKind.PERSON: Related.PERSON, FieldKind.ACCOUNT: Related.ACCOUNT}


def columns_of(entity: str) -> tuple[Field, ...]:
    """Read anew each time: a field may have been defined a moment ago, in another process."""
    if entity not in On.values:
        return ()
    return tuple(column for field in fields_on(entity) for column in _columns(field))


def _columns(field: CustomField) -> list[Field]:
    names = tuple(filter(None, (field.name, field.name_zh, field.key)))
    found = [
        Field(
            field.column,
            field.label,
            names,
            KINDS[FieldKind(field.kind)],
            to=RELATED.get(FieldKind(field.kind)),
            choices={one["key"]: (one["name"], one.get("name_zh") or one["name"]) for one in field.choices},
            custom=field,
        )
    ]
    if field.kind == FieldKind.MONEY:
        both = tuple(f"{name}{word}" for name in names for word in (" currency", "币种"))
        found.append(Field(f"{field.column}{CURRENCY}", currency_title(field), both, Kind.CURRENCY, custom=field))
    return found


def currency_title(field: CustomField) -> str:
    """What the column beside an amount is called, in an export and for an import."""
    return f"{field.label}币种" if field.label == field.name_zh else f"{field.label} currency"


def kept_of(field: CustomField, value: Any) -> Any:
    """What is kept of a cell as the import read it; money waits for its currency."""
    if field.kind == FieldKind.MONEY:
        amount, currency = value
        if abs(amount) > MOST_MONEY:
            raise TooLarge(field=field.label, most=f"{MOST_MONEY:,}", places=2)
        return int(amount * 100), currency
    return kept(field, value, value if field.kind == FieldKind.CHOICE else None)


def values_of(fields: Mapping[str, CustomField], cells: Mapping[str, Any], run: Run) -> dict[str, Any]:
    """{key: what is kept} of a row; an empty cell changes nothing. fields: by the column that fills them."""
    found: dict[str, Any] = {}
    for column, field in fields.items():
        value = cells[column]
        if value is None:
            continue
        if field.kind == FieldKind.MONEY:
            said = cells.get(f"{column}{CURRENCY}") or value[1] or cells.get("currency") or run.currency
            value = {"amount": value[0], "currency": said}
        found[field.key] = value
    return found
