"""Reading feeds: what they say is matched to the names of accounts and kept as found, each thing once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from keyaccount.apps.accounts.feeds.fetching import Fetch, fetch
from keyaccount.apps.accounts.feeds.parsing import Item, items_of
from keyaccount.apps.accounts.models import Account, Feed, FoundSignal
from keyaccount.apps.workspace import clock
from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import AuditAction, Job
from keyaccount.apps.workspace.queries.settings import workspace
from keyaccount.apps.workspace.services import access, audit
from keyaccount.apps.workspace.services.jobs import Progress
from keyaccount.formulas.mentions import Names, mentioned, names_of
from keyaccount.kernel.errors import Fact

Key = tuple[int | None, str]


def read_feeds_job(job: Job, progress: Progress) -> dict[str, int]:
    return read_feeds(job.started_at or job.created_at, progress)


def read_feeds(now: datetime, progress: Progress, fetch: Fetch = fetch) -> dict[str, int]:
    """Every feed that has an address, one after the other. One that fails says why and stops no other."""
    feeds = list(Feed.objects.present().exclude(url=""))
    names = account_names() if feeds else names_of(())
    done = {"read": 0, "failed": 0, "found": 0}
    for place, feed in enumerate(feeds, start=1):
        items, problem = _fetched(feed, fetch)
        with transaction.atomic():
            done["found"] += keep_items(feed, items, names, now)
            Feed.objects.filter(pk=feed.pk).update(read_at=now, problem=problem)
            progress.step(place, len(feeds), feed.name)
        done["failed" if problem else "read"] += 1
    return done


@transaction.atomic
def take_file(*, feed_id: int, content: bytes, act: Act) -> int:
    """A feed's file that someone brings, where nothing is fetched; how much was found in it."""
    feed = access.writable(Feed, feed_id, act)
    found = keep_items(feed, items_of(content), account_names(), act.now)
    Feed.objects.filter(pk=feed.pk).update(read_at=act.now, problem="")
    audit.record(act, feed, AuditAction.CHANGED, {"file_read": (None, found)})
    return found


def account_names() -> Names:
    rows = Account.objects.present().order_by().values_list("pk", "name", "short_name")
    return names_of((pk, name) for pk, *both in rows.iterator() for name in both if name)


def keep_items(feed: Feed, items: Iterable[Item], names: Names, now: datetime) -> int:
    """How many were new. The same thing is known by its guid in this feed, and by its link in any."""
    found = [one for item in items for one in _found_in(item, feed, names, now)]
    by_guid = _known("guid_key", {one.guid_key for one in found})
    by_link = _known("link_key", {one.link_key for one in found if one.link_key})
    new: list[FoundSignal] = []
    for one in found:
        guid, link = (one.account_id, one.guid_key), (one.account_id, one.link_key)
        if guid in by_guid or (one.link_key and link in by_link):
            continue
        by_guid.add(guid)
        by_link.add(link)
        new.append(one)
    FoundSignal.objects.bulk_create(new, batch_size=500)
    return len(new)


def _fetched(feed: Feed, fetch: Fetch) -> tuple[list[Item], str]:
    try:
        return items_of(fetch(feed.url)), ""
    except Fact as fact:
        return [], fact.text(_)[:300]


def _found_in(item: Item, feed: Feed, names: Names, now: datetime) -> list[FoundSignal]:
    """One for each account that is named; of a feed about an industry, one for the industry where none is."""
    zone = workspace().zone
    accounts = sorted(mentioned(f"{item.title} {item.text}", names))
    of: list[int | None] = [*accounts] if accounts else [None] if feed.industry else []
    return [
        FoundSignal(
            feed=feed,
            account_id=account,
            industry="" if account else feed.industry,
            title=item.title or item.text[:80],
            text=item.text,
            link=item.link,
            on=clock.day_of(min(item.at or now, now), zone),
            guid_key=_key(f"{feed.pk}:{item.guid or item.link or item.title}"),
            link_key=_key(item.link) if item.link else "",
            found_at=now,
        )
        for account in of
    ]


def _known(column: str, keys: set[str]) -> set[Key]:
    rows = FoundSignal.objects.filter(**{f"{column}__in": keys}).order_by()
    return set(rows.values_list("account_id", column))


def _key(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
