"""What a batch is made of: its rows, how they are to be written, and what became of each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.db import models

from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import User
from keyaccount.apps.workspace.services.journal import Journal
from keyaccount.kernel.errors import Fact


class Result(StrEnum):
    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REJECTED = "rejected"


class Mode(StrEnum):
    CREATE = "create"
    UPDATE = "update"
    BOTH = "both"


@dataclass(slots=True)
class Row:
    """values: what was given, by attribute name; pk: the record it is about, None for a new one; defaults: for a new
    one only; more: what only the domain knows (the past of a deal, the roles of a person); custom: what is given of
    custom fields, as it is kept, None for a record that nobody is asked for; tags: names of those it is to have too."""

    values: dict[str, Any]
    pk: int | None = None
    defaults: dict[str, Any] = field(default_factory=dict)
    more: Any = None
    custom: dict[str, Any] | None = None
    tags: list[str] | None = None


@dataclass(slots=True)
class Outcome:
    result: Result
    pk: int | None = None
    reason: Fact | None = None


class Unwritten:
    """Records of one model as a dry run would have left them, and where those with a value in a column are."""

    def __init__(self) -> None:
        self.records: dict[int, Mapping[str, Any]] = {}
        self._places: dict[str, dict[Any, list[int]]] = defaultdict(dict)

    def put(self, pk: int, values: Mapping[str, Any], known_by: Iterable[str]) -> None:
        self.records[pk] = values
        for column in known_by:
            if values.get(column):
                self._places[column].setdefault(values[column], []).append(pk)

    def having(self, column: str, wanted: Iterable[Any]) -> Iterator[tuple[int, Mapping[str, Any]]]:
        for value in set(wanted):
            for pk in dict.fromkeys(self._places[column].get(value, ())):
                if self.records[pk].get(column) == value:  # and not only before
                    yield pk, self.records[pk]


@dataclass(slots=True)
class Load:
    """How a batch is written. write=False goes through everything and writes nothing: new records get negative ids, and
    what later rows would look at is kept in `unwritten`; all of it while `remember` is on, since a later row may be
    about such a record."""

    act: Act
    journal: Journal = field(default_factory=Journal)
    mode: Mode = Mode.BOTH
    write: bool = True
    last_virtual: int = 0
    remember: bool = False
    unwritten: dict[type[models.Model], Unwritten] = field(default_factory=lambda: defaultdict(Unwritten))

    def virtual_ids(self, count: int) -> list[int]:
        self.last_virtual -= count
        return [self.last_virtual + place for place in range(count)]

    @property
    def actor(self) -> User:
        return self.act.actor

    def as_they_stand(
        self, rows: models.QuerySet[Any], names: Sequence[str], column: str, wanted: Iterable[Any]
    ) -> Iterator[tuple[Any, ...]]:
        """The id and the named columns of the records that have one of the wanted values in a column: `rows` are those
        of the database, and a dry run knows better."""
        unwritten = self.unwritten[rows.model]
        found = rows.order_by().values_list("pk", *names)
        yield from (row for row in found if row[0] not in unwritten.records)
        for pk, values in unwritten.having(column, wanted):
            yield pk, *(values[name] for name in names)


def label_of(values: Mapping[str, Any]) -> str:
    """What `str(record)` says, from its values."""
    return str(values.get("short_name") or values.get("name") or values["id"])


Refusal = Callable[[Mapping[str, Any], Mapping[str, Any] | None, Load], Fact | None]


@dataclass(frozen=True, slots=True)
class Spec:
    """computed: columns that follow from the others; refusal: why a row must not be written (given the values as they
    would stand, and those that stand now); may_write: for records that have no owner; known_by: columns in which later
    rows look for its records; label: what `str(record)` says, from its values."""

    model: type[models.Model]
    computed: Callable[[Mapping[str, Any]], Mapping[str, Any]] = lambda values: {}
    refusal: Refusal = lambda *_: None
    may_write: Callable[[User], bool] | None = None
    known_by: tuple[str, ...] = ()
    label: Callable[[Mapping[str, Any]], str] = label_of


@dataclass(slots=True)
class New:
    row: Row
    values: dict[str, Any]
    place: int
    pk: int = 0


@dataclass(slots=True)
class Change:
    """changes: {attribute: (from, to)}; also: columns that change with them; told: what else the audit trail says."""

    row: Row
    before: dict[str, Any]
    changes: dict[str, tuple[Any, Any]]
    place: int
    also: dict[str, Any] = field(default_factory=dict)
    told: dict[str, tuple[Any, Any]] = field(default_factory=dict)

    @property
    def pk(self) -> int:
        return int(self.before["id"])

    @property
    def after(self) -> dict[str, Any]:
        return {**self.before, **{name: new for name, (_old, new) in self.changes.items()}, **self.also}


@dataclass(slots=True)
class Sorted:
    """A batch told apart. `outcomes` follows the rows; same: rows whose record already has those values."""

    outcomes: list[Outcome]
    new: list[New]
    changed: list[Change]
    same: list[Change]

    def turn_down(self, reasons: Mapping[int, Fact]) -> None:
        """Rows, by their place, that are not to be written after all."""
        for place, reason in reasons.items():
            self.refuse(place, reason)
        self.new = [item for item in self.new if item.place not in reasons]
        self.changed = [item for item in self.changed if item.place not in reasons]
        self.same = [item for item in self.same if item.place not in reasons]

    def refuse(self, place: int, reason: Fact) -> None:
        self.outcomes[place] = Outcome(Result.REJECTED, self.outcomes[place].pk, reason)
