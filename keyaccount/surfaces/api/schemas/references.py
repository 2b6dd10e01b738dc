"""Naming another record: by its id, by its id in the system it came from, or by its name."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Self

from pydantic import ConfigDict, Field, GetJsonSchemaHandler, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from keyaccount.surfaces.api.schemas.common import MOST_ID, In, RecordId

Name = Annotated[str, Field(min_length=1, max_length=200)]


class Reference(In):
    """A number is an id, a text a name; an object says which of them it gives. Exactly one of `ways` is given."""

    model_config = ConfigDict(frozen=True)
    ways: ClassVar[tuple[str, ...]] = ("id", "name")

    id: RecordId | None = None
    name: Name | None = None

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: Any) -> Any:
        if isinstance(value, str):
            return {"name": value}
        if isinstance(value, int) and not isinstance(value, bool):
            return {"id": value}
        return value

    @model_validator(mode="after")
    def _one(self) -> Self:
        if sum(getattr(self, way) is not None for way in self.ways) != 1:
            raise ValueError(f"Give exactly one of {', '.join(self.ways)}.")
        return self

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        written = handler.resolve_ref_schema(handler(core))
        properties = {name: _plain(part) for name, part in written["properties"].items()}
        ways = [{"required": [way]} for way in cls.ways]
        return {
            "description": cls.__doc__,
            "anyOf": [
                {"type": "integer", "minimum": 1, "maximum": MOST_ID},
                {"type": "string", "minLength": 1, "maxLength": 200},
                {"type": "object", "properties": properties, "oneOf": ways, "additionalProperties": False},
            ],
        }


def _plain(part: dict[str, Any]) -> dict[str, Any]:
    """The schema of an optional field without its null: in a reference, left out is the only way to say nothing."""
    return next((choice for choice in part.get("anyOf", [part]) if choice.get("type") != "null"), part)


class RecordReference(Reference):
    """A record: its id, its name, or {"external_id": …, "external_source": …}."""

    ways = ("id", "name", "external_id")

    external_id: Annotated[str, Field(min_length=1, max_length=120)] | None = None
    external_source: Annotated[str, Field(max_length=40)] | None = None


class UserReference(Reference):
    """A person of ours: id, user name or name."""


class TeamReference(Reference):
    """A team: id or name."""


class StageReference(Reference):
    """A stage: id or name; `pipeline` says of which, where a name occurs in several."""

    pipeline: Name | None = None


class ReasonReference(Reference):
    """A reason from the workspace's list: id or name."""


class UnitReference(Reference):
    """A business unit: id or name."""
