"""Who owes a submission, and who was reminded of it, as it goes in and out."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import BaseModel, Field

from keyaccount.surfaces.api.schemas.asking import Asked, Owners, order
from keyaccount.surfaces.api.schemas.common import Day, In, Out, UserRef, given
from keyaccount.surfaces.api.schemas.promises import PERIOD
from keyaccount.surfaces.api.schemas.references import UserReference

SCOPE = "Whose: company, team:NAME or user:NAME, or with an id, team:#4; everyone you see, when left out."


class OwedAsked(BaseModel):
    scope: str | None = Field(default=None, max_length=200, description=SCOPE, examples=["team:East"])
    period: str | None = Field(default=None, max_length=20, description=PERIOD, examples=["2026-Q4"])


class OwedOut(Out):
    person: UserRef
    submitted_at: datetime | None = Field(description="Their last submission for the period; null: none yet.")
    reminded_at: datetime | None = Field(description="When they were last asked for it; null: never.")


class ReminderOut(Out):
    id: int
    person: UserRef
    asked_by: UserRef
    period_start: date
    period_end: date
    at: datetime
    week: date | None = Field(description="The Monday of the week for which the workspace asked by itself.")


class RemindersAsked(Asked):
    sort: str = order("-id", "id", "at")
    person: Owners | None = None
    asked_by: Owners | None = None
    period_start: Day | None = None
    period_end: Day | None = None
    answered: bool | None = Field(default=None, description="true: submitted since; false: still owed.")


class RemindIn(In):
    """Everyone of the scope who owes it, or of them only those named."""

    scope: str = given(max_length=200, description=SCOPE)
    period: str = given(max_length=20, description=PERIOD)
    people: list[UserReference] | None = Field(default=None, max_length=500)
