"""The log at the right edge of a record's page: what was done to it and to what belongs to it, day by day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db.models import Q

from keyaccount.apps.workspace import clock
from keyaccount.apps.workspace.models import AuditEntry, User, Workspace
from keyaccount.apps.workspace.tables.trail import Told, told

SHOWN = 40
Belongings = Iterable[tuple[str, Sequence[int]]]


@dataclass(frozen=True, slots=True)
class LogDay:
    day: date
    told: Sequence[Told]


@dataclass(frozen=True, slots=True)
class Log:
    """more: whether there is an older entry that is not shown."""

    days: Sequence[LogDay]
    more: bool


def log_of(entity: str, pk: int, belongings: Belongings, reader: User, workspace: Workspace) -> Log:
    """belongings: kinds and ids of records that the reader sees and that the record's story includes."""
    asked = Q(entity=entity, object_id=pk)
    for kind, ids in belongings:
        asked |= Q(entity=kind, object_id__in=ids)
    entries = list(AuditEntry.objects.filter(asked).select_related("actor").order_by("-id")[: SHOWN + 1])
    lines = told(entries[:SHOWN], reader)
    days = groupby(lines, key=lambda line: clock.day_of(line.entry.at, workspace.zone))
    return Log([LogDay(day, list(lines)) for day, lines in days], more=len(entries) > SHOWN)
