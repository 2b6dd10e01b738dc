"""Balanced scorecards of stances: what is measured and wanted, how far it is reached, and what people read off."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Query, Router

from keyaccount.apps.portfolio.models import MeasureReading
from keyaccount.apps.portfolio.services.scorecards import add_reading, set_card
from keyaccount.apps.workspace.models import User
from keyaccount.figures import Figure, Question, compute
from keyaccount.formulas.scorecard import Card, Wanted
from keyaccount.formulas.segments import Stance
from keyaccount.kernel.errors import Invalid
from keyaccount.surfaces.api import shapes
from keyaccount.surfaces.api.asking_days import day_asked, today
from keyaccount.surfaces.api.callers import act_of, user_of
from keyaccount.surfaces.api.lists.keyset import ID, Sort
from keyaccount.surfaces.api.lists.listing import Listing, equal, ids, respond
from keyaccount.surfaces.api.records import made, shown
from keyaccount.surfaces.api.schemas.common import Page, RecordId
from keyaccount.surfaces.api.schemas.knowledge import AsOf
from keyaccount.surfaces.api.schemas.scorecards import (
    MeasureReadingIn,
    MeasureReadingOut,
    MeasureReadingsAsked,
    ScorecardIn,
    ScorecardMeasureOut,
    ScorecardOut,
    ScorecardsOut,
)
from keyaccount.surfaces.api.shapes import Shape

router = Router(tags=["Scorecards"])
of_readings = Router(tags=["Scorecards"])
EVERY = 100
FOUR_PLACES = Decimal("0.0001")

READING: Shape[MeasureReading] = Shape(MeasureReadingOut, {"author": shapes.person("author")})
LIST: Listing[MeasureReading] = Listing(
    READING,
    MeasureReadingsAsked,
    sorts={"id": ID, **{name: Sort(name) for name in ("quarter", "created_at")}},
    filters={
        "author": ids("author"),
        **{name: equal(name) for name in ("stance", "key", "quarter__gte", "quarter__lte")},
    },
)


@router.get("", response=ScorecardsOut, operation_id="listScorecards", summary="The scorecards of all stances")
def list_scorecards(request: HttpRequest, asked: Query[AsOf]) -> HttpResponse:
    """As they held on the day, over the accounts that you see."""
    day, viewer = day_asked(request, asked), user_of(request)
    return respond({"items": [_card(stance, day, viewer) for stance in Stance]})


@router.get("/{stance}", response=ScorecardOut, operation_id="getScorecard", summary="The scorecard of a stance")
def get_scorecard(request: HttpRequest, stance: Stance, asked: Query[AsOf]) -> HttpResponse:
    """As it held on the day, over the accounts that you see."""
    return respond(_card(stance, day_asked(request, asked), user_of(request)))


@router.put("/{stance}", response=ScorecardOut, operation_id="setScorecard", summary="Say what a stance is measured by")
def set_scorecard(request: HttpRequest, stance: Stance, item: ScorecardIn) -> HttpResponse:
    """The whole card; days before today keep the one they had."""
    set_card(stance=stance, card=_given(item), act=act_of(request))
    return respond(_card(stance, today(), user_of(request)))


@of_readings.get(
    "", response=Page[MeasureReadingOut], operation_id="listMeasureReadings", summary="List what people read off"
)
def list_readings(request: HttpRequest, asked: Query[MeasureReadingsAsked]) -> HttpResponse:
    """Every reading there is, those that later ones took the place of too."""
    return LIST.answer(request, asked, MeasureReading.objects.visible_to(user_of(request)))


@of_readings.get(
    "/{measure_reading_id}", response=MeasureReadingOut, operation_id="getMeasureReading", summary="One reading"
)
def get_reading(request: HttpRequest, measure_reading_id: RecordId, fields: str | None = None) -> HttpResponse:
    return shown(request, READING, MeasureReading.objects.visible_to(user_of(request)), measure_reading_id, fields)


@of_readings.post(
    "", response={201: MeasureReadingOut}, operation_id="addMeasureReading", summary="Write down what was read off"
)
def add(request: HttpRequest, item: MeasureReadingIn) -> HttpResponse:
    """Of a measure that the records do not say; earlier readings stay."""
    return made(request, READING, add_reading(**item.model_dump(exclude_unset=True), act=act_of(request)))


def _given(item: ScorecardIn) -> Card:
    card = {one.key: Wanted(one.weight, one.wanted) for one in item.measures}
    if len(card) < len(item.measures):
        raise Invalid(fields={"measures": _("Each measure stands once on a card.")})
    return card


def _card(stance: Stance, day: date, viewer: User) -> Mapping[str, Any]:
    figure = compute("stances.score", Question(viewer, today(), day, filters={"stance": str(stance)}))
    lines = figure.rows.fetch(EVERY)
    return {
        "stance": str(stance),
        "as_of": day,
        "score": figure.value,
        "covered": _covered(figure),
        "measures": [_measure(line) for line in lines],
    }


def _measure(line: Mapping[str, Any]) -> Mapping[str, Any]:
    """A row of the figure, by the API's names."""
    told = {**line, "perspective": line["side"], "less_is_better": line["lower"]}
    told |= {name: line[name].quantize(FOUR_PLACES) for name in ("weight", "wanted")}
    return {name: told[name] for name in ScorecardMeasureOut.model_fields}


def _covered(figure: Figure) -> Decimal:
    return next(
        (one.value for one in figure.inputs if one.symbol == "C" and isinstance(one.value, Decimal)), Decimal(0)
    )
