"""Undoing an import: afterwards the workspace is as if it had never been."""

from __future__ import annotations

import shutil
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import Job, Surface
from keyaccount.apps.workspace.services import jobs
from keyaccount.kernel.errors import Fact, NotAllowed, NotFound
from keyaccount.surfaces.exchange.engine.report import said
from keyaccount.surfaces.exchange.engine.running import Step, folder_of
from keyaccount.surfaces.exchange.engine.undoing import SHOWN, changed_since, undo_batch, written_by
from keyaccount.surfaces.exchange.models import Import, ImportBatch, ImportStatus

UNDO = "exchange.undo"
UNDOABLE = {ImportStatus.DONE, ImportStatus.STOPPED, ImportStatus.UNDOING}


class CannotUndo(Fact):
    message = _("Only an import that has run can be undone, and only once.")


class UndoRefused(Fact):
    """records: what was changed or came into use since, each as a sentence."""

    message = _(
        "Someone has gone on working with what this import brought: %(records)s Undo those changes, or force it."
    )

    def __init__(self, message: Any = None, *, reasons: list[dict[str, Any]], **params: Any) -> None:
        super().__init__(message, records=said(reasons[:10]), count=len(reasons), **params)
        self.reasons = reasons


def undo_import(import_id: int, *, act: Act, force: bool = False, step: Step = lambda done, total: None) -> Import:
    """Remove what it made, set back what it changed. Unless forced, refuses when someone has changed any of it since;
    forced, those changes are lost, and what other records use stays and is named."""
    imp = _begin(import_id, act, force=force)
    act = Act(actor=act.actor, now=act.now, surface=Surface.IMPORT, ref=f"undo:{imp.pk}")
    total = imp.batches.count()
    done = ImportBatch.objects.filter(of=imp).count() - total
    for batch in imp.batches.order_by("-number"):
        with transaction.atomic():
            Import.objects.select_for_update().get(pk=imp.pk, status=ImportStatus.UNDOING)
            kept = undo_batch(batch, act)
            if kept:
                imp.kept = [*imp.kept, *kept]
                imp.save(update_fields=["kept"])
            done += 1
            step(done, total)
    imp.status, imp.finished_at = ImportStatus.UNDONE, act.now
    imp.save(update_fields=["status", "finished_at"])
    shutil.rmtree(folder_of(imp), ignore_errors=True)
    return imp


@transaction.atomic
def enqueue_undo(import_id: int, *, act: Act, force: bool = False, runner: str = "") -> Job:
    imp = _undoable(import_id, act)
    if not force:
        refuse_changed(imp)
    job = jobs.enqueue(
        kind=UNDO,
        title=str(_("Undo import %(number)d") % {"number": imp.pk}),
        payload={"import": imp.pk, "force": force},
        act=act,
        runner=runner,
    )
    Import.objects.filter(pk=imp.pk).update(job=job)
    return job


def undo_job(job: Job, progress: jobs.Progress) -> dict[str, Any]:
    """The job of kind `exchange.undo`; what it has begun it finishes without asking again."""
    act = Act(actor=job.owner, now=job.created_at, surface=Surface.IMPORT)
    undo_import(job.payload["import"], act=act, force=job.payload["force"], step=progress.step)
    return {"import": job.payload["import"]}


def refuse_changed(imp: Import) -> None:
    reasons: list[dict[str, Any]] = []
    for reason in changed_since(imp, written_by(imp)):
        reasons.append(reason)
        if len(reasons) >= SHOWN:
            break
    if reasons:
        raise UndoRefused(reasons=reasons)


@transaction.atomic
def _begin(import_id: int, act: Act, *, force: bool) -> Import:
    imp = _undoable(import_id, act)
    if imp.status != ImportStatus.UNDOING:
        if not force:
            refuse_changed(imp)
        imp.status = ImportStatus.UNDOING
        imp.save(update_fields=["status"])
    return imp


def _undoable(import_id: int, act: Act) -> Import:
    imp = Import.objects.visible_to(act.actor).select_for_update().filter(pk=import_id).first()
    if imp is None:
        raise NotFound
    if not act.actor.role.may_import:
        raise NotAllowed
    if imp.status not in UNDOABLE:
        raise CannotUndo
    return imp
