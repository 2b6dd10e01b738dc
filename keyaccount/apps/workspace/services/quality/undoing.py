"""Taking a merge back: both records and everything around them are again as they were, to the row."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import AuditAction, AuditEntry, Merge
from keyaccount.apps.workspace.queries.quality.kinds import Kind, kind_called
from keyaccount.apps.workspace.services import audit, bulk, journal
from keyaccount.apps.workspace.services.journal import images, unpack
from keyaccount.apps.workspace.services.loading import Told, trail
from keyaccount.apps.workspace.services.quality.leading import is_of_views, views_untouched
from keyaccount.apps.workspace.services.quality.merging import digest, touched
from keyaccount.kernel.errors import Fact, NotAllowed, NotFound

NAMED = 10


class UndoneAlready(Fact):
    message = _("This merge has been taken back already.")


class ErasedSince(Fact):
    message = _(
        "The merge cannot be taken back: a person it moved or united has been erased on request since, and what was "
        "kept for taking it back went with them. The records stay one; what was merged can be entered anew."
    )


class ChangedSince(Fact):
    """records: each as a sentence."""

    message = _(
        "The merge cannot be taken back without losing what was done since: %(records)s Take that back first, or keep "
        "the merge."
    )


def merge_seen(merge_id: int, act: Act) -> tuple[Merge, Kind]:
    """The merge, for those who see the record that stayed."""
    done = Merge.objects.filter(pk=merge_id).first()
    if done is None:
        raise NotFound
    kind = kind_called(done.kind)
    if not kind.rows.visible_to(act.actor).filter(pk=done.survivor).exists():
        raise NotFound
    return done, kind


@transaction.atomic
def undo_merge(*, merge_id: int, act: Act) -> Merge:
    """Refused where a row that the merge wrote has been changed or removed since: its change would be lost."""
    done, kind = merge_seen(merge_id, act)
    if not done.packed:
        raise ErasedSince
    both = [done.survivor, done.merged]
    if kind.rows.writable_by(act.actor).filter(pk__in=both).count() < 2:
        raise NotAllowed
    done = Merge.objects.select_for_update().get(pk=merge_id)
    if done.undone_at is not None:
        raise UndoneAlready
    list(kind.model._base_manager.select_for_update().filter(pk__in=both).order_by("pk"))
    if reasons := list(changed_since(done)):
        raise ChangedSince(records=" ".join(reasons[:NAMED]), count=len(reasons))
    _take_back(done, act.part_of(f"unmerge:{done.pk}"))
    done.undone_at, done.undone_by = act.now, act.actor
    done.save(update_fields=["undone_at", "undone_by"])
    return done


def changed_since(done: Merge) -> Iterator[str]:
    """Rows that somebody has changed or removed since, as sentences."""
    for label, before in done.after.items():
        if is_of_views(label):
            continue
        model: Any = apps.get_model(label)
        for some in bulk.chunked([int(pk) for pk in before]):
            now = {row["id"]: digest(row) for row in images(model._base_manager.filter(pk__in=some))}
            for pk in some:
                if now.get(pk) != before[str(pk)]:
                    yield _said(done, model, pk)


def _said(done: Merge, model: Any, pk: int) -> str:
    kind = gettext(str(model._meta.verbose_name))
    record = model._base_manager.filter(pk=pk).first()
    if record is None:
        return gettext("A record (%(kind)s) was removed.") % {"kind": kind}
    later = AuditEntry.objects.filter(entity=audit.entity_of(model), object_id=pk).exclude(ref=done.ref)
    last = later.select_related("actor").order_by("-id").first()
    if last is None or last.at < done.at:
        return gettext("“%(record)s” (%(kind)s) was changed.") % {"record": record, "kind": kind}
    params = {"record": record, "kind": kind, "who": last.actor, "day": f"{last.at:%Y-%m-%d}"}
    return gettext("“%(record)s” (%(kind)s) was changed by %(who)s on %(day)s.") % params


def _take_back(done: Merge, act: Act) -> None:
    entries = [_kept_views(entry, done) for entry in unpack(bytes(done.packed))]
    try:
        with transaction.atomic():
            journal.revert(entries)
    except IntegrityError as error:
        raise ChangedSince(records="", count=0) from error
    for model, pks in touched(entries).items():
        if "version" in {one.attname for one in model._meta.concrete_fields}:
            _tell(model, pks, act)


def _kept_views(entry: dict[str, Any], done: Merge) -> dict[str, Any]:
    label = entry["model"]
    return views_untouched(entry, done.after.get(label, {}), digest) if is_of_views(label) else entry


def _tell(model: type[models.Model], pks: set[int], act: Act) -> None:
    records = model._base_manager.filter(pk__in=pks).order_by("pk").iterator(chunk_size=2000)
    told: list[Told] = [(row.pk, str(row), {}, row.version) for row in records]  # type: ignore[attr-defined]
    trail(act, model, AuditAction.RESTORED, told)
