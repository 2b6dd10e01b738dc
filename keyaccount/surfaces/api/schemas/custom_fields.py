"""Custom fields as they go out."""

from __future__ import annotations

from pydantic import Field

from keyaccount.apps.workspace.models import Audience, FieldKind, On
from keyaccount.surfaces.api.schemas.common import Out


class CustomChoice(Out):
    key: str
    name: str
    name_zh: str
    archived: bool = Field(description="It stays where it is and cannot be chosen any more.")


class CustomFieldOut(Out):
    """A field that the workspace has defined for itself."""

    on: On = Field(description="The records that have it.")
    key: str = Field(description="Its name in `custom`; it never changes.")
    name: str
    name_zh: str
    kind: FieldKind
    choices: list[CustomChoice]
    required: bool = Field(description="Whether a new record needs a value.")
    help: str
    help_zh: str
    audience: Audience = Field(description="tenders: only the owner and the team of the account see it.")
