"""What is asked of a figure: whose rows, of which period, as of which day, and who asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any
from urllib.parse import urlencode

from keyaccount.kernel.period import Period


class ScopeKind(StrEnum):
    COMPANY = "company"
    TEAM = "team"
    USER = "user"
    ACCOUNT = "account"
    GROUP = "group"


@dataclass(frozen=True, slots=True)
class Scope:
    """Company, or by its id one team (and below), person, account, or account with all companies below it (group);
    `name` is for people to read."""

    kind: ScopeKind = ScopeKind.COMPANY
    id: int | None = None
    name: str = ""

    @property
    def pk(self) -> int:
        """The id of the team, person, account or head of the group; the company has none and must not be asked."""
        if self.id is None:
            raise ValueError(f"The scope {self.kind} has no id.")
        return self.id

    @property
    def token(self) -> str:
        """The scope as text that finds it again whatever its name becomes: `company`, `team:#4`."""
        return str(self.kind) if self.id is None else f"{self.kind}:#{self.id}"

    def __str__(self) -> str:
        return str(self.kind) if self.id is None else f"{self.kind}:{self.name}"


COMPANY = Scope()


@dataclass(frozen=True, slots=True)
class Question:
    """One question to the registry.

    as_of: the day whose end the answer describes; today: the asker's day (an as_of on or after it asks for live rows);
    since: the first day of a comparison (flow, progress); filters: what narrows the rows, as a list page names it.
    """

    viewer: Any
    today: date
    as_of: date
    scope: Scope = COMPANY
    period: Period | None = None
    since: date | None = None
    filters: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}), hash=False)

    @property
    def is_live(self) -> bool:
        return self.as_of >= self.today

    def at(self, day: date) -> Question:
        return replace(self, as_of=day)

    def during(self, period: Period | None) -> Question:
        return replace(self, period=period)

    def narrowed(self, **filters: str) -> Question:
        return replace(self, filters=MappingProxyType({**self.filters, **filters}))

    def query_string(self, fiscal_start: int = 1) -> str:
        """The question without its asker, as a link carries it."""
        parts = {"scope": self.scope.token, "as_of": self.as_of.isoformat()}
        if self.period:
            parts["period"] = self.period.label(fiscal_start)
        if self.since:
            parts["since"] = self.since.isoformat()
        return urlencode({**parts, **{key: value for key, value in self.filters.items() if value != ""}})
