"""What the person who imports decides; kept with the import as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, Self

from keyaccount.apps.workspace.services.loading import Mode

REJECT, EMPTY, CREATE = "reject", "empty", "create"
POLICIES = (REJECT, EMPTY, CREATE)
TWINS_CREATE, TWINS_REJECT, TWINS_UPDATE = TWINS = ("create", "reject", "update")


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """as_of: the day from which rows without a date of their own count; date_format: of ambiguous dates; missing: kind
    of related record (account, contact, person, product, team) → reject, empty or create; currency: of rows without;
    owner: who owns accounts and contacts without an owner, `me` or `nobody`; duplicates: what becomes of a new row that
    looks like a record: create, reject or update; new_fields: whether headings that fill nothing
    become custom fields.

    encoding, delimiter, entities, columns: in place of what is recognised, the last two by the name of the file.
    """

    as_of: date | None = None
    date_format: str = ""
    mode: str = str(Mode.BOTH)
    missing: Mapping[str, str] = field(default_factory=dict)
    currency: str = ""
    owner: str = ""
    duplicates: str = TWINS_CREATE
    new_fields: bool = False
    encoding: str = ""
    delimiter: str = ""
    entities: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        found = asdict(self)
        found["as_of"] = self.as_of.isoformat() if self.as_of else None
        return found

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        as_of = kept.get("as_of")
        return cls(**{**kept, "as_of": date.fromisoformat(as_of) if as_of else None})
