"""Feeds of news, and what was found in them: nothing becomes a signal until a person says so."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from keyaccount.apps.accounts.models import Feed, FoundSignal
from keyaccount.apps.accounts.services import feeds
from keyaccount.apps.accounts.services.found import confirm_found, dismiss_found
from keyaccount.apps.workspace.models import User
from keyaccount.surfaces.api import references, shapes
from keyaccount.surfaces.api.callers import act_of, user_of
from keyaccount.surfaces.api.etags import read_version, takes_version
from keyaccount.surfaces.api.lists.keyset import ID, Sort
from keyaccount.surfaces.api.lists.listing import Listing, archived, equal, ids
from keyaccount.surfaces.api.records import changed, given, made, shown
from keyaccount.surfaces.api.references import Finder
from keyaccount.surfaces.api.resources.jobs import JOB
from keyaccount.surfaces.api.resources.signals import SIGNAL
from keyaccount.surfaces.api.schemas.common import Page, RecordId
from keyaccount.surfaces.api.schemas.knowledge import SignalOut
from keyaccount.surfaces.api.schemas.news import (
    ConfirmIn,
    FeedChange,
    FeedIn,
    FeedOut,
    FeedsAsked,
    FoundSignalOut,
    FoundSignalsAsked,
)
from keyaccount.surfaces.api.schemas.workspace import JobOut
from keyaccount.surfaces.api.shapes import Part, Shape

router = Router(tags=["News"])
of_found = Router(tags=["News"])


def _address(feed: Feed, viewer: User) -> str | None:
    may_change = viewer.role.may_administer or (viewer.role.may_create and feed.added_by_id == viewer.pk)
    return feed.url if may_change else None


FEED: Shape[Feed] = Shape(FeedOut, {"url": Part(_address, for_viewer=True), "added_by": shapes.person("added_by")})
FEEDS: Listing[Feed] = Listing(
    FEED,
    FeedsAsked,
    sorts={"id": ID, "name": Sort("name"), "read_at": Sort("read_at", nullable=True)},
    filters={"archived": archived, "industry": equal("industry"), "added_by": ids("added_by")},
)
FOUND: Shape[FoundSignal] = Shape(
    FoundSignalOut,
    {
        "feed": shapes.related("feed"),
        "account": shapes.related("account"),
        "decided_by": shapes.person("decided_by"),
        "signal": Part(lambda found: found.signal_id),
    },
)
ALL_FOUND: Listing[FoundSignal] = Listing(
    FOUND,
    FoundSignalsAsked,
    sorts={"id": ID, **{name: Sort(name) for name in ("on", "found_at")}},
    filters={
        "feed": ids("feed"),
        "account": ids("account"),
        **{name: equal(name) for name in ("industry", "verdict", "on__gte", "on__lte")},
    },
)


@router.get("", response=Page[FeedOut], operation_id="listFeeds", summary="List feeds")
def list_feeds(request: HttpRequest, asked: Query[FeedsAsked]) -> HttpResponse:
    return FEEDS.answer(request, asked, Feed.objects.visible_to(user_of(request)))


@router.post("", response={201: FeedOut}, operation_id="addFeed", summary="Enter a feed")
def add_feed(request: HttpRequest, item: FeedIn) -> HttpResponse:
    """Read in the background from then on, from public addresses only."""
    return made(request, FEED, feeds.add_feed(values=_values(request, item), act=act_of(request)))


@router.post("/read", response={202: JobOut}, operation_id="readFeeds", summary="Read all feeds now")
def read_feeds(request: HttpRequest) -> HttpResponse:
    return changed(request, JOB, feeds.ask_to_read(act=act_of(request)), status=202)


@router.get("/{feed_id}", response=FeedOut, operation_id="getFeed", summary="One feed")
def get_feed(request: HttpRequest, feed_id: RecordId, fields: str | None = None) -> HttpResponse:
    return shown(request, FEED, Feed.objects.visible_to(user_of(request)), feed_id, fields)


@router.patch("/{feed_id}", response=FeedOut, operation_id="changeFeed", summary="Change a feed")
@takes_version
def change_feed(request: HttpRequest, feed_id: RecordId, item: FeedChange) -> HttpResponse:
    feed = feeds.change_feed(
        feed_id=feed_id, values=_values(request, item), act=act_of(request), version=read_version(request)
    )
    return changed(request, FEED, feed)


@router.delete("/{feed_id}", response={204: None}, operation_id="archiveFeed", summary="Read a feed no longer")
def archive_feed(request: HttpRequest, feed_id: RecordId) -> HttpResponse:
    """What was found in it stays."""
    feeds.archive_feed(feed_id=feed_id, act=act_of(request))
    return HttpResponse(status=204)


@of_found.get("", response=Page[FoundSignalOut], operation_id="listFoundSignals", summary="List what feeds say")
def list_found(request: HttpRequest, asked: Query[FoundSignalsAsked]) -> HttpResponse:
    """Of accounts that you see, and of industries; `verdict=open` for what waits for a person."""
    return ALL_FOUND.answer(request, asked, FoundSignal.objects.visible_to(user_of(request)))


@of_found.get("/{found_id}", response=FoundSignalOut, operation_id="getFoundSignal", summary="One thing that was found")
def get_found(request: HttpRequest, found_id: RecordId, fields: str | None = None) -> HttpResponse:
    return shown(request, FOUND, FoundSignal.objects.visible_to(user_of(request)), found_id, fields)


@of_found.post(
    "/{found_id}/confirm", response={201: SignalOut}, operation_id="confirmFoundSignal", summary="Make a signal of it"
)
def confirm(request: HttpRequest, found_id: RecordId, item: ConfirmIn) -> HttpResponse:
    """The signal is yours; it keeps where it was read, and is answered."""
    values = Finder(user_of(request)).values(given(item, SIGNAL, request), {"rule": references.SIGNAL_RULE})
    return changed(request, SIGNAL, confirm_found(found_id=found_id, values=values, act=act_of(request)), status=201)


@of_found.post(
    "/{found_id}/dismiss", response=FoundSignalOut, operation_id="dismissFoundSignal", summary="Say that it is none"
)
def dismiss(request: HttpRequest, found_id: RecordId) -> HttpResponse:
    """It is not offered again."""
    return changed(request, FOUND, dismiss_found(found_id=found_id, act=act_of(request)))


def _values(request: HttpRequest, item: FeedChange) -> dict[str, Any]:
    values = dict(given(item, FEED, request))
    if "url" in values:
        values["url"] = str(values["url"] or "")
    return values
