"""What records held in custom fields at a past moment: what they hold now, with every later change taken back.

The audit trail keeps each change of each field with what stood before; so the past costs nothing to write and can be
read for any number of records in one pass (docs/decisions).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from keyaccount.apps.workspace.models import AuditEntry
from keyaccount.apps.workspace.models.custom_fields import PREFIX
from keyaccount.apps.workspace.queries.custom_fields import HOSTS
from keyaccount.apps.workspace.queries.trail import entity_of

SOME = 900
Held = dict[str, Any]


def values_at(on: str, pks: Iterable[int], moment: datetime) -> dict[int, Held]:
    """{id: {key: what was kept}} just before that moment, archived fields included; a later record holds nothing."""
    wanted, found = list(pks), {}
    for start in range(0, len(wanted), SOME):
        found.update(_some_at(on, wanted[start : start + SOME], moment))
    return found


def values_when_created(on: str, pks: Iterable[int]) -> dict[int, Held]:
    """What each record held when it was written down: all changes of it taken back."""
    wanted = list(pks)
    found: dict[int, Held] = {}
    for start in range(0, len(wanted), SOME):
        some = wanted[start : start + SOME]
        held = _now(on, some)
        _take_back(on, held, {})
        found.update(held)
    return found


def _some_at(on: str, pks: list[int], moment: datetime) -> dict[int, Held]:
    rows = HOSTS[on].model._default_manager.filter(pk__in=pks).order_by()
    born = dict(rows.values_list("pk", "created_at"))
    held = _now(on, [pk for pk in pks if pk in born and born[pk] < moment])
    _take_back(on, held, {"at__gte": moment})
    return held


def _now(on: str, pks: list[int]) -> dict[int, Held]:
    rows = HOSTS[on].model._default_manager.filter(pk__in=pks).order_by()
    return {pk: dict(custom) for pk, custom in rows.values_list("pk", "custom")}


def _take_back(on: str, held: Mapping[int, Held], since: Mapping[str, Any]) -> None:
    """Latest change first; what stood before the earliest of them is what remains."""
    entries = AuditEntry.objects.filter(entity=entity_of(HOSTS[on].model), object_id__in=list(held), **since)
    for pk, changes in entries.order_by("-id").values_list("object_id", "changes"):
        for name, pair in changes.items():
            if not name.startswith(PREFIX):
                continue
            if pair[0] is None:
                held[pk].pop(name.removeprefix(PREFIX), None)
            else:
                held[pk][name.removeprefix(PREFIX)] = pair[0]
