"""Looking for duplicates among all records, in the background, and saying that a pair is not one."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from hashlib import blake2b
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils.translation import gettext as _

from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import AuditAction, DuplicatePair, Job, JobStatus
from keyaccount.apps.workspace.queries.quality.kinds import KINDS, Kind, Pair
from keyaccount.apps.workspace.queries.quality.pairs import JOB, pair_seen
from keyaccount.apps.workspace.services import access, audit, bulk, jobs
from keyaccount.formulas.duplicates import Likeness

EVERY_MINUTES = 24 * 60
CHUNK = 5000
Step = Callable[[int, int], None]
Values = Mapping[int, Mapping[str, Any]]


@transaction.atomic
def start_search(*, act: Act, runner: str = "") -> Job:
    """Look through everything; a search that is under way is not begun a second time."""
    access.may_create(act)
    going = Job.objects.filter(kind=JOB, status__in=(JobStatus.WAITING, JobStatus.RUNNING)).first()
    if going is not None and not runner:
        return going
    return jobs.enqueue(kind=JOB, title=_("Look for duplicates"), payload={}, act=act, runner=runner)


def search_job(job: Job, progress: jobs.Progress) -> dict[str, Any]:
    """The job of kind `workspace.duplicates`: one kind of record after the other; each is written when it is done."""
    total = sum(kind.rows.present().count() for kind in KINDS.values())
    done, found = 0, {}
    for kind in KINDS.values():

        def step(more: int, of: int, before: int = done) -> None:
            nonlocal total, done
            total += of
            done += more
            progress.step(done, total)

        found[kind.key] = find_duplicates(kind, job.started_at or job.created_at, step)
    return found


def find_duplicates(kind: Kind, now: datetime, step: Step = lambda done, more: None) -> int:
    """Compare what is worth comparing and keep what is alike. step(done since last, more to do than was known)."""
    values = _values(kind, step)
    subjects = {pk: kind.subject(row) for pk, row in values.items()}
    pairs = sorted(kind.pairs(subjects))
    step(0, len(pairs))
    found: dict[Pair, Likeness] = {}
    for some in bulk.chunked(pairs, CHUNK):
        for one, other in some:
            likeness = kind.compare(subjects[one], subjects[other])
            if likeness is not None and likeness.is_listed:
                found[one, other] = likeness
        step(len(some), 0)
    with transaction.atomic():
        _write(kind, found, values, now)
        step(0, 0)
    return len(found)


def _values(kind: Kind, step: Step) -> dict[int, dict[str, Any]]:
    rows = kind.rows.present().order_by("pk").values("id", *kind.columns)
    found: dict[int, dict[str, Any]] = {}
    for some in bulk.chunked(rows.iterator(chunk_size=2000), CHUNK):
        found |= {row["id"]: row for row in some}
        step(len(some), 0)
    return found


def _write(kind: Kind, found: Mapping[Pair, Likeness], values: Values, now: datetime) -> None:
    """New pairs come in, changed ones are open again; what is alike no more goes, unless somebody has judged it."""
    known = {(pair.first, pair.second): pair for pair in DuplicatePair.objects.filter(kind=kind.key)}
    made, changed = [], []
    for (one, other), likeness in found.items():
        digest = _digest(values[one], values[other])
        pair = known.get((one, other))
        if pair is None:
            made.append(_pair(DuplicatePair(kind=kind.key, first=one, second=other), likeness, digest, now))
        elif pair.digest != digest or pair.score != likeness.score:
            changed.append(_pair(pair, likeness, digest, now))
    gone = [pair for place, pair in known.items() if place not in found]
    DuplicatePair.objects.filter(pk__in=[pair.pk for pair in gone if pair.dismissed_at is None]).delete()
    DuplicatePair.objects.filter(pk__in=[pair.pk for pair in gone]).update(is_open=False)
    DuplicatePair.objects.bulk_create(made, batch_size=1000)
    DuplicatePair.objects.bulk_update(changed, ["score", "reasons", "digest", "found_at", "is_open"], batch_size=500)


def _pair(pair: DuplicatePair, likeness: Likeness, digest: str, now: datetime) -> DuplicatePair:
    pair.score, pair.digest, pair.found_at = likeness.score, digest, now
    pair.reasons = [[reason.code, reason.detail] for reason in likeness.reasons]
    pair.is_open = pair.dismissed_digest != digest
    return pair


def _digest(*rows: Mapping[str, Any]) -> str:
    text = json.dumps(rows, cls=DjangoJSONEncoder, sort_keys=True, ensure_ascii=False)
    return blake2b(text.encode(), digest_size=16).hexdigest()


@transaction.atomic
def dismiss_pair(*, pair_id: int, act: Act) -> DuplicatePair:
    """These two are not one: kept for good with who said so and when; asked again only when one of them changes."""
    access.may_create(act)
    pair_seen(pair_id, act.actor)
    pair = DuplicatePair.objects.select_for_update().get(pk=pair_id)
    if not pair.is_open:
        return pair
    pair.is_open, pair.dismissed_at, pair.dismissed_by = False, act.now, act.actor
    pair.dismissed_digest = pair.digest
    pair.save(update_fields=["is_open", "dismissed_at", "dismissed_by", "dismissed_digest"])
    audit.record(act, pair, AuditAction.CHANGED, {"is_open": (True, False)})
    return pair


@transaction.atomic
def reopen_pair(*, pair_id: int, act: Act) -> DuplicatePair:
    """Ask about them again after all."""
    access.may_create(act)
    pair_seen(pair_id, act.actor)
    pair = DuplicatePair.objects.select_for_update().get(pk=pair_id)
    if pair.is_open:
        return pair
    pair.is_open, pair.dismissed_digest = True, ""
    pair.save(update_fields=["is_open", "dismissed_digest"])
    audit.record(act, pair, AuditAction.CHANGED, {"is_open": (False, True)})
    return pair


def pairs_of(kind: Kind, pks: Iterable[int]) -> Any:
    """The pairs in which one of these records stands."""
    ids = list(pks)
    return DuplicatePair.objects.filter(kind=kind.key, first__in=ids) | DuplicatePair.objects.filter(
        kind=kind.key, second__in=ids
    )
