"""What is known of accounts as it goes in and out: portrait, signals, rivals, business units, white space."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from pydantic import AnyHttpUrl, BaseModel, Field

from keyaccount.apps.accounts.models import PortraitPart, SignalKind
from keyaccount.apps.portfolio.models import Judgement
from keyaccount.apps.portfolio.queries.signals import CameOf
from keyaccount.formulas.white_space import Cell
from keyaccount.surfaces.api.schemas.asking import Archived, Asked, Ids, Owners, Words, order
from keyaccount.surfaces.api.schemas.common import (
    CurrencyCode,
    Day,
    In,
    Money,
    Out,
    PlainAmount,
    RecordId,
    RecordRef,
    Stamps,
    Text80,
    Text120,
    Text200,
    UserRef,
    given,
)
from keyaccount.surfaces.api.schemas.references import RecordReference, Reference

Text2000 = Annotated[str, Field(max_length=2000)]
Text4000 = Annotated[str, Field(max_length=4000)]
Name120 = Annotated[Text120, Field(min_length=1)]


class AsOf(BaseModel):
    as_of: Day | None = Field(default=None, description="As it stood at the end of this day; today, when left out.")


# ── Portrait ──
class PortraitFieldOut(Out):
    question_id: int
    question: str = Field(description="What is asked, in the caller's language.")
    answer: str = Field(description="What is known; empty for nothing.")
    source: str = Field(description="Where it was learnt.")
    learnt_on: date | None
    author: UserRef | None
    answers: int = Field(description="How many there have been by that day; listPortraitAnswers tells them.")


class PortraitPartOut(Out):
    part: PortraitPart
    known: int = Field(description="How many of its questions are answered.")
    fields: list[PortraitFieldOut]


class PortraitOut(Out):
    account: RecordRef
    as_of: date
    known: int
    asked: int
    parts: list[PortraitPartOut]


class PortraitAnswerOut(Out):
    id: int
    account: RecordRef
    question_id: int
    question: str
    part: PortraitPart
    answer: str
    source: str
    learnt_on: date
    author: UserRef
    written_at: datetime
    surface: str = Field(description="Where it was written: web, api, import …")


class PortraitAnswerIn(In):
    answer: Annotated[Text2000, Field(description="Empty: it is not known any more.")]
    source: Text200 = given(description="Where it was learnt.")
    learnt_on: Day = given(description="Today, when left out.")


class PortraitAnswersAsked(Asked):
    sort: str = order("-learnt_on,-id", "id", "learnt_on", "written_at")
    account: Ids | None = None
    question: Ids | None = None
    author: Owners | None = None
    learnt_on__gte: Day | None = None
    learnt_on__lte: Day | None = None


# ── Signals ──
class SignalRuleReference(Reference):
    """A rule of the table from changes to needs: id, or the change it is about."""


class SignalRuleOut(Out):
    id: int
    kind: SignalKind
    name: str = Field(description="The change.")
    name_zh: str
    need: str = Field(description="What it is likely to lead to.")
    need_zh: str
    products: list[RecordRef] = Field(description="What of ours meets the need.")
    archived_at: datetime | None


class SignalRulesAsked(Asked):
    sort: str = order("position,id", "id", "position", "name")
    archived: Archived = Archived.NO
    kind: SignalKind | None = None


class SignalOut(Stamps):
    account: RecordRef | None = Field(description="Null for what is said of an industry.")
    industry: str
    kind: SignalKind
    rule: RecordRef | None
    likely_need: str
    products: list[RecordRef]
    text: str
    source: str
    link: str
    on: date
    author: UserRef
    outcome: CameOf
    opportunity: int | None = Field(description="The one made of it, where you see that.")
    dismissed_at: datetime | None
    dismissed_because: str


class SignalIn(In):
    account: RecordReference | None = given(description="Or give an industry.")
    industry: Text80 = given()
    kind: SignalKind = given(description="That of the rule, when left out.")
    rule: SignalRuleReference | None = given()
    text: Annotated[Text2000, Field(min_length=1, description="What happened.")]
    source: Text120 = given()
    link: Annotated[AnyHttpUrl, Field(max_length=500)] | None = given()
    on: Day = given(description="Today, when left out.")


class SignalsAsked(Asked):
    sort: str = order("-on,-id", "id", "on", "created_at")
    archived: Archived = Archived.NO
    account: Ids | None = None
    industry: Words | None = None
    kind: SignalKind | None = None
    rule: Ids | None = None
    author: Owners | None = None
    unsettled: bool | None = Field(default=None, description="true: only those that nothing has come of yet.")
    on__gte: Day | None = None
    on__lte: Day | None = None


class FollowIn(In):
    product: RecordReference | None = given(description="The product that the opportunity begins with.")


class DismissIn(In):
    reason: Annotated[Text200, Field(min_length=1, description="Why nothing comes of it.")]


# ── Rivals ──
class RivalReference(Reference):
    """A rival of the register: id or name."""


class RivalOut(Stamps):
    name: str
    other_names: str = Field(description="Divided by commas.")
    strengths: str
    weaknesses: str
    usual_price: str
    answers: str = Field(description="What we say to it.")
    website: str


class RivalChange(In):
    name: Name120 = given()
    other_names: Text200 = given()
    strengths: Text4000 = given()
    weaknesses: Text4000 = given()
    usual_price: Text4000 = given()
    answers: Text4000 = given()
    website: Text200 = given()


class RivalIn(RivalChange):
    name: Name120


class RivalsAsked(Asked):
    sort: str = order("name", "id", "name", "updated_at")
    archived: Archived = Archived.NO
    q: Words | None = Field(default=None, description="Words of the name or of its other names.")


class RivalNoteOut(Stamps):
    account: RecordRef
    rival: RecordRef
    holds: bool = Field(description="They serve the account, or a part of it, now.")
    text: str
    on: date
    author: UserRef


class RivalNoteChange(In):
    holds: bool = given()
    text: Text4000 = given()
    on: Day = given(description="Today, when left out of a new one.")


class RivalNoteIn(RivalNoteChange):
    rival: RivalReference


class RivalNotesAsked(Asked):
    sort: str = order("-on,-id", "id", "on", "updated_at")
    archived: Archived = Archived.NO
    account: Ids | None = Field(default=None, description="Accounts that you tend; of others 403.")
    rival: Ids | None = None
    holds: bool | None = None


# ── Business units and white space ──
class UnitOut(Stamps):
    account: RecordRef
    name: str


class UnitIn(In):
    name: Name120


class UnitsAsked(Asked):
    sort: str = order("name,id", "id", "name")
    archived: Archived = Archived.NO
    account: Ids | None = None


class CellOut(Out):
    unit: RecordRef | None = Field(description="Null: the account as a whole.")
    product: RecordRef
    state: Cell
    rival: RecordRef | None = Field(description="Who holds it; null for those who do not tend the account.")
    amount: Money | None = Field(description="What an empty cell is estimated at a year.")
    currency: str | None
    source: str
    on: date | None = Field(description="The day of what was said last; null where nothing was.")
    author: UserRef | None
    opportunities: list[int] = Field(description="The open ones there that you see.")


class WhiteSpaceOut(Out):
    account: RecordRef
    as_of: date
    in_use_months: int = Field(description="How long a product counts as in use after it was won.")
    cells: list[CellOut]


class PlaceIn(In):
    product: RecordReference
    unit: RecordReference | None = given(description="A business unit of the account; the account as a whole without.")


class CellIn(PlaceIn):
    state: Judgement
    rival: RivalReference | None = given(description="Who holds it; only from those who tend the account.")
    amount: PlainAmount | None = given(description="What an empty cell is worth a year.")
    currency: CurrencyCode = given(description="The base currency, when left out.")
    source: Text200 = given()
    on: Day = given(description="Today, when left out.")


class FilledOut(Out):
    opportunity: RecordId
