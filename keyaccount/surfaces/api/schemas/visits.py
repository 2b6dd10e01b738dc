"""Visits to people as they go in and out."""

from __future__ import annotations

from datetime import date

from keyaccount.surfaces.api.schemas.asking import Archived, Asked, Ids, Owners, order
from keyaccount.surfaces.api.schemas.common import Day, In, LongText, RecordRef, Stamps, Text200, UserRef, given
from keyaccount.surfaces.api.schemas.references import UserReference


class VisitOut(Stamps):
    contact: RecordRef
    account: RecordRef | None
    made_on: date
    made_by: UserRef
    purpose: str
    result: str


class VisitChange(In):
    made_on: Day = given()
    made_by: UserReference = given(description="You, when left out of a new one.")
    purpose: Text200 = given()
    result: LongText = given()


class VisitIn(VisitChange):
    made_on: Day


class VisitsAsked(Asked):
    sort: str = order("-made_on", "id", "made_on", "created_at")
    archived: Archived = Archived.NO
    contact: Ids | None = None
    account: Ids | None = None
    made_by: Owners | None = None
    made_on__gte: Day | None = None
    made_on__lte: Day | None = None
