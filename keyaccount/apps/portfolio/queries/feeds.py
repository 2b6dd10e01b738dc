"""What was found in feeds and waits for a person, and the feeds themselves, as their reader may see them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from keyaccount.apps.accounts.models import Feed, FoundSignal
from keyaccount.apps.accounts.models.feeds import Verdict
from keyaccount.apps.workspace.models import User
from keyaccount.kernel.errors import NotAllowed, NotFound


@dataclass(frozen=True, slots=True)
class FeedLine:
    feed: Feed
    waiting: int
    confirmed: int
    writable: bool


def found_to_decide(user: User) -> QuerySet[FoundSignal]:
    """Of accounts that the user may write, and of industries; the newest first."""
    rows = FoundSignal.objects.writable_by(user).undecided().select_related("feed", "account")
    return rows.order_by("-on", "-pk")


def found_seen(user: User, found_id: int) -> FoundSignal:
    """One that the user may decide about."""
    found = FoundSignal.objects.visible_to(user).select_related("feed", "account").filter(pk=found_id).first()
    if found is None:
        raise NotFound
    if not FoundSignal.objects.writable_by(user).filter(pk=found_id).exists():
        raise NotAllowed
    return found


def feed_lines(user: User) -> Sequence[FeedLine]:
    """Counts are of what the user may see."""
    seen = FoundSignal.objects.visible_to(user).order_by().values("feed")
    counted = seen.annotate(
        waiting=Count("pk", filter=Q(verdict=Verdict.OPEN)), confirmed=Count("pk", filter=Q(verdict=Verdict.CONFIRMED))
    )
    counts = {row["feed"]: (row["waiting"], row["confirmed"]) for row in counted}
    writable = set(Feed.objects.writable_by(user).values_list("pk", flat=True))
    return [FeedLine(feed, *counts.get(feed.pk, (0, 0)), feed.pk in writable) for feed in Feed.objects.present()]


def feed_to_write(user: User, feed_id: int) -> Feed:
    found: Feed | None = Feed.objects.visible_to(user).filter(pk=feed_id).first()
    if found is None:
        raise NotFound
    if not Feed.objects.writable_by(user).filter(pk=feed_id).exists():
        raise NotAllowed
    return found
