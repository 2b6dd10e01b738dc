"""How a record is shown: which fields it has, how each is read, what must be joined for it, who may see it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, Generic, TypeVar

from django.db.models import Model, Prefetch, QuerySet
from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel
from pydantic_core import to_json

from keyaccount.apps.collaboration.queries.tags import names_of
from keyaccount.apps.collaboration.services.tags import TAGS
from keyaccount.apps.workspace.models import On, User
from keyaccount.apps.workspace.queries.custom_values import Reading
from keyaccount.apps.workspace.queries.trail import entity_of
from keyaccount.kernel.errors import Invalid, NotAllowed

Record = TypeVar("Record", bound=Model)


class NoSuchField(Invalid):
    message = _("There is no field “%(name)s” here. Known fields: %(known)s.")


class FieldNotShown(NotAllowed):
    message = _("Your role does not see %(fields)s.")


@dataclass(frozen=True, slots=True)
class Part:
    """One field: how to read it from a record (and its viewer), the relations to join, the related rows to fetch, the
    field group that only some roles see."""

    read: Callable[..., Any]
    joins: tuple[str, ...] = ()
    fetches: tuple[str | Prefetch[Any], ...] = ()
    group: str = ""
    for_viewer: bool = False

    def of(self, record: Any, viewer: User) -> Any:
        return self.read(record, viewer) if self.for_viewer else self.read(record)


class Shape(Generic[Record]):
    """The fields of a schema, each with its Part; those not named are read from the record by their own name."""

    def __init__(
        self, schema: type[BaseModel], parts: Mapping[str, Part] | None = None, *, lean: str = "", on: On | None = None
    ) -> None:
        """lean: fields that lists leave out unless they are asked for; on: what its custom fields are defined on."""
        self.schema = schema
        self.on = on
        self.parts = {name: (parts or {}).get(name, Part(attrgetter(name))) for name in schema.model_fields}
        if unknown := set(parts or {}) - set(self.parts):
            raise ValueError(f"{schema.__name__} has no {', '.join(sorted(unknown))}")
        self.full = tuple(self.parts)
        self.lean = tuple(name for name in self.parts if name not in lean.split())

    def seen(self, viewer: User, names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(name for name in names if self._is_seen(viewer, name))

    def chosen(self, viewer: User, text: str | None, default: tuple[str, ...]) -> tuple[str, ...]:
        """The fields that the caller asks for, in its order; those of the schema that it may see when it names none."""
        if text is None:
            return self.seen(viewer, default)
        names = tuple(dict.fromkeys(part.strip() for part in text.split(",")))
        for name in names:
            if name not in self.parts:
                raise NoSuchField(name=name, known=", ".join(self.parts))
        self.refuse_hidden(viewer, names)
        return names

    def refuse_hidden(self, viewer: User, names: tuple[str, ...]) -> None:
        hidden = [name for name in names if name in self.parts and not self._is_seen(viewer, name)]
        if hidden:
            raise FieldNotShown(fields=", ".join(hidden))

    def _is_seen(self, viewer: User, name: str) -> bool:
        group = self.parts[name].group
        return not group or viewer.sees_group(group)

    def joined(self, rows: QuerySet[Record], names: tuple[str, ...]) -> QuerySet[Record]:
        """The rows with everything that these fields need, in a fixed number of queries."""
        joins = [join for name in names for join in self.parts[name].joins]
        fetches = [fetch for name in names for fetch in self.parts[name].fetches]
        return (rows.select_related(*joins) if joins else rows).prefetch_related(*fetches)

    def show(self, record: Record, names: tuple[str, ...], viewer: User) -> dict[str, Any]:
        return {name: self.parts[name].of(record, viewer) for name in names}

    def show_all(self, records: Sequence[Record], names: tuple[str, ...], viewer: User) -> list[dict[str, Any]]:
        """Many at once; what their custom fields name is looked up for all of them together."""
        shown = [self.show(record, names, viewer) for record in records]
        if TAGS in names:
            self._show_tags(records, shown)
        if self.on is not None and "custom" in names:
            held = {record.pk: document["custom"] for record, document in zip(records, shown, strict=True)}
            reading = Reading(self.on, held, viewer)
            for record, document in zip(records, shown, strict=True):
                document["custom"] = reading.json(record.pk)
        return shown

    @staticmethod
    def _show_tags(records: Sequence[Record], shown: Sequence[dict[str, Any]]) -> None:
        if not records:
            return
        found = names_of(entity_of(records[0]), [record.pk for record in records])
        for record, document in zip(records, shown, strict=True):
            document[TAGS] = found.get(record.pk, [])

    def body(self, record: Record, names: tuple[str, ...], viewer: User) -> bytes:
        return to_json(self.show_all([record], names, viewer)[0])


def tags() -> Part:
    """Filled for all records of an answer at once."""
    return Part(lambda record: [])


def person(path: str) -> Part:
    """A user of ours, by the name of the foreign key."""
    return Part(lambda record: show_person(getattr(record, path)), (path,))


def related(path: str) -> Part:
    """A related record by its id and full name."""
    return Part(lambda record: show_related(getattr(record, path)), (path,))


def guarded(name: str, group: str) -> Part:
    return Part(attrgetter(name), group=group)


def show_person(user: User | None) -> dict[str, Any] | None:
    return None if user is None else {"id": user.pk, "username": user.username, "name": user.name}


def show_related(record: Any) -> dict[str, Any] | None:
    return None if record is None else {"id": record.pk, "name": record.name}
