"""Kinds of values that every resource shares: what they look like outside and what is accepted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Generic, TypeVar

from django.db.models import TextChoices
from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    WithJsonSchema,
)
from pydantic_core import CoreSchema, core_schema

FIRST_YEAR, LAST_YEAR = 1900, 2199
MOST_ID = 2**63 - 1
AMOUNT = r"^-?\d{1,13}(\.\d{1,2})?$"


class In(BaseModel):
    """What comes in: a field that does not exist is refused, so that a slip of the pen does not pass unnoticed."""

    model_config = ConfigDict(extra="forbid")


class Out(BaseModel):
    """What goes out. `extra="forbid"` holds tests to the schema; fields that the caller may not see are left out."""

    model_config = ConfigDict(extra="forbid")


def given(**about: Any) -> Any:
    """A field that may be left out. It has no default: left out means not touched."""
    return Field(default=None, **about)


def _year(value: date) -> date:
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise ValueError(f"Give a year from {FIRST_YEAR} to {LAST_YEAR}.")
    return value


def _written(value: Any) -> Any:
    """Dates and times are texts: a number would silently be taken for seconds since 1970."""
    if isinstance(value, str):
        return value
    raise ValueError("Give a text like 2026-11-19.")


def _calendar_day(value: Any) -> Any:
    if len(_written(value)) != 10:
        raise ValueError("Give a date like 2026-11-19.")
    return value


@dataclass(frozen=True, slots=True)
class OneOfOrEmpty:
    """One of the choices, or the empty text for none: one list, so that an error names the field and the choices."""

    choices: type[TextChoices]

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.literal_schema(["", *(choice.value for choice in self.choices)])


RecordId = Annotated[int, Field(ge=1, le=MOST_ID)]
Day = Annotated[date, BeforeValidator(_calendar_day), AfterValidator(_year)]
Moment = Annotated[AwareDatetime, BeforeValidator(_written), AfterValidator(_year)]
Amount = Annotated[
    Decimal,
    Field(max_digits=15, decimal_places=2, allow_inf_nan=False),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "pattern": AMOUNT},
                {"type": "number", "minimum": -9999999999999.99, "maximum": 9999999999999.99, "multipleOf": 0.01},
            ],
            "description": "An exact amount, best written as a text: “1250.00”.",
            "examples": ["1250.00"],
        },
        mode="validation",
    ),
]
PlainAmount = Annotated[Amount, Field(ge=0)]
Share = Annotated[
    Decimal,
    Field(ge=0, le=1, max_digits=5, decimal_places=4, allow_inf_nan=False),
    WithJsonSchema(
        {
            "anyOf": [{"type": "string", "pattern": r"^(0|1|0\.\d{1,4}|1\.0{1,4})$"}, {"type": "number"}],
            "description": "A share from 0 to 1, with at most four decimals: “0.3” is 30 %.",
            "examples": ["0.3"],
        },
        mode="validation",
    ),
]
Text40 = Annotated[str, Field(max_length=40)]
Text60 = Annotated[str, Field(max_length=60)]
Text80 = Annotated[str, Field(max_length=80)]
Text120 = Annotated[str, Field(max_length=120)]
Text160 = Annotated[str, Field(max_length=160)]
Text200 = Annotated[str, Field(max_length=200)]
LongText = Annotated[str, Field(max_length=20_000)]
CurrencyCode = Annotated[str, Field(pattern=r"^[A-Z]{3}$", examples=["CNY"])]
Money = Annotated[Decimal, WithJsonSchema({"type": "string", "pattern": r"^-?\d+\.\d{2}$", "examples": ["1073986.00"]})]
Rate = Annotated[Decimal, WithJsonSchema({"type": "string", "pattern": r"^\d\.\d{4}$", "examples": ["0.3000"]})]


CUSTOM_VALUE = {
    "anyOf": [
        {"type": "string", "maxLength": 2000},
        {"type": "integer"},
        {
            "type": "object",
            "properties": {"amount": {"type": "string"}, "currency": {"type": "string", "pattern": "^[A-Z]{3}$"}},
            "required": ["amount", "currency"],
            "additionalProperties": False,
        },
        {
            "type": "object",
            "properties": {"id": {"type": "integer"}, "name": {"type": ["string", "null"]}},
            "required": ["id"],
            "additionalProperties": False,
        },
    ]
}
CUSTOM = (
    "Values of the workspace's own fields, by key (see listCustomFields). Texts, keys of choices and ISO dates are "
    "texts; numbers are exact texts; money is an amount with its currency; people and accounts are an id with a name"
)
CustomOut = Annotated[
    dict[str, Any],
    Field(description=f"{CUSTOM}, null for an account that you may not see. Fields without a value are left out."),
    WithJsonSchema({"type": "object", "additionalProperties": CUSTOM_VALUE}),
]
TagsOut = Annotated[list[str], Field(description="The tags of the record, in order.", examples=[["trade fair"]])]
TagsIn = Annotated[list[Annotated[str, Field(min_length=1, max_length=40)]], Field(max_length=30)]
CustomIn = Annotated[
    dict[str, Any],
    Field(description=f"{CUSTOM}, or given as any reference. Null takes a value away; what is left out stays."),
    WithJsonSchema({"type": "object", "additionalProperties": {"anyOf": [*CUSTOM_VALUE["anyOf"], {"type": "null"}]}}),
]


class UserRef(Out):
    """A person of ours."""

    id: int
    username: str
    name: str


class RecordRef(Out):
    """A related record: its id and name."""

    id: int
    name: str


class Stamps(Out):
    """What every record carries about itself."""

    id: int
    version: int = Field(description="Rises with every change; part of the ETag.")
    created_at: datetime
    updated_at: datetime
    archived_at: datetime | None = Field(description="When it was archived; null while it is in use.")


class External(Out):
    """Where a record came from."""

    external_source: str = Field(description="The system it came from; empty for none.")
    external_id: str | None = Field(description="Its id there; unique within the source.")


class Mergeable(Out):
    """Two records of one thing become one; asking for the other answers 308 to the one that stayed."""

    merged_into: int | None = Field(description="The record that this one became a part of; null for one in use.")


Item = TypeVar("Item")


class Page(Out, Generic[Item]):
    """One page of a list."""

    items: list[Item]
    next: str | None = Field(description="The address of the next page; null on the last one.")
    count: int | None = Field(default=None, description="With count=true: how many there are, at most 1000.")
    count_is_capped: bool | None = Field(
        default=None, description="With count=true: true when there are more than 1000."
    )


class ProblemError(Out):
    """What is wrong with one part of a request."""

    model_config = ConfigDict(json_schema_extra={"additionalProperties": False})
    in_: str = Field(alias="in", description="body, query, path, header or file")
    field: str = Field(description="Its path, such as lines.0.price; empty for the whole.")
    message: str


class Problem(BaseModel):
    """RFC 9457. `code` is stable; `detail` is a sentence for people in the language of Accept-Language."""

    model_config = ConfigDict(extra="allow")
    type: str
    code: str
    title: str
    status: int
    detail: str
    errors: list[ProblemError] | None = Field(default=None, description="What is wrong with which part.")
    about: dict[str, str | int] | None = Field(default=None, description="What the sentence names, by its parts.")
