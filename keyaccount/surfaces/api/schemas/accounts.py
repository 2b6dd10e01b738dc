"""Accounts as they go in and out."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from keyaccount.apps.accounts.models import Ownership
from keyaccount.surfaces.api.schemas.asking import Ids, Owners, RecordsAsked, Words, order
from keyaccount.surfaces.api.schemas.common import (
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

OwnershipOrNone = Annotated[str, OneOfOrEmpty(Ownership)]
Name = Annotated[Text160, Field(min_length=1)]


class Member(Out):
    user: UserRef
    part: str


class AccountOut(External, Mergeable, Stamps):
    name: str
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
    owner: UserReference | None = given(description="Who tends the account; you, when left out of a new one.")
    external_source: Text40 = given()
    external_id: Text120 | None = given()


class AccountIn(AccountChange):
    name: Name


class AccountItem(AccountIn):
    external_id: Annotated[Text120, Field(min_length=1)]


class MemberIn(In):
    part: Text80 = Field(default="", description="Their part in the account team.")


class AccountsAsked(RecordsAsked):
    sort: str = order("name", "id", "name", "created_at", "updated_at", "industry", "employees")
    owner: Owners | None = None
    parent: Ids | None = None
    member: Owners | None = Field(default=None, description="Accounts these people tend beside the owner.")
    industry: Words | None = Field(default=None, description="Exactly this industry.")
    province: Words | None = Field(default=None, description="Exactly this province.")
    ownership: Ownership | None = None
    domain: Words | None = Field(default=None, description="Exactly this e-mail domain.")
