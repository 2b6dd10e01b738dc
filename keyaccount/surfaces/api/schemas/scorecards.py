"""Balanced scorecards of stances, and readings of their measures, as they go in and out."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from pydantic import Field, WithJsonSchema

from keyaccount.apps.workspace.fields import MOST
from keyaccount.formulas.scorecard import Perspective
from keyaccount.formulas.segments import Stance
from keyaccount.surfaces.api.schemas.asking import Asked, Owners, Words, order
from keyaccount.surfaces.api.schemas.common import Day, In, Out, Rate, Share, Text200, UserRef, given

VALUE = r"^-?\d+\.\d{4}$"
ValueOut = Annotated[Decimal, WithJsonSchema({"type": "string", "pattern": VALUE, "examples": ["0.2000"]})]
ValueIn = Annotated[
    Decimal,
    Field(ge=-MOST, le=MOST, decimal_places=4, allow_inf_nan=False),
    WithJsonSchema(
        {
            "anyOf": [{"type": "string", "pattern": r"^-?\d{1,9}(\.\d{1,4})?$"}, {"type": "number"}],
            "description": "A share (“0.3” is 30 %) or a number of things, with at most four decimals.",
            "examples": ["0.2"],
        },
        mode="validation",
    ),
]
MeasureKey = Annotated[str, Field(min_length=1, max_length=20, examples=["customers_kept"])]


class ScorecardMeasureOut(Out):
    key: str
    measure: str = Field(description="Its name in the caller's language.")
    perspective: Perspective
    weight: Rate
    wanted: ValueOut
    less_is_better: bool
    live: bool = Field(description="The records say it; else people read it off each quarter.")
    measured: Decimal | None = Field(description="Null where it is not measured, or not for your role.")
    reached: Decimal | None = Field(description="Measured against wanted, from 0 to 1.2.")
    quarter: date | None = Field(description="First day of the quarter of the reading.")
    source: str


class ScorecardOut(Out):
    """What the stance is measured by, and how far it is reached, over the accounts that you see."""

    stance: Stance
    as_of: date
    score: Decimal | None = Field(description="The figure stances.score; null while nothing is measured.")
    covered: Decimal = Field(description="The weight of what is measured, from 0 to 1.")
    measures: list[ScorecardMeasureOut]


class ScorecardsOut(Out):
    items: list[ScorecardOut]


class ScorecardMeasureIn(In):
    key: MeasureKey
    weight: Share
    wanted: ValueIn = Field(description="Above 0.")


class ScorecardIn(In):
    measures: Annotated[list[ScorecardMeasureIn], Field(max_length=60)] = Field(
        description="The whole card; the weights make 1. An empty one: the stance is not measured."
    )


class MeasureReadingOut(Out):
    id: int
    stance: Stance
    key: str
    quarter: date = Field(description="Its first day.")
    value: ValueOut
    source: str
    author: UserRef
    created_at: datetime


class MeasureReadingIn(In):
    stance: Stance
    key: MeasureKey
    value: ValueIn
    source: Annotated[Text200, Field(min_length=1, description="Where it was learnt.")]
    quarter: Day = given(description="Any day of the quarter; today's, when left out.")


class MeasureReadingsAsked(Asked):
    sort: str = order("-quarter,-id", "id", "quarter", "created_at")
    stance: Stance | None = None
    key: Words | None = None
    author: Owners | None = None
    quarter__gte: Day | None = None
    quarter__lte: Day | None = None
