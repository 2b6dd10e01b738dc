"""The list of kinds of event, as the workspace keeps it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from keyaccount.apps.events.models import EventKind
from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.services.kept_lists import KeptList

LIST = KeptList(EventKind)


def add_kind(*, values: Mapping[str, Any], act: Act) -> EventKind:
    return LIST.add(values, act)


def change_kind(*, kind_id: int, values: Mapping[str, Any], act: Act, seen: int | None = None) -> EventKind:
    return LIST.change(kind_id, values, act, seen)


def move_kind(*, kind_id: int, up: bool, act: Act) -> EventKind:
    """One place earlier or later in the list."""
    return LIST.move(kind_id, act, up=up)


def archive_kind(*, kind_id: int, act: Act) -> EventKind:
    """No longer offered; the events of this kind keep it."""
    return LIST.mark(kind_id, act, archived=True)


def restore_kind(*, kind_id: int, act: Act) -> EventKind:
    return LIST.mark(kind_id, act, archived=False)
