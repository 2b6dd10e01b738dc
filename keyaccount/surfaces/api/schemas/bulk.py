"""Many records at once, found again by their id in the system they come from."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Generic, TypeVar

from pydantic import Field, SkipValidation

from keyaccount.surfaces.api.schemas.common import In, Out, ProblemError, Text40

MOST = 1000
Item = TypeVar("Item")


class Result(StrEnum):
    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REJECTED = "rejected"


class Bulk(In, Generic[Item]):
    """Items are read one by one, so that one which does not fit is rejected with its reasons and the others go in."""

    external_source: Text40 = Field(default="", description="The system they come from; an item may name its own.")
    all_or_nothing: bool = Field(default=False, description="Take none when one is rejected.")
    items: Annotated[list[SkipValidation[Item]], Field(min_length=1, max_length=MOST)]


class BulkResult(Out):
    index: int = Field(description="The place of the item, from 0.")
    external_id: str | None
    result: Result
    id: int | None = Field(description="Of the record; null for an item that was rejected before one was found.")
    code: str | None = Field(default=None, description="Why it was rejected, as in problems.")
    message: str | None = Field(default=None, description="The same as a sentence.")
    errors: list[ProblemError] | None = Field(default=None, description="What is wrong with which field.")


class BulkReport(Out):
    created: int
    updated: int
    unchanged: int
    rejected: int
    results: list[BulkResult]
