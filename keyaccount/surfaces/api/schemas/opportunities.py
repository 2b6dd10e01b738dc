"""Opportunities, their acts, product lines and history as they go in and out."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from pydantic import Field, WithJsonSchema

from keyaccount.apps.accounts.models import SellingMode
from keyaccount.apps.pipeline.models import (
    Factor,
    NeedKind,
    RecurringUnit,
    RevenueKind,
    StateStatus,
    Status,
)
from keyaccount.apps.workspace.models import Surface
from keyaccount.surfaces.api.schemas.asking import Asked, Ids, Owners, RecordsAsked, Words, order
from keyaccount.surfaces.api.schemas.common import (
    CurrencyCode,
    CustomIn,
    CustomOut,
    Day,
    External,
    In,
    LongText,
    Money,
    OneOfOrEmpty,
    Out,
    PlainAmount,
    Rate,
    RecordRef,
    Share,
    Stamps,
    TagsIn,
    TagsOut,
    Text40,
    Text80,
    Text120,
    Text200,
    UserRef,
    given,
)
from keyaccount.surfaces.api.schemas.references import (
    ReasonReference,
    RecordReference,
    StageReference,
    UnitReference,
    UserReference,
)

SellingModeOrNone = Annotated[str, OneOfOrEmpty(SellingMode)]
NeedKindOrNone = Annotated[str, OneOfOrEmpty(NeedKind)]
RecurringUnitOrNone = Annotated[str, OneOfOrEmpty(RecurringUnit)]
Name = Annotated[Text200, Field(min_length=1)]
Quantity = Annotated[
    Decimal,
    Field(gt=0, max_digits=12, decimal_places=2, allow_inf_nan=False),
    WithJsonSchema(
        {"anyOf": [{"type": "string", "pattern": r"^\d{1,10}(\.\d{1,2})?$"}, {"type": "number", "minimum": 0.01}]},
        mode="validation",
    ),
]


class StageRef(Out):
    id: int
    name: str
    pipeline_id: int


class FactorOut(Out):
    factor: Factor
    score: int
    evidence: str


class NeedSheetOut(Out):
    goal: str
    findings: str
    resources: str
    cost_estimate: Money | None = Field(default=None, description="Left out for roles that do not see costs.")
    expected_margin: Money | None = Field(default=None, description="Left out for roles that do not see margins.")


class PersonOut(Out):
    """Someone who takes part in the purchase."""

    contact: RecordRef
    role: str


class LineOut(Out):
    product: RecordRef
    quantity: Annotated[Decimal, WithJsonSchema({"type": "string", "examples": ["2.00"]})]
    price: Money
    amount: Money


class OpportunityOut(External, Stamps):
    name: str
    custom: CustomOut
    tags: TagsOut
    account: RecordRef | None
    unit: RecordRef | None = Field(description="The business unit of the account that buys.")
    stage: StageRef
    status: Status
    win_rate: Rate | None = Field(description="Of this deal; null where the stage's own counts.")
    amount: Money | None
    currency: str
    expected_close: date | None
    opened_on: date
    closed_on: date | None
    close_reason: RecordRef | None
    close_note: str
    owner: UserRef
    team: RecordRef | None
    stage_since: date
    source: str
    rivals: str
    selling_mode: SellingModeOrNone
    next_step: str
    next_step_on: date | None
    needs: str
    wants: str
    need_kind: NeedKindOrNone
    revenue_kind: RevenueKind
    recurring_amount: Money | None
    recurring_unit: RecurringUnitOrNone
    recurring_term: int | None
    lines: list[LineOut] = Field(default=[], description="Products. Not in lists unless asked for.")
    factors: list[FactorOut] = Field(default=[], description="The buying factors. Not in lists unless asked for.")
    people: list[PersonOut] = Field(default=[], description="Who takes part. Not in lists unless asked for.")
    need_sheet: NeedSheetOut | None = Field(default=None, description="Not in lists unless asked for.")


class OpportunityChange(In):
    name: Name = given()
    account: RecordReference | None = given()
    unit: UnitReference | None = given(description="A business unit of the account.")
    win_rate: Share | None = given(description="Null: the stage's own counts.")
    amount: PlainAmount | None = given()
    currency: CurrencyCode = given()
    expected_close: Day | None = given()
    opened_on: Day = given(description="The day of first contact; today, when left out of a new one.")
    owner: UserReference = given(description="You, when left out of a new one.")
    source: Text80 = given()
    rivals: Text200 = given()
    selling_mode: SellingModeOrNone = given()
    next_step: Text200 = given()
    next_step_on: Day | None = given()
    needs: LongText = given()
    wants: LongText = given()
    need_kind: NeedKindOrNone = given()
    revenue_kind: RevenueKind = given()
    recurring_amount: PlainAmount | None = given()
    recurring_unit: RecurringUnitOrNone = given()
    recurring_term: Annotated[int, Field(ge=0, le=1200)] | None = given()
    custom: CustomIn = given()
    tags: TagsIn = given(description="All tags of the record; a name that is no tag yet becomes one.")
    external_source: Text40 = given()
    external_id: Text120 | None = given()


class OpportunityIn(OpportunityChange):
    name: Name
    stage: StageReference = given(description="The first stage of the default pipeline, when left out.")


class OpportunityItem(OpportunityIn):
    """In bulk, stage and outcome may be given too; what differs is done by the same acts as on the page."""

    external_id: Annotated[Text120, Field(min_length=1)]
    evidence: Text200 = given(description="What shows that the stage which is left is over.")
    status: Status = given()
    closed_on: Day = given(description="The day it was won or lost; today, when left out.")
    close_reason: ReasonReference | None = given(description="Needed when it is lost.")
    close_note: LongText = given()


class MoveIn(In):
    stage: StageReference
    evidence: Annotated[str, Field(max_length=500)] = Field(
        default="", description="The end mark: what shows that the stage which is left is over."
    )


class WinIn(In):
    closed_on: Day | None = Field(default=None, description="Today, when left out.")
    reason: ReasonReference | None = None
    note: LongText = ""


class LoseIn(In):
    reason: ReasonReference
    closed_on: Day | None = Field(default=None, description="Today, when left out.")
    note: LongText = Field(default="", description="What we learnt.")


class LineIn(In):
    product: RecordReference
    quantity: Quantity = Decimal(1)
    price: PlainAmount


class LinesIn(In):
    lines: Annotated[list[LineIn], Field(max_length=200)]


class OpportunitiesAsked(RecordsAsked):
    sort: str = order(
        "-id",
        "id",
        "name",
        "amount",
        "expected_close",
        "opened_on",
        "closed_on",
        "next_step_on",
        "stage_since",
        "created_at",
        "updated_at",
    )
    tag: Words | None = Field(default=None, description="With this tag; several with semicolons between: all of them.")
    status: Status | None = None
    pipeline: Ids | None = None
    stage: Ids | None = None
    owner: Owners | None = None
    team: Ids | None = Field(default=None, description="These teams and all below them.")
    account: Ids | None = None
    currency: CurrencyCode | None = None
    source: Words | None = Field(default=None, description="Exactly this source.")
    selling_mode: SellingMode | None = None
    amount__gte: PlainAmount | None = None
    amount__lte: PlainAmount | None = None
    expected_close__gte: Day | None = None
    expected_close__lte: Day | None = None
    closed_on__gte: Day | None = None
    closed_on__lte: Day | None = None
    opened_on__gte: Day | None = None
    opened_on__lte: Day | None = None
    next_step_on__lte: Day | None = None


class HistoryAsked(Asked):
    sort: str = order("-id", "id")


class StateOut(Out):
    """How the opportunity stood from one moment to the next."""

    valid_from: datetime
    valid_to: datetime | None = Field(description="null: it stands so now.")
    status: StateStatus
    stage: StageRef
    win_rate: Rate
    amount: Money | None
    currency: str
    expected_close: date | None
    opened_on: date
    closed_on: date | None
    close_reason: RecordRef | None
    account: RecordRef | None
    owner: UserRef
    team: RecordRef | None
    evidence: str
    changed_by: UserRef
    surface: Surface
