"""People, teams, oneself, tokens and jobs as they go in and out."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import Field

from keyaccount.apps.workspace.models import JobStatus, Reach, RoleCode
from keyaccount.surfaces.api.schemas.asking import Asked, Ids, Words, order
from keyaccount.surfaces.api.schemas.common import In, Moment, Money, Out, RecordRef, Text80, UserRef


class UserOut(Out):
    id: int
    username: str
    name: str
    name_latin: str
    role: RoleCode
    team: RecordRef | None
    is_active: bool


class UsersAsked(Asked):
    sort: str = order("name", "id", "name", "username")
    q: Words | None = Field(default=None, description="A part of the name or user name.")
    team: Ids | None = Field(default=None, description="These teams and all below them.")
    role: RoleCode | None = None
    is_active: bool | None = None


class TeamOut(Out):
    id: int
    name: str
    parent: RecordRef | None
    region: str


class TeamsAsked(Asked):
    sort: str = order("name", "id", "name")
    parent: Ids | None = None


class Rights(Out):
    """How far the role reaches: nothing, own, account_team, team or all."""

    reads: Reach
    writes: Reach
    field_groups: list[str] = Field(description="Protected fields that the role sees.")
    may_import: bool
    may_export: bool
    may_set_targets: bool
    may_administer: bool


class WorkspaceOut(Out):
    name: str
    base_currency: str
    time_zone: str
    today: date
    fiscal_year_start: int = Field(description="The first month of the fiscal year.")
    off_funnel_threshold: Money


class TokenOut(Out):
    id: int
    name: str
    prefix: str = Field(description="How its secret begins.")
    may_write: bool
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None = Field(description="To the hour.")


class NewToken(TokenOut):
    secret: str = Field(description="Shown this once; it is not kept.")


class TokenIn(In):
    name: Annotated[Text80, Field(min_length=1)]
    may_write: bool = False
    expires_at: Moment | None = None


class MeOut(Out):
    id: int
    username: str
    name: str
    name_latin: str
    email: str
    role: RoleCode
    team: RecordRef | None
    rights: Rights
    workspace: WorkspaceOut
    token: TokenOut | None = Field(description="The token of this request; null for a session.")


class JobOut(Out):
    id: int
    kind: str
    title: str
    owner: UserRef
    status: JobStatus
    done: int
    total: int | None = Field(description="null while it is not known how much there is.")
    message: str
    result: dict[str, Any] | None
    attempts: int
    cancel_asked: bool
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None


class JobsAsked(Asked):
    sort: str = order("-id", "id")
    status: JobStatus | None = None
    kind: Words | None = None
