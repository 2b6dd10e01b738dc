"""The personal side of someone as it goes in and out: only for those who tend their account."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from keyaccount.apps.contacts.models import DayKind, Temperament, ThinkingStyle
from keyaccount.surfaces.api.schemas.common import (
    In,
    LongText,
    OneOfOrEmpty,
    Out,
    RecordRef,
    Text60,
    Text120,
    Text200,
    given,
)

StyleOrNone = Annotated[str, OneOfOrEmpty(ThinkingStyle)]
TemperamentOrNone = Annotated[str, OneOfOrEmpty(Temperament)]


class SpecialDayOut(Out):
    id: int
    kind: DayKind
    whose: str = Field(description="Whose in the family; empty for their own.")
    lunar: bool
    month: int
    day: int
    leap: bool = Field(description="In the leap month of that number.")
    year: int | None
    note: str
    next_on: date = Field(description="When it comes next, in the solar calendar.")


class PersonalOut(Out):
    contact: RecordRef
    version: int
    interests: str
    family: str
    quotes: str
    proud_moments: str
    features: str = Field(description="How to recognise them.")
    name_said: str
    thinking_style: StyleOrNone
    temperament: TemperamentOrNone
    special_days: list[SpecialDayOut]


class PersonalChange(In):
    interests: LongText = given()
    family: LongText = given()
    quotes: LongText = given()
    proud_moments: LongText = given()
    features: LongText = given()
    name_said: Text120 = given()
    thinking_style: StyleOrNone = given()
    temperament: TemperamentOrNone = given()


class SpecialDayChange(In):
    kind: DayKind = given()
    whose: Text60 = given()
    lunar: bool = given()
    month: Annotated[int, Field(ge=1, le=12)] = given()
    day: Annotated[int, Field(ge=1, le=31)] = given()
    leap: bool = given()
    year: Annotated[int, Field(ge=1900, le=2055)] | None = given()
    note: Text200 = given()


class SpecialDayIn(SpecialDayChange):
    kind: DayKind
    month: Annotated[int, Field(ge=1, le=12)]
    day: Annotated[int, Field(ge=1, le=31)]
