"""What the portfolio says of accounts, as it goes in and out."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from keyaccount.apps.portfolio.models import Confidence, CostKind
from keyaccount.surfaces.api.schemas.asking import Asked, Ids, Owners, order
from keyaccount.surfaces.api.schemas.common import (
    CurrencyCode,
    Day,
    In,
    Money,
    Out,
    PlainAmount,
    RecordRef,
    Text200,
    UserRef,
    given,
)


class EstimateOut(Out):
    id: int
    account: RecordRef
    amount: Money = Field(description="What the account buys a year in our categories, from everyone.")
    currency: str
    source: str
    on: date = Field(description="The day from which it holds.")
    confidence: str
    author: UserRef
    created_at: datetime


class EstimateIn(In):
    amount: PlainAmount
    source: Annotated[Text200, Field(min_length=1, description="Where it was learnt.")]
    currency: CurrencyCode = given(description="The base currency, when left out.")
    on: Day = given(description="Today, when left out.")
    confidence: Confidence = given()


class EstimatesAsked(Asked):
    sort: str = order("-on,-id", "id", "on", "amount", "created_at")
    account: Ids | None = None
    author: Owners | None = None
    confidence: Confidence | None = None
    on__gte: Day | None = None
    on__lte: Day | None = None


class CostOut(Out):
    id: int
    account: RecordRef
    kind: str
    amount: Money = Field(description="Below 0 in an entry that takes another one back.")
    currency: str
    spent_on: date
    note: str
    takes_back_id: int | None = Field(description="The entry that this one takes back.")
    author: UserRef
    created_at: datetime


class CostIn(In):
    kind: CostKind
    amount: PlainAmount = Field(description="Above 0.")
    currency: CurrencyCode = given(description="The base currency, when left out.")
    spent_on: Day = given(description="Today, when left out.")
    note: Text200 = given(description="What for.")


class CostsAsked(Asked):
    sort: str = order("-spent_on,-id", "id", "spent_on", "amount", "created_at")
    account: Ids | None = None
    author: Owners | None = None
    kind: CostKind | None = None
    spent_on__gte: Day | None = None
    spent_on__lte: Day | None = None
