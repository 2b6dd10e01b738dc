"""Background jobs: how far each is, what came of it, and how to stop it or start it again."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from keyaccount.apps.workspace.models import Job, JobStatus
from keyaccount.apps.workspace.queries.jobs import job_visible_to, jobs_visible_to, queue_at
from keyaccount.apps.workspace.queries.settings import workspace
from keyaccount.apps.workspace.services import jobs as service
from keyaccount.apps.workspace.views.edge import act_of, page, viewer
from keyaccount.apps.workspace.views.job_links import link_of
from keyaccount.apps.workspace.views.saving import Look, answer_act

PAGE = 50
PATIENCE = timedelta(minutes=1)
STATES = {"running": (JobStatus.WAITING, JobStatus.RUNNING), "failed": (JobStatus.FAILED,)}


@require_safe
@page
def jobs(request: HttpRequest) -> HttpResponse:
    mine = jobs_visible_to(viewer(request))
    everyones = viewer(request).role.may_administer
    if everyones and request.GET.get("whose") != "system":
        mine = mine.filter(owner__is_system=False)
    state = request.GET.get("state", "")
    pages = Paginator(mine.filter(status__in=STATES[state]) if state in STATES else mine, PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "jobs": [_shown(job) for job in pages],
        "page": pages,
        "state": state,
        "whose": request.GET.get("whose", ""),
        "everyones": everyones,
        "idle_since": _idle_since(timezone.now()) if everyones else None,
        "now": timezone.now(),
        "zone": workspace().zone,
    }
    return render(request, "workspace/jobs/list.html", context)


@require_safe
@page
def job(request: HttpRequest, job_id: int) -> HttpResponse:
    """The whole page, or (for whoever polls) only the part that moves."""
    found = job_visible_to(viewer(request), job_id)
    context = {"shown": _shown(found), "zone": workspace().zone, "kept": _kept(found)}
    return render(request, "workspace/jobs/job.html", context)


@require_safe
@page
def job_line(request: HttpRequest, job_id: int) -> HttpResponse:
    """One line of the list, asked for again and again while the job runs."""
    shown = _shown(job_visible_to(viewer(request), job_id))
    context = {"shown": shown, "zone": workspace().zone, "everyones": viewer(request).role.may_administer}
    return render(request, "workspace/jobs/line.html", context)


@require_safe
@page
def job_state(request: HttpRequest, job_id: int) -> HttpResponse:
    found = job_visible_to(viewer(request), job_id)
    context = {"shown": _shown(found), "zone": workspace().zone, "kept": _kept(found)}
    return render(request, "workspace/jobs/state.html", context)


@require_POST
@page
def cancel_job(request: HttpRequest, job_id: int) -> HttpResponse:
    job_visible_to(viewer(request), job_id)
    look = Look(title="", back=_back(request, job_id), said=_("It stops at its next step; what is finished is kept."))
    return answer_act(request, lambda: service.cancel(job_id, act_of(request)), look)


@require_POST
@page
def try_job_again(request: HttpRequest, job_id: int) -> HttpResponse:
    job_visible_to(viewer(request), job_id)
    look = Look(title="", back=_back(request, job_id), said=_("Started again; it goes on from what is finished."))
    return answer_act(request, lambda: service.try_again(job_id, act_of(request)), look)


def _idle_since(now: datetime) -> datetime | None:
    """From when on nobody has taken what is due; a worker needs a moment, which is no news."""
    since = queue_at(now).idle_since
    return since if since is not None and now - since > PATIENCE else None


def _back(request: HttpRequest, job_id: int) -> str:
    return reverse("workspace:jobs") if request.POST.get("from") == "list" else reverse("workspace:job", args=[job_id])


TONES = {JobStatus.DONE: "good", JobStatus.FAILED: "bad", JobStatus.CANCELLED: "warn", JobStatus.RUNNING: "acc"}


def _shown(job: Job) -> dict[str, Any]:
    word, url = link_of(job)
    return {
        "job": job,
        "tone": TONES.get(JobStatus(job.status), ""),
        "can_cancel": not job.is_over and not job.cancel_asked,
        "can_retry": job.status in {JobStatus.FAILED, JobStatus.CANCELLED},
        "link_word": word,
        "link_url": url,
    }


def _kept(job: Job) -> list[tuple[str, Any]]:
    """The plain numbers and words of the result; what is deeper belongs to the page that the job leads to."""
    result = job.result if isinstance(job.result, dict) else {}
    return [(key.replace("_", " "), value) for key, value in result.items() if isinstance(value, int | str)]
