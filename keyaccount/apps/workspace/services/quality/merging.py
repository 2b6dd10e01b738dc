"""Merging two records of one thing: one stays with everything both had, the other leads to it from then on."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from hashlib import blake2b
from json import dumps
from typing import Any

from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import AuditAction, CustomField, Merge, User
from keyaccount.apps.workspace.models.custom_fields import PREFIX, Customised
from keyaccount.apps.workspace.queries import custom_fields
from keyaccount.apps.workspace.queries.quality.kinds import Kind
from keyaccount.apps.workspace.services import access, audit, bulk
from keyaccount.apps.workspace.services.journal import Entry, Image, images, pack
from keyaccount.apps.workspace.services.quality.finding import pairs_of
from keyaccount.apps.workspace.services.quality.leading import lead_on, renamed_values
from keyaccount.apps.workspace.services.quality.moving import Moving, keep_histories, move
from keyaccount.kernel.errors import Conflict, Fact, Invalid

Changes = dict[str, tuple[Any, Any]]
Versions = tuple[int, int]


class SameRecord(Fact):
    message = _("A record cannot be merged with itself. Choose two.")


class NotInUse(Fact):
    message = _("“%(name)s” is archived or was merged already. Only records in use can be merged.")


class ChangedMeanwhile(Conflict):
    message = _("One of the two was changed while you were choosing. Look at both again; nothing was merged.")


class CannotStandTogether(Fact):
    message = _("Something that both records have may stand only once and cannot be united. Nothing was merged.")


def merge(
    kind: Kind,
    *,
    survivor: int,
    merged: int,
    take: Collection[str] = (),
    versions: Versions | None = None,
    act: Act,
) -> Merge:
    """take: fields whose value comes from the record that goes. versions: of survivor and merged, as they were read."""
    try:
        with transaction.atomic():
            return _merge(kind, survivor, merged, take, versions, act)
    except IntegrityError as error:
        raise CannotStandTogether from error


def _merge(kind: Kind, survivor: int, merged: int, take: Collection[str], versions: Versions | None, act: Act) -> Merge:
    stays, goes = _held(kind, survivor, merged, act)
    if versions is not None and versions != (stays.version, goes.version):
        raise ChangedMeanwhile
    done = _begun(kind, stays, goes, act)
    moving = Moving(act.part_of(done.ref))
    before = images(kind.model._base_manager.filter(pk__in=[survivor, merged]))
    moving.journal.changed(kind.model, before)
    keep_histories(kind.model, [survivor, merged], moving)
    _forget_pairs(kind, merged, moving)
    move(kind.model, keep=survivor, drop=merged, moving=moving)
    lead_on(kind, keep=survivor, drop=merged, moving=moving)
    _lead_on(goes, stays, moving.act)
    _become(kind, stays, goes, take, moving)
    for record in (stays, goes):
        kind.write_history(record, moving.act)
    done.moved = dict(moving.moved)
    done.packed, done.after = pack(moving.journal.entries), digests_after(moving.journal.entries)
    done.save(update_fields=["moved", "packed", "after"])
    return done


def _held(kind: Kind, survivor: int, merged: int, act: Act) -> tuple[Any, Any]:
    """Both records, held in one order so that no two merges wait for each other; both are the actor's to write."""
    if survivor == merged:
        raise SameRecord
    held = {pk: access.writable(kind.model, pk, act) for pk in sorted((survivor, merged))}  # type: ignore[type-var]
    for record in held.values():
        if record.archived_at is not None:  # type: ignore[attr-defined]
            raise NotInUse(name=str(record))
    return held[survivor], held[merged]


def _begun(kind: Kind, stays: Any, goes: Any, act: Act) -> Merge:
    done = Merge(kind=kind.key, survivor=stays.pk, merged=goes.pk, by=act.actor, at=act.now, packed=b"")
    done.survivor_label, done.merged_label = str(stays)[:200], str(goes)[:200]
    done.save(force_insert=True)
    return done


def _forget_pairs(kind: Kind, merged: int, moving: Moving) -> None:
    pairs = pairs_of(kind, [merged])
    moving.journal.removed(pairs.model, images(pairs))
    bulk.delete(pairs.model, list(pairs.values_list("pk", flat=True)))


def _lead_on(goes: Any, stays: Any, act: Act) -> None:
    goes.merged_into, goes.archived_at = stays, act.now
    goes.version += 1
    goes.updated_at = act.now
    goes.save(update_fields=["merged_into", "archived_at", "version", "updated_at"])
    audit.record(act, goes, AuditAction.ARCHIVED, {"merged_into": (None, stays)})


def _become(kind: Kind, stays: Any, goes: Any, take: Collection[str], moving: Moving) -> None:
    """The survivor with the chosen values, and the fact in its trail."""
    chosen = _refuse_unknown(kind, stays, goes, take, moving.act)
    changes = _chosen(kind, stays, goes, chosen)
    for name, (_before, after) in changes.items():
        setattr(stays, name, after)
    custom = _custom_values(kind, stays, goes, chosen)
    kind.derive(stays, goes)
    kind.put_words(stays)
    kind.check(stays)
    stays.version += 1
    stays.updated_at = moving.act.now
    stays.save()
    united = {"united": (None, moving.united[:50])} if moving.united else {}
    audit.record(moving.act, stays, AuditAction.CHANGED, {**changes, **custom, "merged": (None, str(goes)), **united})


def _custom_values(kind: Kind, stays: Any, goes: Any, take: Collection[str]) -> Changes:
    """Those that were chosen, and what the survivor leaves blank, from the other."""
    if not isinstance(stays, Customised):
        return {}
    before, theirs = stays.custom, goes.custom
    chosen = {name.removeprefix(PREFIX) for name in take if name.startswith(PREFIX)}
    kept = {key: value for key, value in before.items() if key not in chosen}
    gained = {key: value for key, value in theirs.items() if key not in kept}
    stays.custom = renamed_values(kind, {**kept, **gained}, stays.pk, goes.pk)
    keys = {**before, **stays.custom}
    pairs = {f"{PREFIX}{key}": (before.get(key), stays.custom.get(key)) for key in keys}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def custom_choices(stays: Any, goes: Any, viewer: User) -> list[CustomField]:
    """The custom fields of which the viewer may read, and so choose, the value of both."""
    if not isinstance(stays, Customised):
        return []
    on = stays.custom_on
    mine, theirs = (custom_fields.fields_seen(on, record, viewer) for record in (stays, goes))
    return [field for field in mine if field in theirs]


def _refuse_unknown(kind: Kind, stays: Any, goes: Any, take: Collection[str], act: Act) -> Collection[str]:
    known = {*kind.fields, *(field.column for field in custom_choices(stays, goes, act.actor))}
    unknown = set(take) - known
    if unknown:
        raise Invalid(fields=dict.fromkeys(sorted(unknown), str(_("There is no such field to choose."))))
    return take


def _chosen(kind: Kind, stays: Any, goes: Any, take: Collection[str]) -> Changes:
    wanted = {name: getattr(goes, name) for name in kind.fields if name in take}
    for name in _upwards(kind):
        wanted[name] = above(kind, name, stays, goes, theirs=name in take)
    return {name: (getattr(stays, name), value) for name, value in wanted.items() if getattr(stays, name) != value}


def _upwards(kind: Kind) -> list[str]:
    """The fields by which records of this kind stand below each other."""
    foreign = ((name, kind.model._meta.get_field(name)) for name in kind.fields)
    return [name for name, one in foreign if isinstance(one, models.ForeignKey) and one.related_model is kind.model]


def above(kind: Kind, name: str, stays: Any, goes: Any, *, theirs: bool) -> Any:
    """What the two stand below when they are one: the chosen one, or the other's where that would be a circle."""
    first, second = (goes, stays) if theirs else (stays, goes)
    for candidate in (getattr(first, name), getattr(second, name)):
        if candidate is None or not _is_below(candidate, name, {stays.pk, goes.pk}):
            return candidate
    return None


def _is_below(record: Any, name: str, of: Collection[int]) -> bool:
    """Whether the record is one of these or stands somewhere below them."""
    seen: set[int] = set()
    here = record
    while here is not None and here.pk not in seen:
        if here.pk in of:
            return True
        seen.add(here.pk)
        here = getattr(here, name)
    return False


# ── How the rows were left, to know later whether anybody has changed them ──
def digests_after(entries: Collection[Entry]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for model, pks in touched(entries).items():
        rows = images(model._base_manager.filter(pk__in=sorted(pks)))
        found[model._meta.label_lower] = {str(row["id"]): digest(row) for row in rows}
    return found


def touched(entries: Collection[Entry]) -> dict[type[models.Model], set[int]]:
    """The rows that were changed and are still there."""
    found: dict[type[models.Model], set[int]] = {}
    for entry in entries:
        model = apps.get_model(entry["model"])
        rows: list[Image] = entry.get("changed", [])
        found.setdefault(model, set()).update(row["id"] for row in rows)
        found[model] -= {row["id"] for row in entry.get("removed", [])}
    return {model: pks for model, pks in found.items() if pks}


def digest(row: Mapping[str, Any]) -> str:
    return blake2b(dumps(row, sort_keys=True, ensure_ascii=False).encode(), digest_size=12).hexdigest()
