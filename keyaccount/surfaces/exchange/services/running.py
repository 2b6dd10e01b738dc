"""Checking and running an import, at once or as a background job."""

from __future__ import annotations

import shutil
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.pipeline.models import Opportunity, OpportunityState
from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import AuditEntry, Job, Surface
from keyaccount.apps.workspace.services import bulk, jobs
from keyaccount.kernel.errors import Fact, NotAllowed, NotFound
from keyaccount.surfaces.exchange.engine.report import report_of_check
from keyaccount.surfaces.exchange.engine.running import Runner, Step, folder_of
from keyaccount.surfaces.exchange.entities.registry import ENTITIES
from keyaccount.surfaces.exchange.models import Import, ImportStatus
from keyaccount.surfaces.exchange.services.starting import refuse_unready

IMPORT, CHECK = "exchange.import", "exchange.check"
RUNNABLE = {ImportStatus.DRAFT, ImportStatus.STOPPED, ImportStatus.RUNNING}
MANY = 5000


class AlreadyRun(Fact):
    message = _("This import has been run already. Bring the files again to import them once more.")


def check_import(import_id: int, *, act: Act, step: Step = lambda done, total: None) -> dict[str, Any]:
    """The dry run: the report that running it would give; nothing is written but that report, beside the import."""
    imp = _allowed(import_id, act)
    refuse_unready(imp, list(imp.files.all()))
    runner = Runner(imp, _as_import(act), write=False, step=step)
    runner.go()
    report = report_of_check(runner)
    Import.objects.filter(pk=imp.pk).update(check_report=report)
    return report


def run_import(import_id: int, *, act: Act, step: Step = lambda done, total: None) -> Import:
    """Run it to its end, from where an earlier attempt stopped."""
    imp = _begin(import_id, act)
    runner = Runner(imp, _as_import(act.at(imp.began_at or act.now)), write=True, step=step)
    try:
        runner.go()
    except (jobs.JobInterrupted, jobs.LeaseLost):
        raise  # another runner goes on with it
    except BaseException:
        _end(imp, ImportStatus.STOPPED, act)
        raise
    _end(imp, ImportStatus.DONE, act)
    if runner.total >= MANY:
        _refresh_statistics(runner)
    shutil.rmtree(folder_of(imp), ignore_errors=True)
    imp.refresh_from_db()
    return imp


@transaction.atomic
def enqueue_import(import_id: int, *, act: Act, runner: str = "") -> Job:
    """Ask for the run. With `runner`, the caller runs the job itself with `jobs.run_now`."""
    imp = _allowed(import_id, act)
    refuse_unready(imp, list(imp.files.all()))
    return _enqueue(imp, IMPORT, str(_("Import %(files)s") % {"files": _names(imp)}), act, runner)


@transaction.atomic
def enqueue_check(import_id: int, *, act: Act, runner: str = "") -> Job:
    imp = _allowed(import_id, act)
    refuse_unready(imp, list(imp.files.all()))
    Import.objects.filter(pk=imp.pk).update(check_report=None)
    return _enqueue(imp, CHECK, str(_("Check %(files)s") % {"files": _names(imp)}), act, runner)


def run_job(job: Job, progress: jobs.Progress) -> dict[str, Any]:
    """The job of kind `exchange.import`."""
    act = _act_of(job)
    imp = run_import(job.payload["import"], act=act, step=progress.step)
    return {"import": imp.pk}


def check_job(job: Job, progress: jobs.Progress) -> dict[str, Any]:
    check_import(job.payload["import"], act=_act_of(job), step=progress.step)
    return {"import": job.payload["import"]}


def _act_of(job: Job) -> Act:
    """The job acts for whoever asked for it, as of when it was asked for."""
    return Act(actor=job.owner, now=job.created_at, surface=Surface.IMPORT)


def _as_import(act: Act) -> Act:
    return Act(actor=act.actor, now=act.now, surface=Surface.IMPORT, ref=act.ref)


def _enqueue(imp: Import, kind: str, title: str, act: Act, runner: str) -> Job:
    job = jobs.enqueue(kind=kind, title=title, payload={"import": imp.pk}, act=act, runner=runner)
    Import.objects.filter(pk=imp.pk).update(job=job)
    return job


def _names(imp: Import) -> str:
    return ", ".join(imp.files.order_by("position").values_list("name", flat=True))


def _allowed(import_id: int, act: Act) -> Import:
    imp = Import.objects.visible_to(act.actor).filter(pk=import_id).first()
    if imp is None:
        raise NotFound
    if not act.actor.role.may_import:
        raise NotAllowed
    if imp.status not in RUNNABLE:
        raise AlreadyRun
    return imp


@transaction.atomic
def _begin(import_id: int, act: Act) -> Import:
    imp = _allowed(import_id, act)
    refuse_unready(imp, list(imp.files.all()))
    imp.status = ImportStatus.RUNNING
    imp.began_at = imp.began_at or act.now
    imp.save(update_fields=["status", "began_at"])
    return imp


def _end(imp: Import, status: ImportStatus, act: Act) -> None:
    Import.objects.filter(pk=imp.pk, status=ImportStatus.RUNNING).update(status=status, finished_at=act.now)


def _refresh_statistics(runner: Runner) -> None:
    """After many rows the planner would go by what the tables held before."""
    if connection.in_atomic_block:
        return
    models = [model for file in runner.files for model in ENTITIES[file.entity].models]
    models += [OpportunityState] if Opportunity in models else []
    bulk.refresh_statistics(*dict.fromkeys(models), AuditEntry)
