"""Feeds and what was found in them through the API: entered, decided about, and who reads what."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from keyaccount.apps.accounts.models import Account, Feed, FoundSignal, Signal, SignalRule
from keyaccount.apps.accounts.services.accounts import create_account
from keyaccount.apps.accounts.services.feeds import add_feed
from keyaccount.apps.accounts.services.reading import take_file
from tests.unit.api.conftest import Caller

pytestmark = pytest.mark.usefixtures("at_nine")
Call = Callable[..., Caller]
ADDRESS = "https://news.example/rss?key=1"
NEWS = (
    b'<rss version="2.0"><channel><item><title>Acme Steel hires 900</title><guid>1</guid>'
    b"<link>https://news.example/1</link><pubDate>Wed, 18 Nov 2026 10:00:00 GMT</pubDate></item></channel></rss>"
)


@pytest.fixture
def acme(act: Any) -> Account:
    return create_account(values={"name": "Acme Steel Ltd"}, act=act())


@pytest.fixture
def feed(act: Any) -> Feed:
    return add_feed(values={"name": "News", "url": ADDRESS}, act=act())


@pytest.fixture
def found(acme: Account, feed: Feed, act: Any) -> FoundSignal:
    take_file(feed_id=feed.pk, content=NEWS, act=act())
    return FoundSignal.objects.get()


def test_a_feed_is_entered_changed_and_read_no_longer(call: Call) -> None:
    made = call().post("/feeds", {"name": "Paper", "url": ADDRESS, "industry": "Steel"})
    assert made.status_code == 201
    one = made.json()
    assert (one["url"], one["host"], one["added_by"]["username"]) == (ADDRESS, "news.example", "lin")
    place = f"/feeds/{one['id']}"
    assert call().patch(place, {"url": None}).json()["host"] == ""
    assert call("wang").patch(place, {"name": "Mine"}).status_code == 403
    assert call().delete(place).status_code == 204
    assert call().items("/feeds") == []
    assert [one["name"] for one in call().items("/feeds?archived=true")] == ["Paper"]


def test_an_address_may_hold_a_key_and_is_for_who_may_change_it(call: Call, feed: Feed) -> None:
    for who, url in (("lin", ADDRESS), ("admin", ADDRESS), ("wang", None), ("auditor", None)):
        one = call(who).get(f"/feeds/{feed.pk}").json()
        assert (one["url"], one["host"]) == (url, "news.example")
        assert [line["url"] for line in call(who).items("/feeds")] == [url]


@pytest.mark.parametrize(
    ("url", "status"), [("ftp://news.example/x", 422), ("https://user:word@news.example/", 422), (ADDRESS, 422)]
)
def test_an_address_that_cannot_be_is_refused(call: Call, feed: Feed, url: str, status: int) -> None:
    assert call().post("/feeds", {"name": "Twice or wrong", "url": url}).status_code == status
    assert Feed.objects.count() == 1


def test_feeds_are_read_in_the_background(call: Call, feed: Feed) -> None:
    asked = call().post("/feeds/read", {})
    assert (asked.status_code, asked.json()["kind"]) == (202, "accounts.feeds")
    assert call("auditor").post("/feeds/read", {}).status_code == 403


def test_what_was_found_is_confirmed_once(call: Call, found: FoundSignal, acme: Account) -> None:
    (waiting,) = call("wang").items("/found-signals?verdict=open")
    assert (waiting["title"], waiting["account"]["id"], waiting["signal"]) == ("Acme Steel hires 900", acme.pk, None)
    place = f"/found-signals/{found.pk}"
    rule = SignalRule.objects.all()[0]
    made = call().post(f"{place}/confirm", {"rule": {"id": rule.pk}})
    assert made.status_code == 201
    signal = made.json()
    assert (signal["text"], signal["source"], signal["link"]) == (found.title, "News", "https://news.example/1")
    assert (signal["rule"]["id"], signal["author"]["username"]) == (rule.pk, "lin")
    now = call("wang").get(place).json()
    assert (now["verdict"], now["signal"], now["decided_by"]["username"]) == ("confirmed", signal["id"], "lin")
    again = call().post(f"{place}/dismiss", {})
    assert (again.status_code, again.json()["code"]) == (409, "already_decided")
    assert Signal.objects.count() == 1


def test_what_is_none_is_dismissed(call: Call, found: FoundSignal) -> None:
    assert call("wang").post(f"/found-signals/{found.pk}/dismiss", {}).status_code == 403
    assert call().post(f"/found-signals/{found.pk}/dismiss", {}).json()["verdict"] == "dismissed"
    assert call().items("/found-signals?verdict=open") == []


def test_a_stranger_finds_nothing_of_the_account(call: Call, found: FoundSignal) -> None:
    stranger = call("stranger")
    assert stranger.items("/found-signals") == []
    assert stranger.get(f"/found-signals/{found.pk}").status_code == 404
    for deed in ("confirm", "dismiss"):
        assert stranger.post(f"/found-signals/{found.pk}/{deed}", {}).status_code == 404
