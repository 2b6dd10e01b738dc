"""What people say of the future (categories of deals, numbers, submissions), as it goes in and out."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from keyaccount.apps.forecast.models import Category, Spoken
from keyaccount.apps.forecast.models.categories import NOTE_LENGTH
from keyaccount.surfaces.api.schemas.asking import Asked, Ids, Owners, order
from keyaccount.surfaces.api.schemas.common import Day, In, Money, Out, PlainAmount, RecordRef, UserRef, given
from keyaccount.surfaces.api.schemas.references import TeamReference, UserReference

Note = Annotated[str, Field(max_length=NOTE_LENGTH)]
Sentence = Annotated[str, Field(min_length=1, max_length=NOTE_LENGTH)]
NOT_KNOWN = "null where there was something and nothing of it had an exchange rate."
PERIOD = "A month, a quarter or a year: 2026-12, 2026-Q4, 2026; this quarter, when left out."


class DealCategorySaidOut(Out):
    category: Category
    note: str
    set_by: UserRef
    valid_from: datetime
    valid_to: datetime | None = Field(description="null while it holds.")
    ended_by: UserRef | None


class DealCategoryOut(Out):
    counts: Category = Field(description="What counts now: said by hand, else by_stage.")
    by_stage: Category
    said: list[DealCategorySaidOut] = Field(description="What people said by hand, newest first, also what ended.")


class DealCategoryIn(In):
    category: Category
    note: Note = ""


class OverrideOut(Out):
    id: int
    person: UserRef
    by_manager: bool = Field(description="Said by somebody above the person, beside the person's own number.")
    category: Spoken
    period_start: date
    period_end: date
    amount: Money = Field(description="Cumulative: with what is surer, and what is closed.")
    currency: str
    note: str
    author: UserRef
    valid_from: datetime
    valid_to: datetime | None = Field(description="null while it holds.")
    ended_by: UserRef | None
    reset_reason: str = Field(description="Empty where a newer number took its place.")


class OverridesAsked(Asked):
    sort: str = order("-id", "id", "valid_from")
    person: Owners | None = None
    author: Owners | None = None
    category: Spoken | None = None
    by_manager: bool | None = None
    holds: bool | None = Field(default=None, description="true: those that hold now; false: those that ended.")
    period_start: Day | None = None
    period_end: Day | None = None


class OverrideIn(In):
    """About oneself when `user` is left out; about somebody else one speaks as their manager."""

    user: UserReference | None = None
    category: Spoken
    period: str = given(description=PERIOD)
    amount: PlainAmount
    note: Sentence


class ResetIn(In):
    reason: Sentence


class SubmissionOut(Out):
    id: int
    person: UserRef
    team: RecordRef | None = Field(description="null for the person's own numbers.")
    period_start: date
    period_end: date
    at: datetime
    note: str
    currency: str
    closed: Money | None = Field(description=NOT_KNOWN)
    commit: Money
    best_case: Money
    pipeline: Money
    computed_commit: Money = Field(description="What the deals alone said.")
    weighted: Money | None = Field(description=NOT_KNOWN)
    target: Money | None


class SubmissionsAsked(Asked):
    sort: str = order("-id", "id", "at")
    person: Owners | None = None
    team: Ids | None = None
    period_start: Day | None = None
    period_end: Day | None = None
    last: bool | None = Field(default=None, description="true: only the last of each person (and team) and period.")


class SubmissionIn(In):
    """One's own numbers, or those of a team that one leads."""

    team: TeamReference | None = None
    period: str = given(description=PERIOD)
    note: Note = ""
