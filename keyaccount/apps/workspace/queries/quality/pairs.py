"""The pairs that were found, for those who see both records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from keyaccount.apps.workspace.models import DuplicatePair, Job, JobStatus, Merge, User
from keyaccount.apps.workspace.queries.quality.kinds import KINDS, Kind
from keyaccount.formulas.duplicates import SURE
from keyaccount.kernel.errors import NotFound

JOB = "workspace.duplicates"
OPEN, DISMISSED = STATES = ("open", "dismissed")


@dataclass(frozen=True, slots=True)
class Shown:
    """A pair with its records; may_merge: whether the viewer may write both."""

    pair: DuplicatePair
    first: Any
    second: Any
    may_merge: bool


def pairs_seen(kind: Kind, viewer: User, state: str = OPEN) -> QuerySet[DuplicatePair]:
    """Only pairs of which the viewer sees both records: half a pair would tell of the other half."""
    rows = DuplicatePair.objects.filter(kind=kind.key)
    rows = rows.filter(is_open=True) if state == OPEN else rows.exclude(dismissed_at=None).filter(is_open=False)
    if viewer.people_in_reach is None:
        return rows
    seen = kind.rows.visible_to(viewer).values("pk")
    return rows.filter(first__in=seen, second__in=seen)


def half_seen(kind: Kind, viewer: User) -> int:
    """How many sure pairs have one record inside and one outside the viewer's view: an administrator's work."""
    if viewer.people_in_reach is None:
        return 0
    seen = kind.rows.visible_to(viewer).values("pk")
    one = Q(first__in=seen) & ~Q(second__in=seen) | ~Q(first__in=seen) & Q(second__in=seen)
    return DuplicatePair.objects.filter(one, kind=kind.key, is_open=True, score__gte=SURE).order_by().count()


def shown(pairs: Sequence[DuplicatePair], kind: Kind, viewer: User, related: Sequence[str] = ()) -> list[Shown]:
    ids = {pk for pair in pairs for pk in (pair.first, pair.second)}
    records: Mapping[int, Any] = kind.rows.present().select_related("owner", *related).in_bulk(ids)
    writable = set(kind.rows.writable_by(viewer).filter(pk__in=ids).order_by().values_list("pk", flat=True))
    return [
        Shown(pair, records[pair.first], records[pair.second], {pair.first, pair.second} <= writable)
        for pair in pairs
        if pair.first in records and pair.second in records
    ]


def pair_seen(pair_id: int, viewer: User) -> DuplicatePair:
    pair = DuplicatePair.objects.filter(pk=pair_id).first()
    kind = KINDS.get(pair.kind) if pair else None
    if (
        pair is None
        or kind is None
        or kind.rows.visible_to(viewer).filter(pk__in=[pair.first, pair.second]).count() < 2
    ):
        raise NotFound
    return pair


def last_search() -> Job | None:
    """The search that runs or waits, or the last one that ended well."""
    jobs = Job.objects.filter(kind=JOB).order_by("-id")
    going = jobs.filter(status__in=(JobStatus.WAITING, JobStatus.RUNNING)).first()
    return going or jobs.filter(status=JobStatus.DONE).first()


def merges_of(kind: Kind, survivor: int) -> list[Merge]:
    """What was merged into a record, the last first."""
    rows = Merge.objects.filter(kind=kind.key, survivor=survivor, undone_at=None)
    return list(rows.select_related("by").defer("packed", "after"))


def merged_ids(model: Any, pk: int) -> list[int]:
    """The records that were merged into this one, whose history is its history too."""
    return list(model._base_manager.filter(merged_into=pk).values_list("pk", flat=True))
