"""What is held about a person, and erasing them, as it goes in and out."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from keyaccount.surfaces.api.schemas.common import In, Out

Asked = Annotated[str, Field(min_length=1, max_length=300, description="Who asked, when and how; stays in the trail.")]


class DataAsked(In):
    request: Asked


class SectionOut(Out):
    key: str
    title: str
    rows: list[dict[str, Any]]


class DataOut(Out):
    sections: list[SectionOut]


class EraseIn(In):
    request: Asked
    typed_name: Annotated[str, Field(max_length=120)] = Field(description="The person's name exactly as it stands.")
    texts: dict[str, Literal["take_out", "empty", "leave"]] = Field(
        default={},
        description="What becomes of texts about something else that name the person, by their key in the export; "
        "of those not given here the name is taken out, and notes tied to the person are emptied.",
    )
