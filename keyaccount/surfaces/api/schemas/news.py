"""News as it goes in and out: feeds, and what was found in them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from pydantic import AnyHttpUrl, Field

from keyaccount.apps.accounts.models import SignalKind
from keyaccount.apps.accounts.models.feeds import Verdict
from keyaccount.surfaces.api.schemas.asking import Archived, Asked, Ids, Owners, Words, order
from keyaccount.surfaces.api.schemas.common import Day, In, Out, RecordRef, Stamps, Text80, Text120, UserRef, given
from keyaccount.surfaces.api.schemas.knowledge import SignalRuleReference, Text2000

FeedAddress = Annotated[AnyHttpUrl, Field(max_length=500)] | None


class FeedOut(Stamps):
    name: str
    host: str = Field(description="Where it is read from; empty where its files are brought by hand.")
    url: str | None = Field(description="Null for who may not change the feed: an address may hold a key.")
    industry: str = Field(description="News in it that names no account is offered for this industry.")
    added_by: UserRef
    read_at: datetime | None
    problem: str = Field(description="Why it was not read the last time; empty when it was.")


class FeedChange(In):
    name: Annotated[Text80, Field(min_length=1)] = given()
    url: FeedAddress = given(description="Of an RSS or Atom feed on the public internet; null: nothing is fetched.")
    industry: Text80 = given()


class FeedIn(FeedChange):
    name: Annotated[Text80, Field(min_length=1)]


class FeedsAsked(Asked):
    sort: str = order("name,id", "id", "name", "read_at")
    archived: Archived = Archived.NO
    industry: Words | None = None
    added_by: Owners | None = None


class FoundSignalOut(Out):
    id: int
    feed: RecordRef
    account: RecordRef | None = Field(description="Null for what is said of an industry.")
    industry: str
    title: str
    text: str
    link: str
    on: date
    found_at: datetime
    verdict: Verdict
    decided_by: UserRef | None
    decided_at: datetime | None
    signal: int | None = Field(description="The signal that was made of it.")


class FoundSignalsAsked(Asked):
    sort: str = order("-on,-id", "id", "on", "found_at")
    feed: Ids | None = None
    account: Ids | None = None
    industry: Words | None = None
    verdict: Verdict | None = None
    on__gte: Day | None = None
    on__lte: Day | None = None


class ConfirmIn(In):
    rule: SignalRuleReference | None = given(description="What of the rule table it is a case of.")
    kind: SignalKind = given(description="That of the rule, when left out; one of the two is needed.")
    text: Annotated[Text2000, Field(min_length=1)] = given(description="The title of the news, when left out.")
    source: Text120 = given(description="The name of the feed, when left out.")
