"""Scenarios as they go in and out."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from keyaccount.surfaces.api.schemas.asking import Asked, Owners, order
from keyaccount.surfaces.api.schemas.common import In, Money, Out, PlainAmount, Rate, RecordRef, UserRef, given
from keyaccount.surfaces.api.schemas.references import TeamReference, UserReference

Days = Annotated[Decimal, Field(ge=1, le=3650, max_digits=6, decimal_places=1)]
Share = Annotated[Decimal, Field(ge=0, le=1, decimal_places=4)]


class ScenarioOut(Out):
    id: int
    name: str
    note: str
    author: UserRef
    team: RecordRef | None = Field(description="Neither team nor person: about all deals.")
    person: UserRef | None
    period_start: date
    period_end: date
    new_deals: int
    win_rate: Rate
    mean_amount: Money
    cycle_days: Decimal
    result: Money = Field(description="What the levers bring by the end of the period, from what stood on as_of.")
    missing: Money | None = Field(description="Target minus result; null without a target.")
    currency: str
    as_of: date
    open_deals: int
    days_left: int
    closed: Money
    target: Money | None
    shared_team: RecordRef | None
    created_at: datetime
    archived_at: datetime | None


class ScenarioIn(In):
    """Levers that are left out stand as they are measured now."""

    name: Annotated[str, Field(min_length=1, max_length=80)]
    note: Annotated[str, Field(max_length=500)] = ""
    team: TeamReference | None = None
    user: UserReference | None = None
    period: str = given(description="2026, 2026-Q4, 2026-03; this quarter, when left out.")
    new_deals: Annotated[int, Field(ge=0, le=1_000_000)] = given()
    win_rate: Share = given()
    mean_amount: PlainAmount = given()
    cycle_days: Days = given()


class ScenariosAsked(Asked):
    sort: str = order("-id", "id", "created_at")
    author: Owners | None = None
