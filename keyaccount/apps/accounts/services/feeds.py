"""Feeds: entering, changing and archiving them, and asking for them to be read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from keyaccount.apps.accounts.feeds.fetching import checked
from keyaccount.apps.accounts.models import Feed
from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import AuditAction, Job
from keyaccount.apps.workspace.services import access, archiving, audit, editing, jobs, revising
from keyaccount.kernel.errors import Invalid

KIND = "accounts.feeds"
TITLE = gettext_lazy("Read the feeds")
EVERY_MINUTES = 60


@transaction.atomic
def add_feed(*, values: Mapping[str, Any], act: Act) -> Feed:
    """Until the first one with an address is entered, nothing is ever fetched."""
    access.may_create(act)
    feed = Feed(**values, added_by=act.actor, created_at=act.now, updated_at=act.now)
    _check(feed)
    feed.save(force_insert=True)
    audit.record(act, feed, AuditAction.CREATED)
    return feed


@transaction.atomic
def change_feed(*, feed_id: int, values: Mapping[str, Any], act: Act, version: int | None = None) -> Feed:
    feed = access.writable(Feed, feed_id, act)
    changes = editing.changed_fields(feed, dict(values), version)
    editing.refuse_clashes(feed, changes, version)
    if not changes:
        return feed
    editing.put(feed, changes)
    _check(feed)
    editing.apply(feed, changes, act)
    return feed


@transaction.atomic
def archive_feed(*, feed_id: int, act: Act) -> Feed:
    """Read no longer; what was found in it stays."""
    feed = access.writable(Feed, feed_id, act)
    archiving.archive(feed, act)  # type: ignore[arg-type]
    return feed


def ask_to_read(*, act: Act) -> Job:
    access.may_create(act)
    return jobs.enqueue(kind=KIND, title=str(TITLE), payload={}, act=act)


def _check(feed: Feed) -> None:
    revising.check(feed)
    if not feed.url:
        return
    checked(feed.url)
    if Feed.objects.present().filter(url=feed.url).exclude(pk=feed.pk).exists():
        raise Invalid(fields={"url": _("This address is read already.")})
