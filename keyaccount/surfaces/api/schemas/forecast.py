"""What the forecasting methods said, as it goes out."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from pydantic import Field

from keyaccount.apps.forecast.models.methods import MethodChoice
from keyaccount.surfaces.api.schemas.asking import Asked, Ids, Owners, order
from keyaccount.surfaces.api.schemas.common import Day, Money, Out, RecordRef, UserRef


class MethodOut(Out):
    method: MethodChoice
    name: str
    how: str = Field(description="What it looks at, in a sentence.")


class ForecastRunOut(Out):
    id: int
    as_of: date = Field(description="The day whose end is the last moment it knew.")
    made_at: datetime
    made_by: UserRef
    deals: int = Field(description="Closed deals it learnt from.")


class ForecastRunsAsked(Asked):
    sort: str = order("-as_of,-id", "id", "as_of")
    as_of__gte: Day | None = None
    as_of__lte: Day | None = None


class PredictionOut(Out):
    id: int
    run_id: int
    team: RecordRef | None = Field(description="With all teams below it; null for a person and for the company.")
    person: UserRef | None = Field(description="null for a team and for the company.")
    method: MethodChoice
    month: date = Field(description="Its first day.")
    origin: date = Field(description="The day at whose end it was said.")
    said: Money | None = Field(description="null where there was too little history (see `lack`) or nothing to go by.")
    low: Money | None = Field(description="The interval holds four months in five.")
    high: Money | None
    came: Money | None = Field(description="What the month brought; null until it is over.")
    lack: str = Field(description="What there was too little of, with `have` and `need`.")
    have: int
    need: int
    reasons: list[Any] = Field(description="[code, effect, counted from, about], the way the method counts.")


class PredictionsAsked(Asked):
    sort: str = order("id", "id", "month")
    run: Ids | None = None
    team: Ids | None = None
    person: Owners | None = None
    method: MethodChoice | None = None
    month__gte: Day | None = None
    month__lte: Day | None = None
