"""Taking an import back: its batches from the last to the first, each in one transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from keyaccount.apps.pipeline.models import Target
from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import AuditAction, AuditEntry
from keyaccount.apps.workspace.services import audit, bulk, journal
from keyaccount.apps.workspace.services.loading import Told, trail
from keyaccount.kernel.errors import gettext_noop
from keyaccount.surfaces.exchange.engine.followed import followed, followed_in, holding_again, without
from keyaccount.surfaces.exchange.models import Import, ImportBatch, ImportStatus

Model = type[models.Model]
CHANGED_SINCE = gettext_noop("%(record)s was changed by %(who)s on %(day)s.")
VERSION_SINCE = gettext_noop("%(record)s was changed after the import.")
USED_SINCE = gettext_noop("%(record)s is used by %(user)s.")
KEPT = gettext_noop("%(record)s was kept: %(user)s uses it.")
SHOWN = 50


@dataclass(slots=True)
class Written:
    """Everything an import wrote: new records, changed ones, and the version that each had after it."""

    created: dict[Model, set[int]] = field(default_factory=lambda: defaultdict(set))
    changed: dict[Model, set[int]] = field(default_factory=lambda: defaultdict(set))
    versions: dict[Model, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))

    def add(self, batch: ImportBatch) -> None:
        entries = batch.journal
        for model, pks in journal.created_in(entries):
            self.created[model].update(pks)
            if _has_version(model):
                self.versions[model].update(dict.fromkeys(pks, 1))
        for model, images in journal.changed_in(entries):
            self.changed[model].update(image["id"] for image in images)
            if _has_version(model):
                self.versions[model].update({image["id"]: image["version"] + 1 for image in images})

    def _going(self, model: Model) -> frozenset[int]:
        return frozenset(self.created.get(model, ())) | frozenset(self.changed.get(model, ()))

    def foreign(self, uses: Sequence[journal.Use], model: Model, whole: Model | None) -> list[journal.Use]:
        """Uses by rows that an undo leaves alone: neither they nor the record they are part of go or are set back."""
        rows = self._going(model)
        wholes = self._going(whole) if whole else frozenset()
        return [use for use in uses if use.row not in rows and use.part_of not in wholes]


def written_by(imp: Import) -> Written:
    found = Written()
    for batch in imp.batches.order_by("number").iterator(chunk_size=20):
        found.add(batch)
    return found


def changed_since(imp: Import, written: Written) -> Iterator[dict[str, Any]]:
    """Records of the import that someone has changed or come to use since, as reasons."""
    for model, versions in written.versions.items():
        yield from _edited(imp, model, versions)
    for model, pks in written.created.items():
        yield from _used(model, pks, written)
    yield from _said(followed(sorted(written.created.get(Target, ()))))


def undo_batch(batch: ImportBatch, act: Act) -> list[dict[str, Any]]:
    """Take one batch back; what others have come to use stays and is named."""
    keep, reasons = _in_use(batch)
    stay = followed_in(batch.journal)
    keep[Target] = keep.get(Target, frozenset()) | {target.pk for target in stay}
    entries = without(batch.journal, stay)
    _tell(entries, keep, act)
    journal.revert(entries, keep)
    batch.delete()
    return [*reasons, *_said(stay)]


def _said(targets: Iterable[Target]) -> Iterator[dict[str, Any]]:
    return ({"text": VERSION_SINCE, "params": {"record": str(target)}} for target in targets)


# ── What happened since ──


def _edited(imp: Import, model: Model, versions: dict[int, int]) -> Iterator[dict[str, Any]]:
    others = _entries_of_others(imp, model)
    for some in bulk.chunked(sorted(versions)):
        named: set[int] = set()
        for entry in others.filter(object_id__in=some).select_related("actor").order_by("-id"):
            if entry.object_id not in named:
                named.add(entry.object_id)
                params = {"record": entry.label, "who": str(entry.actor), "day": f"{entry.at:%Y-%m-%d}"}
                yield {"text": CHANGED_SINCE, "params": params}
        now = dict(model._default_manager.filter(pk__in=some).order_by().values_list("pk", "version"))
        moved = [pk for pk in some if pk not in named and now.get(pk, versions[pk]) != versions[pk]]
        for record in model._default_manager.filter(pk__in=moved).order_by("pk"):
            yield {"text": VERSION_SINCE, "params": {"record": str(record)}}


def _entries_of_others(imp: Import, model: Model) -> models.QuerySet[AuditEntry]:
    """What the audit trail says since the import began, but for itself and for imports that were undone meanwhile."""
    first = AuditEntry.objects.filter(ref=imp.ref).order_by("id").values_list("id", flat=True).first()
    undone = Import.objects.filter(status=ImportStatus.UNDONE).values_list("pk", flat=True)
    own = {f"{kind}:{pk}" for pk in (*undone, imp.pk) for kind in ("import", "undo")}
    later = AuditEntry.objects.filter(entity=audit.entity_of(model), id__gt=first or 0)
    return later.exclude(ref__in=own)


def _used(model: Model, pks: set[int], written: Written) -> Iterator[dict[str, Any]]:
    for user_model, whole, uses in journal.users_of(model, sorted(pks)):
        if user_model is not AuditEntry:
            yield from _named(model, user_model, written.foreign(uses, user_model, whole), USED_SINCE)


# ── Taking back ──


def _in_use(batch: ImportBatch) -> tuple[dict[Model, frozenset[int]], list[dict[str, Any]]]:
    """New records of the batch that something still points at; what the import itself wrote later is gone by now."""
    written = Written()
    written.add(batch)
    keep: dict[Model, set[int]] = defaultdict(set)
    reasons: list[dict[str, Any]] = []
    for model, pks in written.created.items():
        for user_model, whole, uses in journal.users_of(model, sorted(pks)):
            foreign = written.foreign(uses, user_model, whole)
            keep[model].update(use.of for use in foreign)
            reasons += _named(model, user_model, foreign, KEPT)
    return {model: frozenset(pks) for model, pks in keep.items()}, reasons


def _named(model: Model, user_model: Model, uses: Sequence[journal.Use], text: str) -> Iterator[dict[str, Any]]:
    shown = uses[:SHOWN]
    records = model._default_manager.in_bulk({use.of for use in shown})
    users = user_model._base_manager.in_bulk({use.row for use in shown})
    for use in shown:
        user = f"{user_model._meta.verbose_name} “{users[use.row]}”"
        yield {"text": text, "params": {"record": str(records.get(use.of, use.of)), "user": user}}


def _tell(entries: Sequence[journal.Entry], keep: Mapping[Model, frozenset[int]], act: Act) -> None:
    """The audit trail says what the undo removes and what it sets back."""
    for model, pks in journal.created_in(entries):
        if not _is_part(model):
            gone = set(pks) - keep.get(model, frozenset())
            records = model._default_manager.filter(pk__in=gone).order_by("pk").iterator(chunk_size=2000)
            trail(act, model, AuditAction.REMOVED, [(record.pk, str(record), {}, 1) for record in records])
    for model, images in journal.changed_in(entries):
        if _has_version(model):
            labels = _labels(model, images)
            told: list[Told] = [(image["id"], labels[image["id"]], {}, image["version"]) for image in images]
            trail(act, model, AuditAction.RESTORED, told)
        elif model is Target:
            trail(act, model, AuditAction.RESTORED, holding_again(entries, images))


def _labels(model: Model, images: Sequence[journal.Image]) -> Mapping[int, str]:
    """What records are called: by their own names, else as what they are part of."""
    if all("name" in image for image in images):
        return {image["id"]: str(image["name"]) for image in images}
    whole = journal.whole_of(model)
    records = model._default_manager.select_related(*([whole.name] if whole else []))
    return {pk: str(record) for pk, record in records.in_bulk([image["id"] for image in images]).items()}


def _is_part(model: Model) -> bool:
    return journal.whole_of(model) is not None


def _has_version(model: Model) -> bool:
    return any(one.name == "version" for one in model._meta.concrete_fields)
