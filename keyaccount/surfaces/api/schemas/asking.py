"""What every list may be asked: page, order, fields, and filters of its own."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, Field

from keyaccount.surfaces.api.schemas.common import Moment

CAP = 1000

Ids = Annotated[
    str,
    Field(
        pattern=r"^(none|[1-9]\d{0,17}(,[1-9]\d{0,17}){0,99})$",
        description="One id, several with commas between, or `none` for records without.",
        examples=["4,7"],
    ),
]
Owners = Annotated[
    str,
    Field(
        pattern=r"^(me|none|[1-9]\d{0,17}(,[1-9]\d{0,17}){0,99})$",
        description="`me`, one id, several with commas between, or `none` for records without an owner.",
        examples=["me"],
    ),
]
Words = Annotated[str, Field(min_length=1, max_length=100)]


class Archived(StrEnum):
    NO = "false"
    YES = "true"
    ANY = "any"


class Asked(BaseModel):
    limit: int = Field(default=50, ge=1, le=500, description="How many items a page has at most.")
    after: str | None = Field(default=None, max_length=2000, description="The place to go on from, as in `next`.")
    fields_: str | None = Field(
        default=None,
        alias="fields",
        max_length=1000,
        description="Only these fields of each item, with commas between.",
        examples=["id,name"],
    )
    count: bool = Field(default=False, description=f"Count too, up to {CAP}.")


class RecordsAsked(Asked):
    q: Words | None = Field(default=None, description="Words of the name; pinyin and initials find Chinese names.")
    archived: Archived = Field(default=Archived.NO, description="false: in use; true: archived; any: both.")
    updated_since: Moment | None = Field(default=None, description="Changed at or after this moment.")
    external_source: Words | None = Field(default=None, description="From this system.")
    external_id: Words | None = Field(default=None, description="With this id in its system.")


def order(default: str, *names: str) -> Annotated[str, Field]:
    """The `sort` of one list, with what it may be ordered by."""
    known = ", ".join(names)
    return Field(
        default=default,
        max_length=200,
        description=f"Keys with commas between; a leading - reverses. Empty values come last. Known: {known}.",
        examples=[default],
    )
