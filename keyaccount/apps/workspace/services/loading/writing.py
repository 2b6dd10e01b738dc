"""Writing a batch that was told apart: a few statements for all of it, each record with its audit entry."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Any

from django.db import models

from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import AuditAction, AuditEntry
from keyaccount.apps.workspace.models.custom_fields import PREFIX
from keyaccount.apps.workspace.services import audit, bulk
from keyaccount.apps.workspace.services.journal import images_of
from keyaccount.apps.workspace.services.loading.batch import Change, Load, New, Outcome, Result, Sorted, Spec

Told = tuple[int, str, Mapping[str, Any], int]  # an audit entry to be: id, label, changes, version


def write_new(spec: Spec, found: Sorted, load: Load) -> None:
    """Insert the new records of the batch, with their audit entries; each gets its pk."""
    new = found.new
    if not new:
        return
    pks = bulk.allocate(spec.model, len(new)) if load.write else load.virtual_ids(len(new))
    for item, pk in zip(new, pks, strict=True):
        item.pk = pk
        found.outcomes[item.place] = Outcome(Result.CREATED, pk)
    if load.write:
        _insert(spec, new, load)
        return
    if load.remember:
        _complete(spec, new, load)
    _foresee(spec, [(item.pk, item.values) for item in new], load)


def _insert(spec: Spec, new: Sequence[New], load: Load) -> None:
    same = _complete(spec, new, load)
    given = {name for item in new for name in (*item.row.values, *item.row.defaults)}
    names = ["id", *(given | set(spec.computed(new[0].values)))]
    rows = map(itemgetter(*names), (item.values for item in new))
    bulk.insert(spec.model, names, rows, {name: same[name] for name in same if name not in names})
    load.journal.created(spec.model, [item.pk for item in new])
    trail(load.act, spec.model, AuditAction.CREATED, [(item.pk, spec.label(item.values), {}, 1) for item in new])


def _complete(spec: Spec, new: Sequence[New], load: Load) -> dict[str, Any]:
    """Give new records all their values; those that are the same for every one."""
    same = {**_defaults(spec.model), **_stamps(spec.model, load.act)}
    for item in new:
        item.values = {**same, **item.values, "id": item.pk}
        item.values.update(spec.computed(item.values))
    return same


def write_changed(spec: Spec, found: Sorted, load: Load) -> None:
    """Update the changed records of the batch, with their audit entries."""
    changed = found.changed
    for item in changed:
        found.outcomes[item.place] = Outcome(Result.UPDATED, item.pk)
    if not changed:
        return
    if not load.write:
        _foresee(spec, [(item.pk, item.after) for item in changed], load)
        return
    load.journal.changed(spec.model, images_of(item.before for item in changed))
    afters = [_stamped(spec, item, load) for item in changed]
    names = _names_to_write(changed, afters)
    bulk.update(spec.model, names, [[after["id"], *(after[name] for name in names)] for after in afters])
    written = _readable(spec.model, changed)
    entries = (
        (item.pk, spec.label(after), changes, after.get("version", 1))
        for item, after, changes in zip(changed, afters, written, strict=True)
    )
    trail(load.act, spec.model, AuditAction.CHANGED, entries)


def _foresee(spec: Spec, records: Iterable[tuple[int, Mapping[str, Any]]], load: Load) -> None:
    if not (spec.known_by or load.remember):
        return
    unwritten = load.unwritten[spec.model]
    for pk, values in records:
        kept = values if load.remember else {name: values.get(name) for name in spec.known_by}
        unwritten.put(pk, kept, spec.known_by)


def trail(
    act: Act,
    model: type[models.Model],
    action: AuditAction,
    entries: Iterable[Told],
) -> None:
    """Audit entries for many records at once."""
    same = {"at": act.now, "actor_id": act.actor.pk, "surface": str(act.surface), "ref": act.ref}
    same |= {"entity": audit.entity_of(model), "action": str(action)}
    rows = [(pk, label[:200], changes, version) for pk, label, changes, version in entries]
    bulk.insert(AuditEntry, ["object_id", "label", "changes", "version"], rows, same)


def _defaults(model: type[models.Model]) -> dict[str, Any]:
    return {one.attname: one.get_default() for one in model._meta.concrete_fields}


def _stamps(model: type[models.Model], act: Act) -> dict[str, Any]:
    present = {one.attname for one in model._meta.concrete_fields}
    return {name: act.now for name in ("created_at", "updated_at", "joined_at") if name in present}


def _stamped(spec: Spec, item: Change, load: Load) -> dict[str, Any]:
    if "version" in item.before:
        item.also["version"] = item.before["version"] + 1
    if "updated_at" in item.before:
        item.also["updated_at"] = load.act.now
    item.also.update(spec.computed(item.after))
    return item.after


def _names_to_write(changed: Sequence[Change], afters: Sequence[Mapping[str, Any]]) -> list[str]:
    """Columns in which at least one record differs from what it was."""
    pairs = list(zip(changed, afters, strict=True))
    return [name for name in afters[0] if any(after[name] != item.before[name] for item, after in pairs)]


def _readable(model: type[models.Model], changed: Sequence[Change]) -> Iterator[dict[str, Any]]:
    """The changes as the audit trail keeps them: records by id and label, numbers and days as text."""
    labels = _labels(model, changed)
    for item in changed:
        yield {
            _name(model, name): [_as_kept(labels, name, old), _as_kept(labels, name, new)]
            for name, (old, new) in _field_by_field(item.changes)
        } | {name: list(pair) for name, pair in item.told.items()}


def _field_by_field(changes: Mapping[str, tuple[Any, Any]]) -> Iterator[tuple[str, tuple[Any, Any]]]:
    """Custom fields each by its own name, though one column holds them all."""
    for name, (old, new) in changes.items():
        if name != "custom":
            yield name, (old, new)
            continue
        for key in sorted({*old, *new}):
            if old.get(key) != new.get(key):
                yield f"{PREFIX}{key}", (old.get(key), new.get(key))


def _labels(model: type[models.Model], changed: Sequence[Change]) -> dict[str, dict[int, str]]:
    found: dict[str, dict[int, str]] = {}
    for one in model._meta.concrete_fields:
        if isinstance(one, models.ForeignKey):
            pairs = [item.changes[one.attname] for item in changed if one.attname in item.changes]
            wanted = {pk for pair in pairs for pk in pair if pk is not None}
            records = one.related_model._default_manager.in_bulk(wanted) if wanted else {}
            found[one.attname] = {pk: str(record) for pk, record in records.items()}
    return found


def _as_kept(labels: Mapping[str, Mapping[int, str]], name: str, value: Any) -> Any:
    if name in labels and value is not None:
        return {"id": value, "label": labels[name].get(value, str(value))}
    return audit.plain(value)


def _name(model: type[models.Model], attname: str) -> str:
    if attname.startswith(PREFIX):
        return attname
    return next(one.name for one in model._meta.concrete_fields if one.attname == attname)
