"""Background jobs: one's own; an administrator sees all."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from keyaccount.apps.workspace.models import Job
from keyaccount.apps.workspace.queries.jobs import jobs_visible_to
from keyaccount.apps.workspace.services import jobs
from keyaccount.surfaces.api import shapes
from keyaccount.surfaces.api.callers import act_of, user_of
from keyaccount.surfaces.api.lists.keyset import ID
from keyaccount.surfaces.api.lists.listing import Listing, equal
from keyaccount.surfaces.api.records import changed, found, shown
from keyaccount.surfaces.api.schemas.common import Page, RecordId
from keyaccount.surfaces.api.schemas.workspace import JobOut, JobsAsked
from keyaccount.surfaces.api.shapes import Shape

router = Router(tags=["Jobs"])

JOB: Shape[Job] = Shape(JobOut, {"owner": shapes.person("owner")})
LIST: Listing[Job] = Listing(
    JOB, JobsAsked, sorts={"id": ID}, filters={"status": equal("status"), "kind": equal("kind")}
)


@router.get("", response=Page[JobOut], operation_id="listJobs", summary="List background jobs")
def list_jobs(request: HttpRequest, asked: Query[JobsAsked]) -> HttpResponse:
    return LIST.answer(request, asked, jobs_visible_to(user_of(request)))


@router.get("/{job_id}", response=JobOut, operation_id="getJob", summary="One job with its progress")
def get_job(request: HttpRequest, job_id: RecordId, fields: str | None = None) -> HttpResponse:
    return shown(request, JOB, jobs_visible_to(user_of(request)), job_id, fields)


@router.post("/{job_id}/cancel", response=JobOut, operation_id="cancelJob", summary="Cancel a job")
def cancel_job(request: HttpRequest, job_id: RecordId) -> HttpResponse:
    """One that waits is cancelled at once, a running one at its next step."""
    job = found(jobs_visible_to(user_of(request)), job_id)
    return changed(request, JOB, jobs.cancel(job.pk, act_of(request)))


@router.post("/{job_id}/retry", response=JobOut, operation_id="retryJob", summary="Start an ended job again")
def retry_job(request: HttpRequest, job_id: RecordId) -> HttpResponse:
    """A failed or cancelled job continues from what it has finished."""
    job = found(jobs_visible_to(user_of(request)), job_id)
    return changed(request, JOB, jobs.try_again(job.pk, act_of(request)))
