"""Markets as they go in and out."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import Field, WithJsonSchema

from keyaccount.surfaces.api.schemas.asking import Archived, Asked, Words, order
from keyaccount.surfaces.api.schemas.common import (
    In,
    Money,
    Out,
    PlainAmount,
    Rate,
    Share,
    Stamps,
    Text120,
    Text200,
    given,
)

Year = Annotated[int, Field(ge=1990, le=2199)]
Growth = Annotated[
    Decimal,
    Field(ge=-1, le=10, max_digits=6, decimal_places=4, allow_inf_nan=False),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "pattern": r"^(-?0(\.\d{1,4})?|-1(\.0{1,4})?|[1-9](\.\d{1,4})?|10(\.0{1,4})?)$"},
                {"type": "number", "minimum": -1, "maximum": 10, "multipleOf": 0.0001},
            ],
            "description": "A change relative to what was, with at most four decimals: “0.3” is 30 % more.",
            "examples": ["0.3"],
        },
        mode="validation",
    ),
]
GrowthOut = Annotated[Decimal, WithJsonSchema({"type": "string", "pattern": r"^-?\d+\.\d{4}$", "examples": ["0.3000"]})]


class MarketShareOut(Out):
    supplier: str
    is_us: bool
    share: Rate | None = Field(description="Of all customers; null where it is not known.")
    key_share: Rate | None = Field(description="Of key accounts alone.")


class MarketOut(Stamps):
    name: str
    year: int
    provinces: list[str] = Field(description="Those that make its region.")
    size: Money | None = Field(description="A year, in the base currency.")
    growth: GrowthOut | None
    wanted_share: Rate | None
    key_part: Rate | None = Field(description="How much of what is wanted is to come from key accounts.")
    key_revenue_share: Rate | None = Field(description="Key accounts’ share of our revenue there.")
    source: str
    shares: list[MarketShareOut]


class MarketShareIn(In):
    supplier: Annotated[Text120, Field(min_length=1)]
    is_us: bool = given()
    share: Share | None = given()
    key_share: Share | None = given()


class MarketChange(In):
    name: Annotated[Text120, Field(min_length=1)] = given()
    year: Year = given()
    provinces: Annotated[list[Annotated[str, Field(max_length=20)]], Field(max_length=40)] = given(
        description="Names of provinces, such as 北京 or Beijing."
    )
    size: PlainAmount | None = given()
    growth: Growth | None = given()
    wanted_share: Share | None = given()
    key_part: Share | None = given()
    key_revenue_share: Share | None = given()
    source: Text200 = given()
    shares: Annotated[list[MarketShareIn], Field(max_length=40)] = given(
        description="Everyone in it; those given take the place of all there were."
    )


class MarketIn(MarketChange):
    name: Annotated[Text120, Field(min_length=1)]
    year: Year


class MarketsAsked(Asked):
    sort: str = order("-year,name,id", "id", "year", "name")
    archived: Archived = Archived.NO
    q: Words | None = Field(default=None, description="Words of the name.")
    year: Year | None = None
