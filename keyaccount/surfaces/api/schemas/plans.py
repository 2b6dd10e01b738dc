"""The contact strategy plan as it goes in and out, one person a row."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from keyaccount.apps.contacts.models.plan import SubStrategy, Wanted
from keyaccount.surfaces.api.schemas.asking import Asked, Ids, Owners, order
from keyaccount.surfaces.api.schemas.common import Day, In, OneOfOrEmpty, Out, RecordRef, Text200, UserRef, given
from keyaccount.surfaces.api.schemas.references import UserReference

WantedOrNone = Annotated[str, OneOfOrEmpty(Wanted)]
SubStrategyOrNone = Annotated[str, OneOfOrEmpty(SubStrategy)]


class ContactPlanOut(Out):
    contact: RecordRef
    account: RecordRef | None
    version: int = Field(description="Rises with every change; part of the ETag.")
    wanted: WantedOrNone = Field(description="The commitment that we want.")
    purpose: str = Field(description="Of the visits.")
    sub_strategy: SubStrategyOrNone
    follow_up: str
    due_on: date | None
    responsible: UserRef | None
    updated_at: datetime | None = Field(description="Null while nothing is planned yet.")


class ContactPlanChange(In):
    wanted: WantedOrNone = given()
    purpose: Text200 = given()
    sub_strategy: SubStrategyOrNone = given()
    follow_up: Text200 = given()
    due_on: Day | None = given()
    responsible: UserReference | None = given()


class ContactPlansAsked(Asked):
    sort: str = order("id", "id", "due_on", "updated_at")
    account: Ids | None = None
    contact: Ids | None = None
    responsible: Owners | None = None
    due_on__lte: Day | None = None
