"""The pool as it goes in and out."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field

from keyaccount.apps.portfolio.services.pool import LONGEST
from keyaccount.surfaces.api.schemas.asking import Asked, Words, order
from keyaccount.surfaces.api.schemas.common import In, Out, UserRef
from keyaccount.surfaces.api.schemas.references import UserReference


class PooledOut(Out):
    id: int = Field(description="The account's.")
    name: str
    short_name: str
    industry: str
    province: str
    city: str
    since: datetime | None = Field(description="When it came into the pool; null for one that never had an owner.")
    why: str = Field(description="Why it came there, as its owner or the rule said.")
    last_owner: UserRef | None


class PooledAsked(Asked):
    sort: str = order("name", "id", "name", "industry", "province")
    q: Words | None = Field(default=None, description="Words of the name; pinyin and initials find Chinese names.")
    industry: Words | None = None
    province: Words | None = None


class AssignIn(In):
    to: UserReference


class ReturnIn(In):
    reason: Annotated[str, Field(min_length=1, max_length=LONGEST, description="Whoever takes it next reads it.")]
