"""Events and their guests as they go in and out."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from keyaccount.apps.events.models import Answer, EventState
from keyaccount.surfaces.api.schemas.asking import Archived, Asked, Ids, Owners, Words, order
from keyaccount.surfaces.api.schemas.common import (
    CurrencyCode,
    Day,
    In,
    LongText,
    Moment,
    Money,
    Out,
    PlainAmount,
    RecordId,
    RecordRef,
    Stamps,
    Text160,
    UserRef,
    given,
)
from keyaccount.surfaces.api.schemas.references import ReasonReference, RecordReference, UserReference

Purpose = Annotated[str, Field(max_length=300)]
Seats = Annotated[int, Field(ge=1, le=1_000_000)]


class EventKindOut(Out):
    id: int
    name: str
    name_zh: str
    archived: bool = Field(description="No longer offered.")


class EventOut(Stamps):
    name: str
    kind: RecordRef
    starts_on: date
    ends_on: date = Field(description="The last day.")
    place: str
    owner: UserRef = Field(description="The host.")
    purpose: str
    capacity: int | None = Field(description="Seats for guests, or null.")
    cost: Money | None = Field(default=None, description="Only for roles that see costs and margins.")
    currency: str
    state: EventState
    notes: str
    tags: list[str]


class EventChange(In):
    name: Text160 = given()
    kind: ReasonReference = given(description="A kind of the workspace's list: id or name.")
    starts_on: Day = given()
    ends_on: Day | None = given(description="The first day, when null or left out of a new one.")
    place: Text160 = given()
    owner: UserReference = given(description="The host: you, when left out of a new one.")
    purpose: Purpose = given()
    capacity: Seats | None = given()
    cost: PlainAmount | None = given()
    currency: CurrencyCode = given(description="The base currency, when left out of a new one.")
    state: EventState = given()
    notes: LongText = given()


class EventIn(EventChange):
    name: Text160
    kind: ReasonReference
    starts_on: Day


class EventsAsked(Asked):
    sort: str = order("-starts_on", "id", "starts_on", "name", "created_at", "updated_at")
    q: Words | None = Field(default=None, description="Words of the name or place; pinyin and initials too.")
    archived: Archived = Archived.NO
    updated_since: Moment | None = Field(default=None, description="Changed at or after this moment.")
    owner: Owners | None = None
    kind: Ids | None = None
    state: EventState | None = None
    tag: str | None = Field(default=None, max_length=40, description="With this tag.")
    starts_on__gte: Day | None = None
    starts_on__lte: Day | None = None


class GuestOut(Stamps):
    event: RecordRef
    contact: RecordRef
    account: RecordRef | None = Field(description="Where the person was when they were invited.")
    invited_on: date
    invited_by: UserRef
    answer: Answer
    came: bool | None = Field(description="null: not known yet.")
    followed: str = Field(description="What followed.")
    followed_on: date | None = Field(description="When that was first written down.")
    opportunity: RecordRef | None = Field(description="The opportunity that followed, where you see it.")


class InviteIn(In):
    contacts: list[RecordReference] = Field(min_length=1, max_length=500, description="Whom to invite.")


class InvitedOut(Out):
    invited: list[RecordId] = Field(description="Ids of the guests that are new on the list.")
    known: int = Field(description="People who were on the list already.")
    refused: int = Field(description="People whom you may not invite.")


class GuestChange(In):
    invited_on: Day = given()
    answer: Answer = given()
    came: bool | None = given()
    followed: LongText = given()
    opportunity: RecordReference | None = given(description="Of the guest's own account.")


class GuestsAsked(Asked):
    sort: str = order("id", "id", "invited_on", "created_at", "updated_at")
    archived: Archived = Archived.NO
    event: Ids | None = None
    contact: Ids | None = None
    account: Ids | None = None
    opportunity: Ids | None = None
    answer: Answer | None = None
    came: bool | None = None
