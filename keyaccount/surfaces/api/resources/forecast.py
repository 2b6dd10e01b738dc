"""Forecasting methods: what they are, their runs, what they said of which month; and a run in the background."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from keyaccount.apps.forecast.models import ForecastRun, MonthForecast
from keyaccount.apps.forecast.models.methods import MethodChoice
from keyaccount.apps.forecast.services.running import start_backtest
from keyaccount.apps.forecast.words import HOW
from keyaccount.surfaces.api import shapes
from keyaccount.surfaces.api.callers import act_of, user_of
from keyaccount.surfaces.api.lists.keyset import ID, Sort
from keyaccount.surfaces.api.lists.listing import Listing, equal, ids, refuse_unknown, respond
from keyaccount.surfaces.api.records import changed
from keyaccount.surfaces.api.resources.jobs import JOB
from keyaccount.surfaces.api.schemas.common import Page
from keyaccount.surfaces.api.schemas.forecast import (
    ForecastRunOut,
    ForecastRunsAsked,
    MethodOut,
    PredictionOut,
    PredictionsAsked,
)
from keyaccount.surfaces.api.schemas.workspace import JobOut
from keyaccount.surfaces.api.shapes import Part, Shape

router = Router(tags=["Forecast"])

RUN: Shape[ForecastRun] = Shape(ForecastRunOut, {"made_by": shapes.person("made_by")})
RUNS: Listing[ForecastRun] = Listing(
    RUN,
    ForecastRunsAsked,
    sorts={"id": ID, "as_of": Sort("as_of")},
    filters={"as_of__gte": equal("as_of__gte"), "as_of__lte": equal("as_of__lte")},
)
PREDICTION: Shape[MonthForecast] = Shape(
    PredictionOut,
    {
        "team": shapes.related("team"),
        "person": shapes.person("person"),
        "said": Part(lambda one: one.shown[0]),
        "low": Part(lambda one: one.shown[1]),
        "high": Part(lambda one: one.shown[2]),
    },
)
PREDICTIONS: Listing[MonthForecast] = Listing(
    PREDICTION,
    PredictionsAsked,
    sorts={"id": ID, "month": Sort("month")},
    filters={
        "run": ids("run"),
        "team": ids("team"),
        "person": ids("person"),
        "method": equal("method"),
        "month__gte": equal("month__gte"),
        "month__lte": equal("month__lte"),
    },
)


@router.get("/methods", response=list[MethodOut], operation_id="listForecastMethods", summary="List the methods")
def list_methods(request: HttpRequest) -> HttpResponse:
    """How right each was: the figures `forecast.methods` and `forecast.wape`."""
    refuse_unknown(request, set())
    return respond([{"method": one.value, "name": str(one.label), "how": str(HOW[one])} for one in MethodChoice])


@router.get("/runs", response=Page[ForecastRunOut], operation_id="listForecastRuns", summary="List runs of the methods")
def list_runs(request: HttpRequest, asked: Query[ForecastRunsAsked]) -> HttpResponse:
    return RUNS.answer(request, asked, ForecastRun.objects.all())


@router.post("/runs", response={202: JobOut}, operation_id="startForecastRun", summary="Fit and judge the methods anew")
def start_run(request: HttpRequest) -> HttpResponse:
    """In the background; the answer is the job. Only one runs at a time."""
    return changed(request, JOB, start_backtest(act=act_of(request)), status=202)


@router.get(
    "/predictions", response=Page[PredictionOut], operation_id="listPredictions", summary="List what methods said"
)
def list_predictions(request: HttpRequest, asked: Query[PredictionsAsked]) -> HttpResponse:
    """Totals of which you may see every deal: the company's for whoever sees everything, those of one's team and the
    teams below it, and of the people whose deals one sees."""
    return PREDICTIONS.answer(request, asked, MonthForecast.objects.visible_to(user_of(request)))
