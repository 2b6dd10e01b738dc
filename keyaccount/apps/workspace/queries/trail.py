"""The audit trail as people read it: narrowed, newest first, a page at a time; what was done to one record since."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models
from django.db.models import QuerySet

from keyaccount.apps.workspace import clock
from keyaccount.apps.workspace.models import AuditEntry, RoleCode, User
from keyaccount.apps.workspace.queries.settings import workspace
from keyaccount.kernel.errors import NotAllowed

PAGE = 50


def entity_of(record: models.Model | type[models.Model]) -> str:
    return str(record._meta.label_lower)


def entries_of(record: models.Model) -> QuerySet[AuditEntry]:
    return AuditEntry.objects.filter(entity=entity_of(record), object_id=record.pk).select_related("actor")


def newest_entry_of(record: models.Model) -> int:
    """The id of what was last done to the record; a form carries it to say which state it shows. 0: nothing yet."""
    return entries_of(record).order_by("-id").values_list("id", flat=True).first() or 0


def reads_trail(user: User) -> bool:
    """Administrators and auditors read what everybody did."""
    return user.role.may_administer or user.role.code == RoleCode.AUDITOR


@dataclass(frozen=True, slots=True)
class TrailPage:
    """older, newer: the ids from which the neighbouring pages go on; None where there is none."""

    entries: list[AuditEntry]
    older: int | None
    newer: int | None


def trail(viewer: User, asked: Mapping[str, Any], before: int | None = None, after: int | None = None) -> TrailPage:
    """The entries older than `before` (or newer than `after`), newest first."""
    if not reads_trail(viewer):
        raise NotAllowed
    rows = _narrowed(asked).select_related("actor")
    if after is not None:
        found = list(rows.filter(id__gt=after).order_by("id")[: PAGE + 1])
        more, found = len(found) > PAGE, found[:PAGE][::-1]
        return TrailPage(found, found[-1].pk if found else None, found[0].pk if found and more else None)
    found = list((rows if before is None else rows.filter(id__lt=before)).order_by("-id")[: PAGE + 1])
    more, found = len(found) > PAGE, found[:PAGE]
    newer = found[0].pk if found and before is not None else None
    return TrailPage(found, found[-1].pk if more else None, newer)


def _narrowed(asked: Mapping[str, Any]) -> QuerySet[AuditEntry]:
    rows = AuditEntry.objects.all()
    for key, column in (("actor", "actor"), ("entity", "entity"), ("action", "action"), ("surface", "surface")):
        if asked.get(key):
            rows = rows.filter(**{column: asked[key]})
    if asked.get("record"):
        rows = rows.filter(object_id=asked["record"])
    if asked.get("ref"):
        rows = rows.filter(ref=asked["ref"])
    return rows.filter(_between(asked.get("since"), asked.get("until")))


def _between(since: date | None, until: date | None) -> models.Q:
    zone = workspace().zone
    found = models.Q()
    if since:
        found &= models.Q(at__gte=clock.start_of(since, zone))
    if until:
        found &= models.Q(at__lt=clock.end_of(until, zone))
    return found


def entities_in_trail() -> list[str]:
    """The kinds of records the trail speaks of, found one after the other along its index."""
    found: list[str] = []
    kinds = AuditEntry.objects.order_by("entity").values_list("entity", flat=True)
    while (following := kinds.filter(entity__gt=found[-1] if found else "").first()) is not None:
        found.append(following)
    return found
