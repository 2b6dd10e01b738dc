"""What the report of an import must say, counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from keyaccount.apps.workspace.searching import fold

Unknown = tuple[str, str]  # a field and a name that nothing is called


class Notes:
    """counts: how often each is to be said; of unknown names each different one counts once, whichever batch names
    it."""

    def __init__(self, counts: Mapping[str, int] | None = None, unknown: Iterable[Unknown] = ()) -> None:
        self.counts: Counter[str] = Counter(counts)
        self._unknown = set(unknown)
        self._new: list[Unknown] = []

    def leave_empty(self, field: str, texts: Iterable[str]) -> None:
        new = {(field, fold(text)) for text in texts} - self._unknown
        self._unknown |= new
        self._new += sorted(new)
        self.counts[f"empty:{field}"] += len(new)

    def take_new(self) -> list[Unknown]:
        """Unknown names since this was last asked."""
        new, self._new = self._new, []
        return new
