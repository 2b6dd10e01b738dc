"""Finding records by any unique key or name: a dictionary per key, read once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Q

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.contacts.models import Contact
from keyaccount.apps.pipeline.models import Product
from keyaccount.apps.workspace.models import Team, User
from keyaccount.apps.workspace.searching import fold
from keyaccount.apps.workspace.services.loading import IsArchived
from keyaccount.kernel.errors import Fact, gettext_noop
from keyaccount.surfaces.exchange.entities.entity import Draft, MoreThanOne, OutsideId, outside_id
from keyaccount.surfaces.exchange.entities.field import Related

WHOLE_UP_TO = 100_000  # above that, only the names that a batch uses are read
SEVERAL = 0
Shared = set[int]  # of records that have one key in common


class NotThere(Fact):
    message = gettext_noop("There is no “%(text)s” (%(field)s).")


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where records of a kind stand, and the columns they are known by, the surest first."""

    model: type[models.Model]
    columns: tuple[str, ...]

    @property
    def has_external(self) -> bool:
        return "external_id" in self.columns

    @property
    def can_merge(self) -> bool:
        return any(one.name == "merged_into" for one in self.model._meta.concrete_fields)

    @property
    def can_archive(self) -> bool:
        return any(one.name == "archived_at" for one in self.model._meta.concrete_fields)


SHELVES = {
    Related.ACCOUNT: Shelf(Account, ("external_id", "name", "short_name", "domain")),
    Related.CONTACT: Shelf(Contact, ("external_id", "email", "name")),
    Related.PERSON: Shelf(User, ("username", "email", "name", "name_latin")),
    Related.PRODUCT: Shelf(Product, ("external_id", "name", "code")),
    Related.TEAM: Shelf(Team, ("name",)),
}


class Directory:
    """visible: ids that relations may lead to (None: all); rows are matched against every record, so that nobody makes
    a second one of what they may not see."""

    def __init__(self, shelf: Shelf, source: str, visible: models.QuerySet[Any] | None) -> None:
        self.shelf = shelf
        self.source = source
        self.names: dict[int, str] = {}
        self.with_external: set[int] = set()
        self.led_on: set[OutsideId] = set()  # outside ids of records that were merged into others
        self._archived: set[int] = set()
        self._outside: dict[OutsideId, int] = {}
        self._maps: dict[str, dict[str, int | Shared]] = {column: {} for column in shelf.columns}
        self._texts: dict[str, dict[int, str]] = {column: {} for column in shelf.columns}
        self._asked: set[str] = set()
        rows = shelf.model._default_manager.order_by()
        self._whole = rows.count() <= WHOLE_UP_TO
        self._visible = None if visible is None else set(visible.order_by().values_list("pk", flat=True))
        if self._whole:
            self._read(rows)

    # ── Looking up ──

    def prepare(self, texts: Iterable[str]) -> None:
        """Make sure that these can be found; nothing to do where the whole shelf is at hand."""
        new = set(texts) - self._asked
        if self._whole or not new:
            return
        self._asked |= new
        for column in self.shelf.columns:
            self._read(self.shelf.model._default_manager.filter(Q(**{f"{column}__in": new})).order_by())

    def find(self, text: str, field: str) -> int | Fact:
        """The record that a relation means, or why there is none."""
        folded = fold(text)
        if (self.source, text) in self._outside:
            return self._allowed(self._outside[self.source, text], text, field)
        for column in self.shelf.columns:
            found = self._by(column, folded)
            if found == SEVERAL:
                return MoreThanOne(text=text)
            if found is not None:
                return self._allowed(found, text, field)
        return NotThere(text=text, field=field)

    def of_outside(self, external: OutsideId) -> int | None:
        return self._outside.get(external)

    def by(self, column: str, text: str) -> int | None:
        """The record known by that column; SEVERAL when more than one is."""
        return self._by(column, fold(text))

    def _by(self, column: str, folded: str) -> int | None:
        found = self._maps[column].get(folded)
        if isinstance(found, set):
            return SEVERAL if len(found) > 1 else next(iter(found), None)
        return found

    def _allowed(self, pk: int, text: str, field: str) -> int | Fact:
        if pk in self._archived:
            return IsArchived()
        if self._visible is not None and pk > 0 and pk not in self._visible:
            return NotThere(text=text, field=field)
        return pk

    # ── Filling ──

    def add(self, pk: int, values: Mapping[str, Any], *, visible: bool = True) -> None:
        """Know a record by these keys, and no longer by the ones it had in their place."""
        for column in self.shelf.columns:
            if text := values.get(column):
                self._note(column, fold(text), pk)
        if values.get("external_id"):
            self.with_external.add(pk)
            self._outside[values.get("external_source", ""), values["external_id"]] = pk
        self.names[pk] = values.get("name") or self.names.get(pk, "")
        if visible and self._visible is not None:
            self._visible.add(pk)

    def claim(self, pk: int, external: OutsideId) -> None:
        """The record takes this id: a later row of the batch with another id means another record."""
        self.with_external.add(pk)
        self._outside[external] = pk

    def _note(self, column: str, text: str, pk: int) -> None:
        before = self._texts[column].get(pk)
        if before == text:
            return
        known = self._maps[column]
        if before is not None:
            known[before] = _as_set(known[before]) - {pk}
        self._texts[column][pk] = text
        known[text] = _as_set(known[text]) | {pk} if text in known else pk

    def _read(self, rows: models.QuerySet[Any]) -> None:
        columns = ["pk", *self.shelf.columns]
        columns += ["external_source"] if self.shelf.has_external else []
        columns += ["archived_at"] if self.shelf.can_archive else []
        columns += ["merged_into_id"] if self.shelf.can_merge else []
        if self.shelf.model is User:
            rows = rows.filter(is_system=False)
        for row in rows.values_list(*columns).iterator(chunk_size=5000):
            values = dict(zip(columns, row, strict=True))
            if values.get("merged_into_id") is not None:
                self._lead_on(values)
                continue
            self.add(values["pk"], self._unless_learnt(values), visible=False)
            if values.get("archived_at") is not None:
                self._archived.add(values["pk"])

    def _lead_on(self, values: Mapping[str, Any]) -> None:
        """A record that was merged is known by its outside id alone, which leads to the one it is part of."""
        if external := outside_id(values):
            self._outside[external] = values["merged_into_id"]
            self.led_on.add(external)

    def _unless_learnt(self, values: Mapping[str, Any]) -> Mapping[str, Any]:
        """A dry run knows better than the database what it would have changed."""
        learnt = [column for column, texts in self._texts.items() if values["pk"] in texts]
        return {name: value for name, value in values.items() if name not in learnt} if learnt else values


def _as_set(found: int | Shared) -> Shared:
    return found if isinstance(found, set) else {found}


def match_by_directory(
    drafts: Sequence[Draft], directory: Directory, columns: Sequence[str], *, unique: bool = False
) -> None:
    """Find the record of each row: by its id in the system it comes from, else by the first of the columns that it
    gives. A record that has no outside id yet takes the row's; with `unique`, no two records may have one name, so one
    that has does too."""
    directory.prepare(_texts(drafts, ("external_id", *columns)))
    for draft in drafts:
        values = draft.row.values
        external = outside_id(values)
        found = directory.of_outside(external) if external else None
        if external in directory.led_on:
            forget_external(draft)
        if found is None:
            found = _by_columns(values, directory, columns)
            if found == SEVERAL:
                draft.refuse(MoreThanOne(text=str(values.get("name"))))
                continue
            if external and found in directory.with_external and not unique:
                found = None
            if external and found is not None:
                directory.claim(found, external)
        draft.row.pk = found


def forget_external(draft: Draft) -> None:
    """The record keeps its own outside id; the row's led to it by a merge."""
    for name in ("external_id", "external_source"):
        draft.row.values.pop(name, None)


def _by_columns(values: Mapping[str, Any], directory: Directory, columns: Sequence[str]) -> int | None:
    given = [column for column in columns if values.get(column)]
    sure = [column for column in given if column != "name"] or given
    return next((found for column in sure if (found := directory.by(column, values[column])) is not None), None)


def _texts(drafts: Sequence[Draft], columns: Sequence[str]) -> set[str]:
    return {
        draft.row.values[column] for draft in drafts for column in columns if draft.row.values.get(column) is not None
    }
