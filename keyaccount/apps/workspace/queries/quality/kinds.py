"""Kinds of records whose duplicates are looked for and merged. Higher domains say so from AppConfig.ready()."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models

from keyaccount.apps.workspace.act import Act
from keyaccount.figures.figure import Text
from keyaccount.formulas.duplicates import Likeness
from keyaccount.kernel.errors import NotFound

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Kind:
    """fields: what a merge asks about where two records differ; columns: what of a record is compared, subject: those
    values as the formula takes them; pairs: which subjects are worth comparing; near: the rows that may be like one;
    keys and lookup: what a subject shares exactly with those like it, and the rows that share any of it with any of
    many; put_words and check: what every change of a record ends with; page: the name of a record's address; derive:
    sets what the one that stays keeps of its children (the last visit); write_history: notes how a record stands now;
    linked: the kind of custom field that names such records; filters: those of lists that do, as saved views keep them.
    """

    key: str
    title: Text
    model: type[models.Model]
    fields: tuple[str, ...]
    columns: tuple[str, ...]
    subject: Callable[[Mapping[str, Any]], Any]
    pairs: Callable[[Mapping[int, Any]], set[Pair]]
    compare: Callable[[Any, Any], Likeness | None]
    near: Callable[[Any], models.Q]
    keys: Callable[[Any], Collection[str]]
    lookup: Callable[[Sequence[Any]], models.Q]
    put_words: Callable[[Any], None]
    check: Callable[[Any], None]
    page: str
    derive: Callable[[Any, Any], None] = lambda stays, goes: None
    write_history: Callable[[Any, Act], object] = lambda record, act: None
    linked: str = ""
    filters: frozenset[str] = frozenset()

    @property
    def rows(self) -> Any:
        """Its QuerySet knows who sees and who writes its rows, and which of them are archived."""
        return self.model._default_manager.all()

    @property
    def entity(self) -> str:
        return str(self.model._meta.label_lower)


KINDS: dict[str, Kind] = {}


def add(kind: Kind) -> None:
    KINDS[kind.key] = kind


def kind_called(key: str) -> Kind:
    if key not in KINDS:
        raise NotFound
    return KINDS[key]


def kind_of(model: type[models.Model]) -> Kind | None:
    return next((kind for kind in KINDS.values() if kind.model is model), None)
