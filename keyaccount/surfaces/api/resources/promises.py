"""Numbers that people say against the computed forecast, and what they submit."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from keyaccount.apps.forecast.models import Override, Submission
from keyaccount.apps.forecast.queries.asking import read
from keyaccount.apps.forecast.queries.submissions import newest
from keyaccount.apps.forecast.services.overrides import set_override, take_back
from keyaccount.apps.forecast.services.submissions import submit_forecast
from keyaccount.apps.workspace import clock
from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.queries.settings import workspace
from keyaccount.kernel.period import Period
from keyaccount.surfaces.api import references, shapes
from keyaccount.surfaces.api.callers import act_of, user_of
from keyaccount.surfaces.api.lists.keyset import ID, Sort
from keyaccount.surfaces.api.lists.listing import Listing, equal, ids
from keyaccount.surfaces.api.records import changed, made, shown
from keyaccount.surfaces.api.references import Finder
from keyaccount.surfaces.api.schemas.common import Page, RecordId
from keyaccount.surfaces.api.schemas.promises import (
    OverrideIn,
    OverrideOut,
    OverridesAsked,
    ResetIn,
    SubmissionIn,
    SubmissionOut,
    SubmissionsAsked,
)
from keyaccount.surfaces.api.shapes import Shape

router = Router(tags=["Forecast"])

OVERRIDE: Shape[Override] = Shape(OverrideOut, {name: shapes.person(name) for name in ("person", "author", "ended_by")})
OVERRIDES: Listing[Override] = Listing(
    OVERRIDE,
    OverridesAsked,
    sorts={"id": ID, "valid_from": Sort("valid_from")},
    filters={
        "person": ids("person"),
        "author": ids("author"),
        "category": equal("category"),
        "by_manager": equal("by_manager"),
        "holds": equal("valid_to__isnull"),
        "period_start": equal("period_start"),
        "period_end": equal("period_end"),
    },
)
SUBMISSION: Shape[Submission] = Shape(
    SubmissionOut, {"person": shapes.person("person"), "team": shapes.related("team")}
)
SUBMISSIONS: Listing[Submission] = Listing(
    SUBMISSION,
    SubmissionsAsked,
    sorts={"id": ID, "at": Sort("at")},
    filters={
        "person": ids("person"),
        "team": ids("team"),
        "period_start": equal("period_start"),
        "period_end": equal("period_end"),
        "last": lambda wanted, viewer: newest() if wanted else ~newest(),
    },
)


@router.get(
    "/overrides", response=Page[OverrideOut], operation_id="listOverrides", summary="List numbers that were said"
)
def list_overrides(request: HttpRequest, asked: Query[OverridesAsked]) -> HttpResponse:
    """One's own and those of the people whose records one sees; also those that ended."""
    return OVERRIDES.answer(request, asked, Override.objects.visible_to(user_of(request)))


@router.get("/overrides/{override_id}", response=OverrideOut, operation_id="getOverride", summary="One number")
def get_override(request: HttpRequest, override_id: RecordId, fields: str | None = None) -> HttpResponse:
    return shown(request, OVERRIDE, Override.objects.visible_to(user_of(request)), override_id, fields)


@router.post("/overrides", response={201: OverrideOut}, operation_id="setOverride", summary="Say a number")
def post_override(request: HttpRequest, item: OverrideIn) -> HttpResponse:
    """It takes the place of the one before, which is kept. Nobody speaks in another's name."""
    act = act_of(request)
    person = Finder(act.actor).one(references.USER, item.user, "user") if item.user else act.actor
    number = set_override(
        person=person,
        category=item.category,
        period=_period(item, act),
        amount=item.amount,
        note=item.note,
        by_manager=person.pk != act.actor.pk,
        act=act,
    )
    return made(request, OVERRIDE, number)


@router.post(
    "/overrides/{override_id}/reset",
    response=OverrideOut,
    operation_id="resetOverride",
    summary="Take a number back, with the reason why",
)
def reset(request: HttpRequest, override_id: RecordId, item: ResetIn) -> HttpResponse:
    return changed(request, OVERRIDE, take_back(override_id=override_id, reason=item.reason, act=act_of(request)))


@router.get(
    "/submissions", response=Page[SubmissionOut], operation_id="listSubmissions", summary="List what was submitted"
)
def list_submissions(request: HttpRequest, asked: Query[SubmissionsAsked]) -> HttpResponse:
    """One's own and those of the people whose records one sees, as they stood at their moment."""
    return SUBMISSIONS.answer(request, asked, Submission.objects.visible_to(user_of(request)))


@router.get(
    "/submissions/{submission_id}", response=SubmissionOut, operation_id="getSubmission", summary="One submission"
)
def get_submission(request: HttpRequest, submission_id: RecordId, fields: str | None = None) -> HttpResponse:
    return shown(request, SUBMISSION, Submission.objects.visible_to(user_of(request)), submission_id, fields)


@router.post(
    "/submissions", response={201: SubmissionOut}, operation_id="submitForecast", summary="Submit the forecast"
)
def submit(request: HttpRequest, item: SubmissionIn) -> HttpResponse:
    """What holds at this moment, frozen: never changed, a new one follows."""
    act = act_of(request)
    team = Finder(act.actor).one(references.TEAM, item.team, "team") if item.team else None
    return made(request, SUBMISSION, submit_forecast(period=_period(item, act), team=team, note=item.note, act=act))


def _period(item: OverrideIn | SubmissionIn, act: Act) -> Period:
    today = clock.day_of(act.now, workspace().zone)
    given = {"period": item.period} if item.period else {}
    return read({"scope": "company", **given}, viewer=act.actor, today=today).period
