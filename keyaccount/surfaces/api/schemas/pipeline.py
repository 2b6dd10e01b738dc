"""Products, targets, off-funnel orders, pipelines and reasons as they go in and out."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from keyaccount.apps.pipeline.models import Measure, Outcome, TargetScope
from keyaccount.surfaces.api.schemas.asking import Asked, Ids, Owners, RecordsAsked, Words, order
from keyaccount.surfaces.api.schemas.common import (
    CurrencyCode,
    Day,
    External,
    In,
    LongText,
    Money,
    Out,
    PlainAmount,
    Rate,
    RecordRef,
    Stamps,
    Text40,
    Text60,
    Text80,
    Text120,
    Text200,
    UserRef,
    given,
)
from keyaccount.surfaces.api.schemas.references import RecordReference, TeamReference, UserReference

# ── Products ──
ProductName = Annotated[Text120, Field(min_length=1)]


class ProductOut(External, Stamps):
    name: str
    code: str
    series: str
    unit: str
    list_price: Money | None
    currency: str
    description: str


class ProductChange(In):
    name: ProductName = given()
    code: Text60 = given()
    series: Text80 = given()
    unit: Text40 = given()
    list_price: PlainAmount | None = given()
    currency: CurrencyCode = given()
    description: LongText = given()
    external_source: Text40 = given()
    external_id: Text120 | None = given()


class ProductIn(ProductChange):
    name: ProductName


class ProductItem(ProductIn):
    external_id: Annotated[Text120, Field(min_length=1)]


class ProductsAsked(RecordsAsked):
    q: Words | None = Field(default=None, description="A part of its name.")
    sort: str = order("name", "id", "name", "list_price", "created_at", "updated_at")
    series: Words | None = Field(default=None, description="Exactly this series.")
    code: Words | None = Field(default=None, description="Exactly this code.")


# ── Targets ──
Year = Annotated[int, Field(ge=1900, le=2199, description="The fiscal year, by the calendar year it begins in.")]
Quarter = Annotated[int, Field(ge=1, le=4, description="Of the fiscal year.")]
Month = Annotated[int, Field(ge=1, le=12, description="The calendar month, 1 to 12, within the fiscal year.")]


class TargetOut(Out):
    id: int
    scope: TargetScope
    team: RecordRef | None
    user: UserRef | None
    account: RecordRef | None
    product: RecordRef | None
    measure: Measure
    year: int
    quarter: int | None = Field(description="null, with month null: the target of the whole year.")
    month: int | None
    amount: Money = Field(description="Of new customers a count.")
    currency: str = Field(description="Empty for new customers, which are counted.")
    note: str = Field(description="Why it was set.")
    valid_from: datetime
    set_by: UserRef


class TargetIn(In):
    """Whose target and of when; an amount of null takes it away. Nobody named: the company's."""

    team: TeamReference | None = None
    user: UserReference | None = None
    account: RecordReference | None = None
    product: RecordReference | None = None
    measure: Measure = Measure.REVENUE
    year: Year
    quarter: Quarter | None = None
    month: Month | None = None
    amount: PlainAmount | None
    note: Text200 = ""


class TargetsAsked(Asked):
    sort: str = order("year", "id", "year", "amount")
    scope: TargetScope | None = None
    team: Ids | None = None
    user: Owners | None = None
    account: Ids | None = None
    product: Ids | None = None
    measure: Measure | None = None
    year: Year | None = None
    quarter: Quarter | None = None
    month: Month | None = None


# ── Off-funnel orders ──
Description = Annotated[Text200, Field(min_length=1)]


class OrderOut(External, Stamps):
    account: RecordRef | None
    description: str
    ordered_on: date
    amount: Money
    currency: str
    base_amount: Money | None = Field(description="In the workspace's base currency; null while there is no rate.")
    owner: UserRef
    team: RecordRef | None


class OrderIn(In):
    description: Description
    ordered_on: Day
    amount: PlainAmount
    account: RecordReference | None = given()
    currency: CurrencyCode = given()
    owner: UserReference = given(description="You, when left out.")
    external_source: Text40 = given()
    external_id: Text120 | None = given()


class OrdersAsked(RecordsAsked):
    q: Words | None = Field(default=None, description="A part of what was ordered.")
    sort: str = order("-ordered_on", "id", "ordered_on", "amount", "created_at", "updated_at")
    owner: Owners | None = None
    account: Ids | None = None
    currency: CurrencyCode | None = None
    ordered_on__gte: Day | None = None
    ordered_on__lte: Day | None = None


# ── Pipelines, stages, reasons ──
class StageOut(Out):
    id: int
    name: str
    name_zh: str
    position: int
    win_rate: Rate
    buyer_phase: str
    buyer_phase_zh: str
    end_mark: str = Field(description="What shows that the stage is over; asked for when a deal leaves it forwards.")
    end_mark_zh: str
    takes_proposals: bool = Field(description="Proposals are handed in here: proposal success counts from this stage.")
    archived_at: datetime | None


class PipelineOut(Out):
    id: int
    name: str
    name_zh: str
    position: int
    is_default: bool
    archived_at: datetime | None
    stages: list[StageOut]


class ReasonOut(Out):
    id: int
    outcome: Outcome
    name: str
    name_zh: str
    position: int
    archived_at: datetime | None
