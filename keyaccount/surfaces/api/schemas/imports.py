"""Imports: what is decided about the files, and how far an import is."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from keyaccount.surfaces.api.schemas.asking import Asked, order
from keyaccount.surfaces.api.schemas.common import CurrencyCode, Day, In, Out, UserRef
from keyaccount.surfaces.exchange.models import ImportStatus

FileName = Annotated[str, Field(max_length=200)]
FieldKey = Annotated[str, Field(max_length=80)]


class OptionsIn(In):
    """What is decided instead of recognised."""

    as_of: Day | None = Field(default=None, description="The day from which rows without a date of their own count.")
    date_format: Annotated[str, Field(max_length=10)] = Field(
        default="", description="Of ambiguous dates: iso, ymd, dmy, mdy, zh or serial."
    )
    mode: Literal["create", "update", "both"] = "both"
    duplicates: Literal["create", "reject", "update"] = Field(
        default="create", description="What becomes of new rows that look like a record that is there."
    )
    missing: dict[FieldKey, Literal["reject", "empty", "create"]] = Field(
        default={}, description="What to do with a related name that is unknown, by field: {“account”: “create”}."
    )
    currency: CurrencyCode | None = Field(default=None, description="Of rows without one.")
    owner: Literal["", "me", "nobody"] = Field(default="", description="Who owns rows without an owner.")
    encoding: Literal["", "utf-8", "utf-16", "gb18030", "big5", "cp1252", "latin-1"] = ""
    delimiter: Literal["", ",", ";", "\t", "|"] = ""
    entities: dict[FileName, FieldKey] = Field(
        default={}, description="What a file holds, by its name; an empty text leaves it out."
    )
    columns: dict[FileName, dict[FileName, FieldKey]] = Field(
        default={}, description="Which field a column fills, by file and heading; an empty text leaves it out."
    )


class ImportForm(BaseModel):
    preset: Annotated[str, Field(max_length=40)] = Field(default="generic", description="generic, maven, hubspot, …")
    options: Annotated[str, Field(max_length=100_000)] = Field(
        default="{}", description="OptionsIn as JSON.", examples=['{"as_of": "2017-12-31"}']
    )
    run: bool = Field(default=False, description="Run it at once, as a background job; else it waits to be checked.")


class ImportOut(Out):
    id: int
    preset: str
    status: ImportStatus
    owner: UserRef
    created_at: datetime
    began_at: datetime | None
    finished_at: datetime | None
    job_id: int | None = Field(description="The background job that works, or worked last, at it.")
    report: dict[str, Any] = Field(
        default={}, description="What was read, created, updated, unchanged and rejected, by file. Not in lists."
    )
    check_report: dict[str, Any] | None = Field(default=None, description="The report of the dry run. Not in lists.")


class ImportsAsked(Asked):
    sort: str = order("-id", "id")
    status: ImportStatus | None = None


class UndoIn(In):
    force: bool = Field(default=False, description="Undo although someone has changed records since; that is lost.")
