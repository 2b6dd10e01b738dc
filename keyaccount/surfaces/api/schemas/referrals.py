"""Introductions as they go in and out."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from keyaccount.surfaces.api.schemas.asking import Archived, Asked, Ids, Owners, order
from keyaccount.surfaces.api.schemas.common import Day, In, LongText, RecordRef, Stamps, UserRef, given
from keyaccount.surfaces.api.schemas.references import RecordReference, UserReference


class ReferralOut(Stamps):
    by_contact: RecordRef | None = Field(description="The person of a customer who introduced them, or null.")
    by_user: UserRef | None = Field(description="The person of ours who introduced them, or null.")
    account: RecordRef | None = Field(description="The account that was introduced, or null.")
    contact: RecordRef | None = Field(description="The person that was introduced, or null.")
    on: date
    note: str


class ReferralChange(In):
    by_contact: RecordReference | None = given(description="Either this or `by_user`.")
    by_user: UserReference | None = given(description="Either this or `by_contact`.")
    on: Day = given(description="Today, when left out of a new one.")
    note: LongText = given()


class ReferralIn(ReferralChange):
    kind: Literal["account", "contact"] = Field(description="What was introduced.")
    record: int = Field(ge=1, description="The id of the account or person that was introduced.")


class ReferralsAsked(Asked):
    sort: str = order("-on", "id", "on", "created_at")
    archived: Archived = Archived.NO
    account: Ids | None = None
    contact: Ids | None = None
    by_contact: Ids | None = None
    by_user: Owners | None = None
