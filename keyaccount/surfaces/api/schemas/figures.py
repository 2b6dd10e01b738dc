"""Figures: what can be asked, and the document that answers. Numbers are JSON numbers with all their digits."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, WithJsonSchema

from keyaccount.figures import Unit
from keyaccount.surfaces.api.schemas.asking import Words
from keyaccount.surfaces.api.schemas.common import CurrencyCode, Day, Out, PlainAmount

Number = Annotated[Decimal, WithJsonSchema({"type": "number"})]
Id = Annotated[str, Field(pattern=r"^[1-9]\d{0,17}$", description="An id.")]


class DefinitionOut(Out):
    key: str
    title: str
    meaning: str
    unit: Unit
    formula: str
    symbols: str
    inputs: list[str] = Field(description="Figures that enter it.")
    filters: list[str] = Field(description="What can narrow it, beside scope, period and as_of.")


class FormulaOut(Out):
    words: str
    symbols: str
    worked: str = Field(description="The same with the numbers of this answer.")


class InputOut(Out):
    symbol: str
    title: str
    value: Number | int | list[dict[str, Any]] | None
    unit: Unit
    key: str | None = Field(description="The figure it is, where it is one.")


class NoteOut(Out):
    """What the reader must know: rows left out, no target set, not convertible."""

    code: str
    text: str
    count: int | None


class FigureOut(Out):
    """The same document as `keyaccount figure KEY --json` prints."""

    key: str
    title: str
    value: Number | int | list[dict[str, Any]] | None = Field(description="A number, or the rows of a table.")
    unit: Unit
    currency: str | None
    scope: str
    period: str | None
    since: date | None
    as_of: date
    filters: dict[str, str]
    formula: FormulaOut
    inputs: list[InputOut]
    rows: list[dict[str, Any]] = Field(description="The records behind it; they sum to the figure.")
    rows_total: int | None
    rows_outside_view: int = Field(description="How many of its scope the caller may not see.")
    notes: list[NoteOut]


class FigureAsked(BaseModel):
    scope: Annotated[str, Field(max_length=200)] = Field(
        default="company",
        description="company, team:NAME, user:NAME, account:NAME or group:NAME (with its subsidiaries); team:#4 by id.",
    )
    period: Annotated[str, Field(max_length=40)] | None = Field(
        default=None, description="2017, 2017-Q4, 2017-11 or 2017-10-01..2017-12-31.", examples=["2017-Q4"]
    )
    as_of: Day | None = Field(default=None, description="The day whose end it describes; today, when left out.")
    since: Day | None = Field(default=None, description="The first day of a comparison.")
    rows: int = Field(default=1000, ge=0, le=10_000, description="How many of the rows behind it to give.")
    pipeline: Words | None = Field(default=None, description="A pipeline by id or name.")
    stage: Id | None = None
    owner: Id | None = None
    team: Id | None = None
    account: Id | None = None
    group: Id | None = Field(default=None, description="An account with its subsidiaries.")
    tag: Words | None = None
    currency: CurrencyCode | None = None
    closes_from: Day | None = None
    closes_to: Day | None = None
    amount_from: PlainAmount | None = None
    amount_to: PlainAmount | None = None
    segment: Words | None = Field(default=None, description="Of accounts: acquire, harass, abandon, retain, maintain.")
    accounts: Words | None = Field(default=None, description="Filters of the list of accounts, as a query string.")
    market: Id | None = None
    opportunity: Id | None = None
    event: Id | None = None
    days: Annotated[str, Field(pattern=r"^\d{1,4}$")] | None = Field(
        default=None, description="Days after an event within which a deal is told of it; 90, when left out."
    )
    idle: Annotated[str, Field(pattern=r"^\d{1,4}$")] | None = Field(
        default=None, description="Days without any change after which an open deal is idle; 14, when left out."
    )
    change: Words | None = Field(default=None, description="Of changes: one kind of them.")
    stance: Words | None = Field(default=None, description="Of accounts: attack, defend, maintain or none.")
    product: Id | None = Field(default=None, description="Of targets: the product's own.")
    parts: Words | None = Field(
        default=None, description="Of targets that should add up: people, accounts, products or periods."
    )
    by: Words | None = Field(
        default=None, description="Of won and lost: reason, rival, source, product, person or selling_mode."
    )
    method: Words | None = Field(default=None, description="Of forecasts: the key of one method.")
    prediction: Words | None = Field(default=None, description="Of submissions: which of their predictions.")
    source: Words | None = None
    selling_mode: Words | None = None
    q: Words | None = None
    undated: Literal["include", "only", "exclude"] | None = Field(
        default=None, description="Deals without an expected close: a period leaves them out unless told otherwise."
    )
