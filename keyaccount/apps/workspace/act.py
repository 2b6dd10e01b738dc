"""Who acts, when and through which surface: the one argument that every service takes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from keyaccount.apps.workspace.models import Surface, User


@dataclass(frozen=True, slots=True)
class Act:
    """now: the moment of the act, read once at the edge; ref: the import or job it is part of."""

    actor: User
    now: datetime
    surface: Surface = Surface.SYSTEM
    ref: str = ""

    def at(self, now: datetime) -> Act:
        return replace(self, now=now)

    def part_of(self, ref: str) -> Act:
        return replace(self, ref=ref)
