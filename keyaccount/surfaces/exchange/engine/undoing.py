"""Taking an import back: its batches from the last to the first, each in one transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import AuditAction, AuditEntry
from keyaccount.apps.workspace.services import audit, bulk, journal
from keyaccount.apps.workspace.services.loading import trail
from keyaccount.kernel.errors import gettext_noop
from keyaccount.surfaces.exchange.models import Import, ImportBatch, ImportStatus

Model = type[models.Model]
CHANGED_SINCE = gettext_noop("%(record)s was changed by %(who)s on %(day)s.")
VERSION_SINCE = gettext_noop("%(record)s was changed after the import.")
USED_SINCE = gettext_noop("%(record)s is used by %(user)s.")
KEPT = gettext_noop("%(record)s was kept: %(user)s uses it.")
SHOWN = 50


@dataclass(slots=True)
class Written:
    """Everything an import wrote: new records, and changed ones with the version they had after it."""

    created: dict[Model, set[int]] = field(default_factory=lambda: defaultdict(set))
    versions: dict[Model, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))


def written_by(imp: Import) -> Written:
    found = Written()
    for batch in imp.batches.order_by("number").iterator(chunk_size=20):
        for model, pks in journal.created_in(batch.journal):
            found.created[model].update(pks)
            if _has_version(model):
                found.versions[model].update(dict.fromkeys(pks, 1))
        for model, images in journal.changed_in(batch.journal):
            if _has_version(model):
                found.versions[model].update({image["id"]: image["version"] + 1 for image in images})
    return found


def changed_since(imp: Import, written: Written) -> Iterator[dict[str, Any]]:
    """Records of the import that someone has changed or come to use since, as reasons."""
    for model, versions in written.versions.items():
        yield from _edited(imp, model, versions)
    for model, pks in written.created.items():
        yield from _used(model, pks, written)


def undo_batch(batch: ImportBatch, act: Act) -> list[dict[str, Any]]:
    """Take one batch back; what others have come to use stays and is named."""
    keep, reasons = _in_use(batch)
    _tell(batch, keep, act)
    journal.revert(batch.journal, keep)
    batch.delete()
    return reasons


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
    undone = Import.objects.filter(status=ImportStatus.UNDONE).values_list("pk", flat=True)
    own = {f"{kind}:{pk}" for pk in (*undone, imp.pk) for kind in ("import", "undo")}
    return AuditEntry.objects.filter(entity=audit.entity_of(model), at__gte=imp.began_at).exclude(ref__in=own)


def _used(model: Model, pks: set[int], written: Written) -> Iterator[dict[str, Any]]:
    for user_model, pairs in journal.users_of(model, sorted(pks)):
        if user_model is AuditEntry or user_model is Import:
            continue
        foreign = [(row, pk) for row, pk in pairs if not _comes_with(user_model, row, written)]
        yield from _named(model, user_model, foreign[:SHOWN], USED_SINCE)


def _comes_with(model: Model, pk: int, written: Written) -> bool:
    """Whether a row goes when the import goes: it is a new record of it, or part of one."""
    if pk in written.created.get(model, ()):
        return True
    whole = _whole_of(model)
    if whole is None:
        return False
    owner = model._base_manager.filter(pk=pk).values_list(whole.attname, flat=True).first()
    return owner in written.created.get(whole.related_model, ())


def _whole_of(model: Model) -> Any:
    """The relation by which rows of this model are part of another record (CASCADE), if they are."""
    return next(
        (
            one
            for one in model._meta.concrete_fields
            if one.is_relation and one.remote_field.on_delete is models.CASCADE
        ),
        None,
    )


# ── Taking back ──


def _in_use(batch: ImportBatch) -> tuple[dict[Model, frozenset[int]], list[dict[str, Any]]]:
    """New records of the batch that something still points at; what the import itself wrote later is gone by now."""
    created: dict[Model, set[int]] = defaultdict(set)
    for model, pks in journal.created_in(batch.journal):
        created[model].update(pks)
    keep: dict[Model, set[int]] = defaultdict(set)
    reasons: list[dict[str, Any]] = []
    for model, pks in created.items():
        for user_model, pairs in journal.users_of(model, sorted(pks)):
            foreign = [(row, pk) for row, pk in pairs if not _goes_too(user_model, row, created)]
            keep[model].update(pk for _row, pk in foreign)
            reasons += _named(model, user_model, foreign[:SHOWN], KEPT)
    return {model: frozenset(pks) for model, pks in keep.items()}, reasons


def _goes_too(model: Model, pk: int, created: dict[Model, set[int]]) -> bool:
    whole = _whole_of(model)
    if pk in created.get(model, ()):
        return True
    if whole is None or whole.related_model not in created:
        return False
    owner = model._base_manager.filter(pk=pk).values_list(whole.attname, flat=True).first()
    return owner in created[whole.related_model]


def _named(model: Model, user_model: Model, pairs: list[tuple[int, int]], text: str) -> Iterator[dict[str, Any]]:
    records = model._default_manager.in_bulk({pk for _row, pk in pairs})
    users = user_model._base_manager.in_bulk({row for row, _pk in pairs})
    for row, pk in pairs:
        user = f"{user_model._meta.verbose_name} “{users[row]}”"
        yield {"text": text, "params": {"record": str(records.get(pk, pk)), "user": user}}


def _tell(batch: ImportBatch, keep: dict[Model, frozenset[int]], act: Act) -> None:
    """The audit trail says what the undo removes and what it sets back."""
    for model, pks in journal.created_in(batch.journal):
        gone = [pk for pk in pks if pk not in keep.get(model, ())]
        if hasattr(model, "version") or model._meta.model_name in {"team", "pipeline"}:
            labels = {pk: str(record) for pk, record in model._default_manager.in_bulk(gone).items()}
            trail(act, model, AuditAction.REMOVED, ((pk, label, {}, 1) for pk, label in labels.items()))
    for model, images in journal.changed_in(batch.journal):
        if _has_version(model):
            told = [(image["id"], str(image.get("name", image["id"])), {}, image["version"]) for image in images]
            trail(act, model, AuditAction.RESTORED, told)


def _has_version(model: Model) -> bool:
    return any(one.name == "version" for one in model._meta.concrete_fields)
