"""Accounts as they go in and out."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import Field, WithJsonSchema

from keyaccount.apps.accounts.models import LEVELS, Lifecycle, Loyalty, Ownership, SellingMode
from keyaccount.apps.portfolio.models import TierName
from keyaccount.surfaces.api.schemas.asking import Ids, Owners, RecordsAsked, Words, order
from keyaccount.surfaces.api.schemas.common import (
    CustomIn,
    CustomOut,
    Day,
    External,
    In,
    LongText,
    Mergeable,
    Money,
    OneOfOrEmpty,
    Out,
    PlainAmount,
    RecordRef,
    Stamps,
    TagsIn,
    TagsOut,
    Text40,
    Text60,
    Text80,
    Text120,
    Text160,
    Text200,
    UserRef,
    given,
)
from keyaccount.surfaces.api.schemas.references import RecordReference, UserReference

LifecycleOrNone = Annotated[str, OneOfOrEmpty(Lifecycle)]
LoyaltyOrNone = Annotated[str, OneOfOrEmpty(Loyalty)]
SellingModeOrNone = Annotated[str, OneOfOrEmpty(SellingMode)]
TierOrNone = Annotated[str, OneOfOrEmpty(TierName)]
Points = Annotated[Decimal, WithJsonSchema({"type": "string", "pattern": r"^\d{1,3}\.\d$", "examples": ["78.4"]})]
OwnershipOrNone = Annotated[str, OneOfOrEmpty(Ownership)]
Name = Annotated[Text160, Field(min_length=1)]


class Member(Out):
    user: UserRef
    part: str


class AccountOut(External, Mergeable, Stamps):
    name: str
    custom: CustomOut
    tags: TagsOut
    short_name: str
    parent: RecordRef | None
    industry: str
    country: str
    province: str
    city: str
    address: str
    ownership: OwnershipOrNone
    employees: int | None
    founded: int | None
    yearly_revenue: Money | None = Field(description="Their yearly revenue, in the workspace's base currency.")
    website: str
    domain: str
    phone: str
    source: str
    collective: bool = Field(description="Whether the leadership decides together.")
    notes: str
    level: int | None = Field(description="Relationship level, 1 (the closest) to 10.")
    lifecycle: LifecycleOrNone
    loyalty: LoyaltyOrNone
    selling_mode: SellingModeOrNone
    is_strategic: bool
    strategic_reason: str
    next_plan: date | None = Field(description="The month of the next plan, as a day in it.")
    tier: TierOrNone = Field(description="The tier that holds since the last review: set by hand, else computed.")
    tier_score: Points | None = Field(description="Its score then, 0 to 100; null while too little is known.")
    is_key_account: bool
    owner: UserRef | None
    members: list[Member] = Field(default=[], description="Who tends the account beside its owner. Not in lists.")


class AccountChange(In):
    name: Name = given()
    short_name: Text60 = given()
    parent: RecordReference | None = given(description="The parent company.")
    industry: Text80 = given()
    country: Text80 = given()
    province: Text80 = given()
    city: Text80 = given()
    address: Text200 = given()
    ownership: OwnershipOrNone = given()
    employees: Annotated[int, Field(ge=0, le=2_000_000_000)] | None = given()
    founded: Annotated[int, Field(ge=0, le=9999)] | None = given(description="The year.")
    yearly_revenue: PlainAmount | None = given()
    website: Text200 = given()
    domain: Text120 = given(description="The domain of their e-mail addresses.")
    phone: Text60 = given()
    source: Text80 = given()
    collective: bool = given()
    notes: LongText = given()
    level: Annotated[int, Field(ge=LEVELS[0], le=LEVELS[-1])] | None = given()
    lifecycle: LifecycleOrNone = given()
    loyalty: LoyaltyOrNone = given()
    selling_mode: SellingModeOrNone = given()
    is_strategic: bool = given(description="Needs a reason.")
    strategic_reason: Annotated[str, Field(max_length=300)] = given()
    next_plan: Day | None = given()
    owner: UserReference | None = given(description="Who tends the account; you, when left out of a new one.")
    custom: CustomIn = given()
    tags: TagsIn = given(description="All tags of the record; a name that is no tag yet becomes one.")
    external_source: Text40 = given()
    external_id: Text120 | None = given()


class AccountIn(AccountChange):
    name: Name


class AccountItem(AccountIn):
    external_id: Annotated[Text120, Field(min_length=1)]


class MemberIn(In):
    part: Text80 = Field(default="", description="Their part in the account team.")


class TierIn(In):
    tier: TierName
    reason: Annotated[str, Field(min_length=1, max_length=300)]
    expires_on: Day = Field(description="The last day on which it holds, within a year.")


class AccountsAsked(RecordsAsked):
    sort: str = order("name", "id", "name", "created_at", "updated_at", "industry", "employees")
    tag: Words | None = Field(default=None, description="With this tag; several with semicolons between: all of them.")
    owner: Owners | None = None
    parent: Ids | None = None
    member: Owners | None = Field(default=None, description="Accounts these people tend beside the owner.")
    industry: Words | None = Field(default=None, description="Exactly this industry.")
    province: Words | None = Field(default=None, description="Exactly this province.")
    ownership: Ownership | None = None
    level: Annotated[int, Field(ge=LEVELS[0], le=LEVELS[-1])] | None = None
    lifecycle: Lifecycle | None = None
    tier: TierName | None = Field(default=None, description="In this tier since the last review.")
    key_account: bool | None = Field(default=None, description="Only key accounts, or only others.")
    domain: Words | None = Field(default=None, description="Exactly this e-mail domain.")
