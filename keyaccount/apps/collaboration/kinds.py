"""The kinds of records that files and comments hang on. A domain registers its own, so none is known here by name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Model, Q, QuerySet
from django.urls import reverse

from keyaccount.apps.workspace.models import User
from keyaccount.kernel.errors import NotAllowed, NotFound


@dataclass(frozen=True, slots=True)
class Kind:
    """entity: the model's label, whose QuerySet says who sees and who writes; page: the name of a record's address;
    slot: of the panels on that page; has_photo: whether a record is a person with a face; listed: the name of the
    address of their list."""

    entity: str
    page: str
    slot: str
    has_photo: bool = False
    listed: str = ""

    @property
    def key(self) -> str:
        """What stands in addresses: `account`."""
        return self.entity.partition(".")[2]

    @property
    def rows(self) -> Any:
        return apps.get_model(self.entity)._default_manager

    def seen_by(self, user: User) -> QuerySet[Model]:
        rows: QuerySet[Model] = self.rows.visible_to(user)
        return rows

    def written_by(self, user: User) -> QuerySet[Model]:
        rows: QuerySet[Model] = self.rows.writable_by(user)
        return rows

    def url(self, object_id: int) -> str:
        return reverse(self.page, args=[object_id])


_kinds: dict[str, Kind] = {}


def add(kind: Kind) -> None:
    """Adding a kind again replaces it."""
    _kinds[kind.key] = kind


def known() -> list[Kind]:
    return list(_kinds.values())


def kind_of(key: str) -> Kind:
    """By `account` or by `accounts.account`."""
    found = _kinds.get(key.rpartition(".")[2])
    if found is None or key not in {found.key, found.entity}:
        raise NotFound
    return found


def record_seen(user: User, kind: Kind, object_id: int) -> Model:
    record = kind.seen_by(user).filter(pk=object_id).first()
    if record is None:
        raise NotFound
    return record


def record_to_write(user: User, kind: Kind, object_id: int) -> Model:
    """NotAllowed for someone who may only see it."""
    record = record_seen(user, kind, object_id)
    if not may_write(user, kind, object_id):
        raise NotAllowed
    return record


def may_write(user: User, kind: Kind, object_id: int) -> bool:
    return kind.written_by(user).filter(pk=object_id).exists()


def on_records(user: User, *, write: bool = False) -> Q:
    """What hangs on records that the user sees (or writes): a subquery a kind, answered by its own indexes."""
    found = Q(pk__in=())
    for kind in _kinds.values():
        records = kind.written_by(user) if write else kind.seen_by(user)
        found |= Q(entity=kind.entity, object_id__in=records.order_by().values("pk"))
    return found
