"""The people of an opportunity, and where they stand in it, as they go in and out."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import Field

from keyaccount.apps.contacts.models import BuyingRole
from keyaccount.formulas.influence import Certainty, Commitment
from keyaccount.surfaces.api.schemas.common import In, Out, RecordRef, UserRef, given
from keyaccount.surfaces.api.schemas.people_map import TENDED
from keyaccount.surfaces.api.schemas.references import RecordReference


class DealPersonOut(Out):
    contact: RecordRef
    roles: list[BuyingRole]
    roles_in_deal: bool = Field(description="False: the deal says none, these are their roles at the account.")
    weight: int = Field(description="Of the heaviest of the roles.")
    commitment: Commitment | None = Field(description="Null: not known.")
    certainty: Certainty
    read_in_deal: bool = Field(description="False: the commitment is that at the account.")
    seen_on: date | None


class DealPeopleOut(Out):
    items: list[DealPersonOut]


class DealPersonIn(In):
    contact: RecordReference
    role: BuyingRole | None = given(description="One of several; left out where it is not known yet.")


class DealReadingOut(Out):
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


class DealReadingsOut(Out):
    items: list[DealReadingOut]
