"""Readings of commitment and lines of influence as they go in and out."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from keyaccount.apps.contacts.models import LinkKind
from keyaccount.formulas.influence import Commitment
from keyaccount.surfaces.api.schemas.asking import Asked, Ids, order
from keyaccount.surfaces.api.schemas.common import Day, In, Out, RecordRef, UserRef, given
from keyaccount.surfaces.api.schemas.references import RecordReference

TENDED = "Left empty for readers who neither own the account nor are on its team."
Strength = Annotated[int, Field(ge=1, le=3)]
Evidence = Annotated[str, Field(max_length=2000)]


class ReadingOut(Out):
    id: int
    contact: RecordRef
    on: date
    dynamics_high: bool
    receptivity_high: bool
    commitment: Commitment = Field(description="The quadrant of the two readings.")
    assumed: bool
    evidence: str = Field(description=TENDED)
    author: UserRef | None = Field(description=TENDED)
    created_at: datetime
    withdrawn_at: datetime | None = Field(description="When it was taken back; it counts no more since.")


class ReadingIn(In):
    dynamics_high: bool
    receptivity_high: bool
    on: Day | None = given(description="The day on which it was seen; today, when left out.")
    assumed: bool = given(description="A guess that nothing shows yet; else say what shows it.")
    evidence: Evidence = given()


class ReadingsAsked(Asked):
    sort: str = order("-on", "id", "on")
    contact: Ids | None = None
    account: Ids | None = None


class LinkOut(Out):
    id: int
    account: RecordRef
    source: RecordRef
    target: RecordRef
    kind: LinkKind
    strength: int
    valid_from: datetime
    valid_to: datetime | None = Field(description="When the line was changed or erased; null while it holds.")
    author: UserRef


class LinkChange(In):
    kind: LinkKind = given()
    strength: Strength = given()


class LinkIn(LinkChange):
    target: RecordReference = Field(description="Whom they influence; a contact of the same account.")


class LinksAsked(Asked):
    sort: str = order("id", "id", "valid_from")
    account: Ids | None = None
    source: Ids | None = None
    target: Ids | None = None
    current: bool = Field(default=True, description="Only those that hold now; false: all there ever were.")
