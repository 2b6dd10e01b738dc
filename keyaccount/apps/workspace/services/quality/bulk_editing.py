"""Changing many records at once: chosen, looked at beforehand, carried out in batches, taken back by one act.

Every record goes through the service that changes it alone, so the same rights and checks hold. One that is refused
keeps none of the others. Each batch is one transaction that also says how far it is, so a run that was stopped or
killed goes on where it stood; its journal is what an undo reads.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.workspace import custom_values
from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.custom_values import value_of
from keyaccount.apps.workspace.models import (
    AuditAction,
    AuditEntry,
    BulkBatch,
    BulkChange,
    CustomField,
    Job,
    JobStatus,
    Surface,
)
from keyaccount.apps.workspace.queries import custom_fields
from keyaccount.apps.workspace.queries.quality.bulk_kinds import BulkKind, bulk_kind
from keyaccount.apps.workspace.services import access, audit, bulk, editing, jobs, journal
from keyaccount.apps.workspace.services.journal import Journal, images, pack, unpack
from keyaccount.apps.workspace.services.loading import trail
from keyaccount.apps.workspace.services.quality.moving import Moving, keep_histories
from keyaccount.kernel.errors import Fact, Invalid, NotFound

JOB, UNDO = "workspace.bulk_change", "workspace.bulk_undo"
SET, ARCHIVE, RESTORE = DEEDS = ("set", "archive", "restore")
MOST = 20_000
AT_ONCE = 100  # up to so many records are changed while the page waits
BATCH = 50
Step = Callable[[int, int], None]
Values = Mapping[str, Any]


class TooMany(Fact):
    message = _("%(count)d records are more than can be changed at once (%(most)d). Narrow the list first.")


class NothingChosen(Fact):
    message = _("No record is chosen. Tick some rows first.")


class HasRun(Fact):
    message = _("This change has run already. Choose the records again for another one.")


class NotToUndo(Fact):
    message = _("There is nothing to take back: the change has not run, still runs, or was taken back already.")


# ── Choosing ──
@transaction.atomic
def choose_records(kind: BulkKind, *, deed: str, ids: Sequence[int], act: Act) -> BulkChange:
    """Keep what was chosen until it is decided what to do with it. Only what the actor sees can be chosen."""
    access.may_create(act)
    if deed not in DEEDS:
        raise Invalid(_("Nothing like that can be done to many records at once."))
    seen = kind.rows.visible_to(act.actor).order_by()
    found = {pk for some in bulk.chunked(ids) for pk in seen.filter(pk__in=some).values_list("pk", flat=True)}
    chosen = [pk for pk in dict.fromkeys(ids) if pk in found]
    if not chosen:
        raise NothingChosen
    if len(chosen) > MOST:
        raise TooMany(count=len(chosen), most=MOST)
    change = BulkChange(kind=kind.key, deed=deed, ids=chosen, by=act.actor, at=act.now)
    change.save(force_insert=True)
    return change


def own_change(change_id: int, act: Act) -> tuple[BulkChange, BulkKind]:
    """One's own, or anyone's for an administrator."""
    rows = BulkChange.objects.select_related("by", "job", "undone_by")
    change = rows.filter(pk=change_id).first()
    if change is None or (change.by_id != act.actor.pk and not act.actor.role.may_administer):
        raise NotFound
    return change, bulk_kind(change.kind)


# ── Carrying out ──
@transaction.atomic
def start_change(*, change_id: int, values: Values, act: Act) -> BulkChange:
    """Run it: at once when it is small, else in the background. values: by field, as the record's form cleans them."""
    _found, kind = own_change(change_id, act)
    change = BulkChange.objects.select_for_update().get(pk=change_id)
    if change.started_at is not None:
        raise HasRun
    if change.deed == SET and not values:
        raise Invalid(_("Tick at least one field to change."))
    if isinstance(values.get("owner"), models.Model):
        access.may_own(act, values["owner"])
    change.values = {name: _kept(kind, name, value) for name, value in values.items()}
    change.started_at = act.now
    if len(change.ids) > AT_ONCE:
        change.job = jobs.enqueue(kind=JOB, title=_title(change), payload={"change": change.pk}, act=act)
    change.save(update_fields=["values", "started_at", "job"])
    if change.job is None:
        carry_out(change, act)
    return change


def change_job(job: Job, progress: jobs.Progress) -> dict[str, Any]:
    """The job of kind `workspace.bulk_change`; goes on behind the batches that are done."""
    change = BulkChange.objects.get(pk=job.payload["change"])
    carry_out(change, Act(job.owner, job.created_at, Surface.WEB), progress.step)
    return {"changed": change.changed, "unchanged": change.unchanged, "refused": len(change.refused)}


def carry_out(change: BulkChange, act: Act, step: Step = lambda done, total: None) -> None:
    kind = bulk_kind(change.kind)
    values = _cleaned(kind, change.values)
    act = act.part_of(change.ref)
    for some in bulk.chunked(change.ids[change.done :], BATCH):
        with transaction.atomic():
            done = [entry for pk in some if (entry := _one(change, kind, pk, values, act))]
            if done:
                BulkBatch.objects.create(of=change, number=change.done, packed=pack(done))
            change.done += len(some)
            change.save(update_fields=["done", "changed", "unchanged", "refused"])
            step(change.done, len(change.ids))


def _one(change: BulkChange, kind: BulkKind, pk: int, values: Values, act: Act) -> dict[str, Any] | None:
    """Change one record; what a journal needs to take it back, or None where nothing was written."""
    before = Moving(act, Journal())
    keep_histories(kind.model, [pk], before)
    for parts in {deed.parts for name, deed in kind.deeds.items() if name in values}:
        before.journal.parts(parts, "object_id", [pk], {"entity": audit.entity_of(kind.model)})
    rows = images(kind.model._base_manager.filter(pk=pk))
    try:
        with transaction.atomic():
            record = _do(kind, change.deed, pk, values, act)
    except Fact as fact:
        change.refused.append({"id": pk, "label": _label(kind, pk, act), "reason": reason_of(fact)})
        return None
    if record.version == rows[0]["version"]:
        change.unchanged += 1
        return None
    change.changed += 1
    before.journal.changed(kind.model, rows)
    return {"id": pk, "version": record.version, "entries": before.journal.entries}


def _do(kind: BulkKind, deed: str, pk: int, values: Values, act: Act) -> Any:
    if deed == ARCHIVE:
        return kind.archive(pk, act)
    return kind.restore(pk, act) if deed == RESTORE else kind.change(pk, _told(kind, pk, values), act)


def _told(kind: BulkKind, pk: int, values: Values) -> dict[str, Any]:
    """The values as the record's service takes them: what is done to one beside it as what it is to be then."""
    own = {name: value for name, value in values.items() if name not in kind.deeds}
    asked = [(kind.deeds[name], value) for name, value in values.items() if name in kind.deeds]
    record = kind.rows.select_for_update(of=("self",)).filter(pk=pk).first() if asked else None
    for deed, value in asked if record else ():
        now = own[deed.value] if deed.value in own else editing.BESIDE[deed.value].now(record)
        own[deed.value] = deed.after(now, value)
    return own


def reason_of(fact: Fact) -> str:
    fields = " ".join(fact.fields.values()) if isinstance(fact, Invalid) else ""
    return fields or fact.text(gettext)


def _label(kind: BulkKind, pk: int, act: Act) -> str:
    """The name, where the actor may still see the record."""
    return str(kind.rows.visible_to(act.actor).filter(pk=pk).first() or pk)


def on_of(kind: BulkKind) -> str:
    """Where custom fields of such records are defined; nothing for records without any."""
    return str(getattr(kind.model, "custom_on", ""))


def custom_field(kind: BulkKind, name: str) -> CustomField | None:
    return custom_fields.field_called(on_of(kind), name)


def _kept(kind: BulkKind, name: str, value: Any) -> Any:
    """As the change keeps it: of a custom field what the record would hold."""
    field = custom_field(kind, name)
    return audit.plain(value) if field is None else custom_values.kept(field, value)


def _cleaned(kind: BulkKind, kept: Values) -> dict[str, Any]:
    """The values as the services take them, from how they are kept."""
    found: dict[str, Any] = {}
    for name, value in kept.items():
        if name in kind.deeds:
            found[name] = value
            continue
        if (field := custom_field(kind, name)) is not None:
            found[name] = value_of(field, value)
            continue
        one: Any = kind.model._meta.get_field(name)
        if isinstance(one, models.ForeignKey):
            found[name] = one.related_model._default_manager.filter(pk=value["id"]).first() if value else None
        else:
            found[name] = None if value is None else one.to_python(value)
    return found


def _title(change: BulkChange) -> str:
    return gettext("Change %(count)d records") % {"count": len(change.ids)}


# ── Taking back ──
@transaction.atomic
def start_undo(*, change_id: int, act: Act) -> BulkChange:
    own_change(change_id, act)
    change = BulkChange.objects.select_for_update().get(pk=change_id)
    going = change.job_id is not None and Job.objects.filter(pk=change.job_id, status__in=jobs.ONGOING).exists()
    if change.started_at is None or change.undone_at is not None or going or not change.batches.exists():
        raise NotToUndo
    change.undone_at, change.undone_by = act.now, act.actor
    if change.changed > AT_ONCE:
        title = gettext("Take back the change of %(count)d records") % {"count": change.changed}
        change.job = jobs.enqueue(kind=UNDO, title=title, payload={"change": change.pk}, act=act)
    change.save(update_fields=["undone_at", "undone_by", "job"])
    if change.changed <= AT_ONCE:
        take_back(change, act)
    return change


def undo_job(job: Job, progress: jobs.Progress) -> dict[str, Any]:
    """The job of kind `workspace.bulk_undo`."""
    change = BulkChange.objects.get(pk=job.payload["change"])
    take_back(change, Act(job.owner, job.created_at, Surface.WEB), progress.step)
    return {"kept": len(change.kept)}


def take_back(change: BulkChange, act: Act, step: Step = lambda done, total: None) -> None:
    """Every record that nobody has changed since, as it was; the others stay and are named."""
    kind, act = bulk_kind(change.kind), act.part_of(f"unbulk:{change.pk}")
    done, total = 0, change.batches.count()
    for batch in change.batches.order_by("-number"):
        with transaction.atomic():
            for entry in reversed(unpack(bytes(batch.packed))):
                _restore(change, kind, entry, act)
            batch.delete()
            change.save(update_fields=["kept"])
            done += 1
            step(done, total)


def _restore(change: BulkChange, kind: BulkKind, entry: dict[str, Any], act: Act) -> None:
    record: Any = kind.model._base_manager.select_for_update(of=("self",)).filter(pk=entry["id"]).first()
    if record is None or record.version != entry["version"]:
        change.kept.append({"id": entry["id"], "label": _label(kind, entry["id"], act), "reason": _since(kind, entry)})
        return
    journal.revert(entry["entries"])
    trail(act, kind.model, AuditAction.RESTORED, [(record.pk, str(record), {}, entry["version"] - 1)])


def _since(kind: BulkKind, entry: dict[str, Any]) -> str:
    later = AuditEntry.objects.filter(
        entity=audit.entity_of(kind.model), object_id=entry["id"], version__gt=entry["version"]
    )
    last = later.select_related("actor").order_by("-id").first()
    if last is None:
        return gettext("It was changed since.")
    return gettext("It was changed by %(who)s on %(day)s.") % {"who": last.actor, "day": f"{last.at:%Y-%m-%d}"}


def is_going(change: BulkChange) -> bool:
    return change.job is not None and change.job.status in {JobStatus.WAITING, JobStatus.RUNNING}
