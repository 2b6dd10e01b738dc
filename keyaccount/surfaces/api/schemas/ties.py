"""Our people × their people as it goes out."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from keyaccount.formulas.ties import Gap, Strength
from keyaccount.surfaces.api.schemas.common import Out, RecordRef, UserRef


class OurPerson(Out):
    user: UserRef
    team: RecordRef | None
    part: str = Field(description="Their part in the account team.")
    is_owner: bool
    is_team: bool = Field(description="Owner or member; false for those who only come by.")


class TheirPerson(Out):
    id: int
    name: str
    title: str
    department: str
    roles: list[str]
    needed: bool = Field(description="Whether one of the roles must be filled.")
    known_by: list[int] = Field(description="Ids of those of ours who visited them within the last 12 months.")
    gap: Gap | None = Field(description="At somebody in a needed role: nobody of ours knows them, or one alone.")


class TieOut(Out):
    ours: int
    theirs: int
    is_owner: bool = Field(description="Whether this person of ours owns the relationship.")
    made: int = Field(description="Visits since `since`.")
    planned: str | None = Field(description="Visits planned for 12 months, by whom the relationship is owned.")
    last: date | None
    strength: Strength | None = Field(description="By the last visit; null where there never was one.")


class PeopleMatrixOut(Out):
    account: RecordRef
    since: date
    until: date
    ours: list[OurPerson]
    theirs: list[TheirPerson]
    ties: list[TieOut]
    visits: int = Field(description="All visits since then: the figure people.visits.")
    single_thread: UserRef | None = Field(description="The only one of ours who visited anybody there.")
