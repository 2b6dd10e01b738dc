"""Custom values on their way into a record: checked by kind, named records found among those the actor sees."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.custom_values import kept
from keyaccount.apps.workspace.models import Currency, CustomField, FieldKind
from keyaccount.apps.workspace.models.custom_fields import PREFIX
from keyaccount.apps.workspace.queries import custom_fields as queries
from keyaccount.kernel.errors import Fact, Invalid, NotAllowed, gettext_noop

Values = Mapping[str, Any]


class OnlyForTenders(NotAllowed):
    message = _("Only the owner and the team of the account see and write “%(field)s”.")


class NoSuchCustomField(Fact):
    message = _("There is no such field here.")


class NeedsValue(Fact):
    message = gettext_noop("“%(field)s” needs a value.")


class NoSuchRecord(Fact):
    message = _("There is no such record, or it lies outside what you may see.")


class NoSuchCurrency(Fact):
    message = _("“%(currency)s” is no currency of this workspace.")


def for_new(on: str, values: Values, act: Act) -> dict[str, Any]:
    """The values of a new record, those of custom fields as `custom` keeps them; all that are required are there."""
    given = {column: value for column, value in values.items() if column.startswith(PREFIX)}
    found, refused = _checked(on, given, {}, act)
    for field in queries.fields_on(on):
        if field.required and found.get(field.column) is None:
            refused.setdefault(field.column, NeedsValue(field=field.label))
    _raise(refused)
    rest = {name: value for name, value in values.items() if name not in given}
    held = {column.removeprefix(PREFIX): value for column, value in found.items() if value is not None}
    return {**rest, "custom": held} if held else rest


def for_change(record: Any, values: Values, act: Act) -> dict[str, Any]:
    """The values wanted, those of custom fields as they are kept."""
    given = {column: value for column, value in values.items() if column.startswith(PREFIX)}
    if not given:
        return dict(values)
    on, now = record.custom_on, record.custom
    found, refused = _checked(on, given, now, act)
    touched = [queries.field_called(on, column) for column in found]
    for field in filter(None, touched):
        if field.required and found[field.column] is None and field.key in now:
            refused.setdefault(field.column, NeedsValue(field=field.label))
    _raise(refused)
    if any(field is not None and field.for_tenders for field in touched) and not queries.tends(on, record, act.actor):
        guarded = ", ".join(field.label for field in touched if field is not None and field.for_tenders)
        raise OnlyForTenders(field=guarded)
    return {**values, **found}


def _checked(on: str, given: Values, now: Values, act: Act) -> tuple[dict[str, Any], dict[str, Fact]]:
    """{column: what is kept} and {column: why not}."""
    found: dict[str, Any] = {}
    refused: dict[str, Fact] = {}
    for column, value in given.items():
        field = queries.field_called(on, column)
        if field is None:
            refused[column] = NoSuchCustomField()
            continue
        try:
            found[column] = kept(field, value, now.get(field.key))
        except Fact as fact:
            refused[column] = fact
    refused |= _not_there(on, found, now, act)
    return found, refused


def _not_there(on: str, found: Values, now: Values, act: Act) -> dict[str, Fact]:
    """Only records that the actor sees can be named anew, so that nobody reads a name by choosing its id."""
    fresh = [
        (field, found[field.column])
        for field in queries.fields_on(on)
        if found.get(field.column) is not None and found[field.column] != now.get(field.key)
    ]
    return {**dict(_strangers(fresh, act)), **dict(_foreign_money(fresh))}


def _strangers(fresh: list[tuple[CustomField, Any]], act: Act) -> Iterator[tuple[str, Fact]]:
    for kind in queries.LINKED:
        asked = [(field, pk) for field, pk in fresh if field.kind == kind]
        seen = queries.records_named(kind, (pk for _field, pk in asked), act.actor)
        yield from ((field.column, NoSuchRecord()) for field, pk in asked if pk not in seen)


def _foreign_money(fresh: list[tuple[CustomField, Any]]) -> Iterator[tuple[str, Fact]]:
    money = [(field, value["currency"]) for field, value in fresh if field.kind == FieldKind.MONEY]
    known = set(Currency.objects.values_list("code", flat=True)) if money else set()
    yield from ((field.column, NoSuchCurrency(currency=code)) for field, code in money if code not in known)


def _raise(refused: Mapping[str, Fact]) -> None:
    if refused:
        raise Invalid(fields={column: fact.text(gettext) for column, fact in refused.items()})
