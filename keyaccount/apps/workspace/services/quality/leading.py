"""What names a record by its id without a relation is made to name the one that stays: custom fields, saved views."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.db.models.lookups import Exact

from keyaccount.apps.workspace.models import AuditAction, CustomField, On, SavedView
from keyaccount.apps.workspace.queries import custom_fields
from keyaccount.apps.workspace.queries.custom_narrowing import stored
from keyaccount.apps.workspace.queries.quality.kinds import Kind
from keyaccount.apps.workspace.services.journal import images
from keyaccount.apps.workspace.services.loading import trail
from keyaccount.apps.workspace.services.quality.moving import Moving

ON = {"pipeline": On.OPPORTUNITIES}  # a list is called as what is listed there, but for this one


def fields_naming(kind: Kind) -> list[CustomField]:
    """Archived ones too: their values may be read again."""
    return list(CustomField.objects.filter(kind=kind.linked)) if kind.linked else []


def lead_on(kind: Kind, *, keep: int, drop: int, moving: Moving) -> None:
    """The custom values of the two records themselves are the caller's concern."""
    fields = fields_naming(kind)
    for field in fields:
        _values(field, kind, keep, drop, moving)
    _views(kind, fields, keep, drop, moving)


def renamed_values(kind: Kind, custom: Mapping[str, Any], keep: int, drop: int) -> dict[str, Any]:
    """What one of the two records holds, with the one that stays in the place of the other."""
    keys = {field.key for field in fields_naming(kind) if field.on == getattr(kind.model, "custom_on", "")}
    return {key: keep if key in keys and value == drop else value for key, value in custom.items()}


def _values(field: CustomField, kind: Kind, keep: int, drop: int, moving: Moving) -> None:
    model = custom_fields.HOSTS[field.on].model
    rows = model._base_manager.filter(Exact(stored(field), drop))
    if model is kind.model:
        rows = rows.exclude(pk__in=[keep, drop])
    before = images(rows)
    if not before:
        return
    moving.journal.changed(model, before)
    moving.moved[model._meta.label_lower] += len(before)
    records = list(rows)
    for record in records:
        record.custom = {**record.custom, field.key: keep}
        record.version += 1
        record.updated_at = moving.act.now
    model._base_manager.bulk_update(records, ["custom", "version", "updated_at"], batch_size=500)
    told = [(one.pk, str(one), {field.column: [drop, keep]}, one.version) for one in records]
    trail(moving.act, model, AuditAction.CHANGED, told)


def _views(kind: Kind, fields: list[CustomField], keep: int, drop: int, moving: Moving) -> None:
    changed: list[SavedView] = []
    for view in SavedView.objects.order_by("pk"):
        on = ON.get(view.place, view.place)
        keys = {*kind.filters, *(field.column for field in fields if field.on == on)}
        query = {key: _led(text, keep, drop) if key in keys else text for key, text in view.query.items()}
        if query != view.query:
            view.query = query
            changed.append(view)
    moving.journal.changed(SavedView, images(SavedView.objects.filter(pk__in=[view.pk for view in changed])))
    SavedView.objects.bulk_update(changed, ["query"], batch_size=500)


def _led(text: str, keep: int, drop: int) -> str:
    """`12,40` with one id in the place of another, each once."""
    parts = [str(keep) if part == str(drop) else part for part in text.split(",")]
    return ",".join(dict.fromkeys(parts)) if str(drop) in text.split(",") else text


def views_untouched(entry: dict[str, Any], after: Mapping[str, str], digest: Any) -> dict[str, Any]:
    """Of a journal's entry about views, those that nobody has changed since: the others keep what they ask now."""
    pks = [row["id"] for row in entry["changed"]]
    now = {row["id"]: digest(row) for row in images(SavedView.objects.filter(pk__in=pks))}
    return {**entry, "changed": [row for row in entry["changed"] if now.get(row["id"]) == after.get(str(row["id"]))]}


def is_of_views(label: str) -> bool:
    return label == label_of(SavedView)


def label_of(model: type[models.Model]) -> str:
    return str(model._meta.label_lower)
