"""Comments and files on records as they go in and out."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, Field

from keyaccount.apps.collaboration.models import LONGEST, Scan
from keyaccount.apps.collaboration.services.comments import MOST_NAMED
from keyaccount.surfaces.api.schemas.asking import Archived, Asked, Ids, Owners, order
from keyaccount.surfaces.api.schemas.common import In, Out, RecordId, Stamps, Text80, UserRef

CommentText = Annotated[
    str, Field(min_length=1, max_length=LONGEST, description="Plain text; “@” and a user name mentions someone.")
]
NotTold = Annotated[
    list[Text80],
    Field(
        max_length=MOST_NAMED,
        description="User names in the text of which you know that they cannot see the record. They are told nothing; "
        "without this the comment is refused as `mentioned_cannot_see`.",
    ),
]


class RecordKind(StrEnum):
    """What comments and files hang on."""

    ACCOUNT = "account"
    CONTACT = "contact"
    OPPORTUNITY = "opportunity"


class HangsOn(Out):
    """The record that something hangs on."""

    kind: RecordKind
    id: int


class CommentOut(Stamps):
    record: HangsOn
    author: UserRef
    text: str
    mentions: list[UserRef] = Field(description="Who is told of it: those named who saw the record.")


class CommentIn(In):
    kind: RecordKind
    record: RecordId
    text: CommentText
    not_told: NotTold = []


class CommentChange(In):
    text: CommentText
    not_told: NotTold = []


class CommentsAsked(Asked):
    sort: str = order("-id", "id")
    kind: RecordKind | None = None
    record: Ids | None = Field(default=None, description="The record, by its id; give its kind too.")
    author: Owners | None = None


class FileOut(Stamps):
    record: HangsOn
    name: str
    revision: int = Field(description="A file brought again under the same name is its next revision.")
    media_type: str
    size: int = Field(description="In bytes.")
    digest: str = Field(description="SHA-256 of the content, in hexadecimal.")
    scan: Scan = Field(description="What the scanner made of it; only `clean` and `not_scanned` are given out.")
    uploaded_by: UserRef
    created_at: datetime


class FileForm(BaseModel):
    kind: RecordKind
    record: RecordId


class FilesAsked(Asked):
    sort: str = order("-id", "id")
    archived: Archived = Archived.NO
    kind: RecordKind | None = None
    record: Ids | None = Field(default=None, description="The record, by its id; give its kind too.")
    uploaded_by: Owners | None = None
