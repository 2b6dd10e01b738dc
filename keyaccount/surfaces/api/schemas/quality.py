"""Possible duplicates and merges as they go in and out."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from keyaccount.surfaces.api.schemas.common import In, Out, RecordRef, UserRef

KindOfRecord = Literal["accounts", "contacts"]
FieldName = Annotated[str, Field(max_length=40)]


class LikenessReasonOut(Out):
    code: str = Field(description="What speaks for it (same_name, same_mobile, …) or against it (other_name, …).")
    text: str = Field(description="The same in words.")


class PairOut(Out):
    id: int
    kind: KindOfRecord
    score: int = Field(description="0 to 100; 90 and more is said to be very alike.")
    reasons: list[LikenessReasonOut]
    first: RecordRef
    second: RecordRef
    may_merge: bool = Field(description="Whether you may write both.")
    is_open: bool = Field(description="False for a pair that someone called two different records.")
    found_at: datetime
    dismissed_at: datetime | None
    dismissed_by: UserRef | None


class PairsOut(Out):
    items: list[PairOut]
    next: str | None = Field(description="The address of the next page; null on the last.")


class MergeIn(In):
    kind: KindOfRecord
    survivor: int = Field(ge=1, description="The record that stays.")
    merged: int = Field(ge=1, description="The record that becomes a part of it.")
    take: Annotated[list[FieldName], Field(max_length=60)] = Field(
        default=[], description="Fields whose value comes from the record that goes; the others keep the survivor's."
    )
    survivor_version: int | None = Field(default=None, description="As you read it; refused when it has changed since.")
    merged_version: int | None = Field(default=None, description="The same for the other record.")


class MergeOut(Out):
    id: int
    kind: KindOfRecord
    survivor: int
    merged: int
    moved: dict[str, int] = Field(description="How many rows of each kind were moved to the survivor.")
    at: datetime
    by: UserRef
    undone_at: datetime | None
