"""What an entity is to the import: its fields, and four steps from the cells of a row to a written record."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.workspace.services.loading import Load, Outcome, Row
from keyaccount.figures.figure import Text
from keyaccount.kernel.errors import Fact, gettext_noop
from keyaccount.surfaces.exchange.entities.field import Field, Kind, text_of

if TYPE_CHECKING:
    from keyaccount.surfaces.exchange.engine.run import Learnt, Run

Cells = Mapping[str, Any]  # field key → value; relations are ids
OutsideId = tuple[str, str]


class Missing(Fact):
    message = gettext_noop("“%(field)s” is empty.")


class MoreThanOne(Fact):
    message = gettext_noop("More than one is called “%(text)s”. Name it by its id or another unique key.")


@dataclass(frozen=True, slots=True)
class Keys:
    """What a row is known by within an import, the surest first (an outside id, then a name), so that a second row
    about the same record is noticed whichever batch it is in.

    adopts: a row that has a sure key also means the record that an earlier row knew by a weaker one alone; all_sure: no
    two records share any of them.
    """

    given: tuple[tuple[Any, ...], ...]
    adopts: bool = True
    all_sure: bool = False

    @property
    def asked(self) -> Iterator[tuple[Any, ...]]:
        sure, *weaker = self.given
        yield ("any", sure)
        for key in weaker if self.adopts else ():
            yield ("any" if self.all_sure else "only", key)

    @property
    def noted(self) -> Iterator[tuple[Any, ...]]:
        yield ("only", self.given[0])
        for key in self.given:
            yield ("any", key)


@dataclass(slots=True)
class Draft:
    """A row on its way; reason: why it is refused."""

    number: int
    row: Row
    keys: Keys
    reason: Fact | None = None

    def refuse(self, reason: Fact) -> None:
        self.reason = self.reason or reason


TAGS = Field("tags", _("tags"), ("tag", "labels", "label", "标签", "标记"), Kind.TAGS)


def tags_in(cells: Cells) -> list[str] | None:
    """The names in the cell, each once."""
    return cells.get(TAGS.key) or None


@dataclass(frozen=True, slots=True)
class Entity:
    """words: names of files and sheets that hold it, both languages.

    build: cells → a row (raises a Fact); keys: what the row is known by; match: finds the records of a batch; load: the
    domain's bulk service; learn: lets later rows find what this one made.
    """

    key: str
    title: Text
    words: tuple[str, ...]
    fields: tuple[Field, ...]
    build: Callable[[Cells, Run], Row]
    keys: Callable[[Row], Keys]
    match: Callable[[Sequence[Draft], Run], None]
    load: Callable[[Sequence[Row], Load], list[Outcome]]
    learn: Callable[[Learnt, Run], None] = lambda rows, run: None
    parent: str = ""  # the field by which rows of one file name each other
    known_by: tuple[str, ...] = (
        "external_id",
    )  # fields that say whom a row means better than its name, the surest first
    models: tuple[Any, ...] = field(default=())

    def field_of(self, key: str) -> Field:
        return next(one for one in self.fields if one.key == key)

    @property
    def required(self) -> list[str]:
        return [one.key for one in self.fields if one.required]


def plain_values(cells: Cells, keys: frozenset[str]) -> dict[str, Any]:
    """What was given, field by field; an empty cell changes nothing."""
    return {key: value for key, value in cells.items() if value is not None and key in keys}


def with_source(values: dict[str, Any], run: Run) -> dict[str, Any]:
    """An external id is kept with the system it comes from: the one that the row names, else the import's."""
    named = values.pop("external_source", run.source)
    if "external_id" in values:
        values["external_source"] = named
    return values


def outside_id(values: Mapping[str, Any]) -> OutsideId | None:
    """The system and the id that a record has there."""
    return (values["external_source"], values["external_id"]) if values.get("external_id") else None


def source_field(model: type[models.Model]) -> Field:
    return text_of(model, "external_source", _("source system"), "external source", "来源系统")


def need(values: Mapping[str, Any], field: Field) -> None:
    if values.get(field.key) is None:
        raise Missing(field=str(field.key))
