"""A change of many records as its page draws it: the fields to set, what would happen, what was set."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_
from typing import Any

from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext

from keyaccount.apps.workspace.custom_values import kept
from keyaccount.apps.workspace.models import BulkChange, User
from keyaccount.apps.workspace.models.custom_fields import PREFIX
from keyaccount.apps.workspace.queries import custom_fields
from keyaccount.apps.workspace.queries.custom_narrowing import holds
from keyaccount.apps.workspace.queries.custom_values import Reading, written
from keyaccount.apps.workspace.queries.quality.bulk_kinds import BulkKind
from keyaccount.apps.workspace.services.audit import entity_of
from keyaccount.apps.workspace.services.editing import BESIDE
from keyaccount.apps.workspace.services.quality.bulk_editing import ARCHIVE, RESTORE, SET, custom_field, on_of
from keyaccount.apps.workspace.tables.quality import shown
from keyaccount.apps.workspace.tables.trail import value_of
from keyaccount.kernel.errors import NotAllowed
from keyaccount.ui.formatting import NOTHING

SHOWN = 20


@dataclass(frozen=True, slots=True)
class FieldChoice:
    field: Any
    name: str
    ticked: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One of the chosen records: (label, from, to) of each field that would change, or why it is refused."""

    label: str
    changes: Sequence[tuple[str, str, str]]
    refused: str = ""


@dataclass(frozen=True, slots=True)
class Preview:
    """total of those chosen; refused: of all of them, by what rights alone say; same: already so; rows: the first."""

    total: int
    refused: int
    same: int
    rows: Sequence[Row]

    @property
    def changing(self) -> int:
        return self.total - self.refused - self.same


def deed_words(change: BulkChange, of: int | None = None) -> str:
    """What is done to those chosen, or to so many of them."""
    count = len(change.ids) if of is None else of
    if change.deed == ARCHIVE:
        return ngettext("Archive %(count)d record", "Archive %(count)d records", count) % {"count": count}
    if change.deed == RESTORE:
        return ngettext("Restore %(count)d record", "Restore %(count)d records", count) % {"count": count}
    return ngettext("Change %(count)d record", "Change %(count)d records", count) % {"count": count}


def settable(kind: BulkKind, form: Any) -> list[str]:
    """The record's own fields that may be set, then the custom ones."""
    own = [name for name in kind.fields if name in form.fields]
    return own + [name for name in form.fields if name.startswith(PREFIX)]


def field_lines(kind: BulkKind, full: Any, bound: Any, asked: Mapping[str, str]) -> list[FieldChoice]:
    """Every field that may be set; those that were ticked as they were filled in."""
    return [
        FieldChoice(bound[name] if name in bound.fields else full[name], name, f"set_{name}" in asked)
        for name in settable(kind, full)
    ]


def preview_of(change: BulkChange, kind: BulkKind, values: Mapping[str, Any], viewer: User) -> Preview:
    """What would happen, as far as it can be known before it is tried."""
    ids = change.ids
    whole = _refusal_of_all(values, viewer)
    chosen = kind.rows.filter(pk__in=ids)
    writable = set() if whole else set(chosen.writable_by(viewer).order_by().values_list("pk", flat=True))
    guarded = any(field.for_tenders for name in values if (field := custom_field(kind, name)))
    if guarded:
        writable &= custom_fields.tended_among(on_of(kind), writable, viewer)
    same = chosen.filter(pk__in=writable).filter(_already(kind, change.deed, values)).order_by().count()
    found = kind.rows.visible_to(viewer).in_bulk(ids[:SHOWN])
    why = whole or NotAllowed().text(gettext)
    rows = [
        _row(kind, change.deed, record, values, viewer) if pk in writable else Row(str(record), [], why)
        for pk, record in found.items()
    ]
    return Preview(len(ids), len(ids) - len(writable), same, rows)


def values_set(kind: BulkKind, change: BulkChange, viewer: User) -> list[tuple[str, str]]:
    """What was set, as it is read."""
    return [_value_set(kind, name, value, viewer) for name, value in change.values.items()]


def _value_set(kind: BulkKind, name: str, value: Any, viewer: User) -> tuple[str, str]:
    if (field := custom_field(kind, name)) is None:
        return _label(kind, name), value_of(kind.model(), name, value)
    named = custom_fields.records_named(field.kind, [value], viewer) if field.kind in custom_fields.LINKED else {}
    return field.label, str(named[value]) if value in named else written(field, value) or NOTHING


def _refusal_of_all(values: Mapping[str, Any], viewer: User) -> str:
    """Nobody hands records to someone whose records they may not write."""
    people = viewer.people_in_charge
    owner = values.get("owner")
    if owner is None or people is None or owner.pk in people or owner.team_id == viewer.team_id:
        return ""
    return gettext("You may not give records to %(owner)s.") % {"owner": owner}


def _already(kind: BulkKind, deed: str, values: Mapping[str, Any]) -> Q:
    if deed == SET:
        if not values:
            return Q(pk__in=[])
        beside = [name for name in values if name in kind.deeds]
        fields = {name: field for name in values if (field := custom_field(kind, name))}
        own = Q(**{name: value for name, value in values.items() if name not in kind.deeds and name not in fields})
        asked = [kind.deeds[name].already(entity_of(kind.model), values[name]) for name in beside]
        held = [holds(field, kept(field, values[name])) for name, field in fields.items()]
        return reduce(and_, [*asked, *held], own)
    return Q(archived_at__isnull=deed == RESTORE)


def _row(kind: BulkKind, deed: str, record: Any, values: Mapping[str, Any], viewer: User) -> Row:
    if deed != SET:
        archived, in_use = gettext("archived"), gettext("in use")
        before, after = (in_use, archived) if deed == ARCHIVE else (archived, in_use)
        already = (record.archived_at is None) == (deed == RESTORE)
        return Row(str(record), [] if already else [(gettext("State"), before, after)])
    changes = [
        (_label_of(record, name), shown(record, name, viewer), value_of(record, name, _plain(value)))
        for name, value in values.items()
        if name not in kind.deeds and not name.startswith(PREFIX) and getattr(record, name) != value
    ]
    return Row(str(record), [*changes, *_beside(kind, record, values), *_custom_changes(kind, record, values, viewer)])


def _beside(kind: BulkKind, record: Any, values: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """What would become of values that are kept beside the record."""
    found = []
    for name in kind.deeds.keys() & values.keys():
        deed = kind.deeds[name]
        now = BESIDE[deed.value].now(record)
        after = deed.after(now, values[name])
        if after != now:
            found.append((str(deed.title), value_of(None, name, now), value_of(None, name, after)))
    return found


def _custom_changes(
    kind: BulkKind, record: Any, values: Mapping[str, Any], viewer: User
) -> Iterator[tuple[str, str, str]]:
    """Of the fields that would change: what each is called, what it holds and what it would hold."""
    for name, value in values.items():
        field = custom_field(kind, name)
        if field is None or record.custom.get(field.key) == (after := kept(field, value)):
            continue
        now = {record.pk: record.custom}, {record.pk: {**record.custom, field.key: after}}
        texts = [Reading(field.on, held, viewer, [field]).text(field, record.pk) or NOTHING for held in now]
        yield field.label, texts[0], texts[1]


def _plain(value: Any) -> Any:
    return {"id": value.pk, "label": str(value)} if hasattr(value, "pk") else value


def _label(kind: BulkKind, name: str) -> str:
    if name in kind.deeds:
        return str(kind.deeds[name].title)
    return capfirst(str(kind.model._meta.get_field(name).verbose_name))  # type: ignore[union-attr]


def _label_of(record: Any, name: str) -> str:
    return capfirst(str(record._meta.get_field(name).verbose_name))
