"""Contacts as they go in and out."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import Field, WithJsonSchema

from keyaccount.apps.contacts.models import BuyingRole
from keyaccount.surfaces.api.schemas.asking import Ids, Owners, RecordsAsked, Words, order
from keyaccount.surfaces.api.schemas.common import (
    CustomIn,
    CustomOut,
    Day,
    External,
    In,
    LongText,
    Mergeable,
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
from keyaccount.surfaces.api.schemas.references import RecordReference, Reference, UserReference

Name = Annotated[Text120, Field(min_length=1)]
Visits = Annotated[
    Decimal,
    Field(ge=0, le=31, max_digits=4, decimal_places=2, allow_inf_nan=False),
    WithJsonSchema(
        {
            "anyOf": [{"type": "string", "pattern": r"^\d{1,2}(\.\d{1,2})?$"}, {"type": "number", "maximum": 31}],
            "examples": ["0.5"],
        },
        mode="validation",
    ),
]
REACH = "Left out for roles that do not see how people are reached."


class StageReference(Reference):
    """A stage of the relationship: id or name."""


class ContactOut(External, Mergeable, Stamps):
    name: str
    custom: CustomOut
    tags: TagsOut
    name_latin: str
    account: RecordRef | None
    title: str
    department: str
    reports_to: RecordRef | None
    roles: list[BuyingRole] = Field(description="The parts they play when their company buys.")
    email: str = Field(default="", description=REACH)
    mobile: str = Field(default="", description=REACH)
    phone: str = Field(default="", description=REACH)
    wechat: str = Field(default="", description=REACH)
    address: str
    source: str
    notes: str
    owner: UserRef | None
    left_on: date | None
    relationship_stage: RecordRef | None
    visits_a_month: Annotated[Decimal, WithJsonSchema({"type": "string", "examples": ["0.50"]})] | None = Field(
        description="How many visits a month are planned; 0.5 is every other month."
    )
    first_concern: str
    last_visit_on: date | None
    next_visit_by: date | None = Field(description="By when the next visit is due; null where none is planned.")


class ContactChange(In):
    name: Name = given()
    name_latin: Text120 = given()
    account: RecordReference | None = given()
    title: Text160 = given()
    department: Text120 = given()
    reports_to: RecordReference | None = given(description="Another contact.")
    roles: Annotated[list[BuyingRole], Field(max_length=len(BuyingRole))] = given(
        description="All of them; others end."
    )
    email: Text160 = given()
    mobile: Text60 = given()
    phone: Text60 = given()
    wechat: Text60 = given()
    address: Text200 = given()
    source: Text80 = given()
    notes: LongText = given()
    owner: UserReference | None = given(description="Who keeps the relationship; you, when left out of a new one.")
    left_on: Day | None = given(description="The day they left the company.")
    relationship_stage: StageReference | None = given(description="A stage of the workspace's list.")
    visits_a_month: Visits | None = given(description="How many visits a month are planned.")
    first_concern: Text200 = given()
    custom: CustomIn = given()
    tags: TagsIn = given(description="All tags of the record; a name that is no tag yet becomes one.")
    external_source: Text40 = given()
    external_id: Text120 | None = given()


class ContactIn(ContactChange):
    name: Name


class ContactItem(ContactIn):
    external_id: Annotated[Text120, Field(min_length=1)]


class ContactsAsked(RecordsAsked):
    sort: str = order("name", "id", "name", "created_at", "updated_at", "title")
    tag: Words | None = Field(default=None, description="With this tag; several with semicolons between: all of them.")
    owner: Owners | None = None
    account: Ids | None = None
    role: BuyingRole | None = None
    relationship_stage: Ids | None = None
    last_visit_on__lte: Day | None = None
    next_visit_by__lte: Day | None = Field(default=None, description="To be visited by this day.")
    email: Words | None = Field(default=None, description="Exactly this e-mail address, in any case of letters.")
