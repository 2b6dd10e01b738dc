"""Feeds: what they say of accounts is offered, each thing once, to whoever may write the account."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from keyaccount.apps.accounts.feeds.refusals import NotAFeed, NotAnAddress, NotAnswered
from keyaccount.apps.accounts.models import Account, Feed, FoundSignal, Signal, SignalRule
from keyaccount.apps.accounts.services.accounts import create_account
from keyaccount.apps.accounts.services.feeds import KIND, add_feed, archive_feed, ask_to_read, change_feed
from keyaccount.apps.accounts.services.found import AlreadyDecided, confirm_found, dismiss_found
from keyaccount.apps.accounts.services.reading import read_feeds, take_file
from keyaccount.apps.portfolio.queries.feeds import found_to_decide
from keyaccount.apps.workspace.models import AuditEntry, Job, Schedule
from keyaccount.apps.workspace.services.jobs import work_once
from keyaccount.kernel.errors import Invalid, NotAllowed, NotFound
from tests.conftest import NOW, TODAY

ADDRESS = "https://news.example/rss?key=1"


class Watched:
    """A progress that only remembers."""

    def __init__(self) -> None:
        self.steps: list[tuple[int, int | None, str]] = []

    def step(self, done: int, total: int | None = None, message: str = "") -> None:
        self.steps.append((done, total, message))


def item(title: str, guid: str = "", link: str = "", day: str = "Wed, 18 Nov 2026 10:00:00 GMT") -> str:
    told = f"<guid isPermaLink='false'>{guid}</guid>" if guid else ""
    led = f"<link>{link}</link>" if link else ""
    return f"<item><title>{title}</title>{told}{led}<pubDate>{day}</pubDate></item>"


def rss(*items: str) -> bytes:
    return f'<rss version="2.0"><channel>{"".join(items)}</channel></rss>'.encode()


@pytest.fixture
def acme(act: Any) -> Account:
    return create_account(values={"name": "Acme Steel Ltd", "industry": "Steel"}, act=act("lin"))


@pytest.fixture
def feed(act: Any) -> Feed:
    return add_feed(values={"name": "News", "url": ADDRESS}, act=act("lin"))


@pytest.fixture
def found(acme: Account, feed: Feed, act: Any) -> FoundSignal:
    take_file(feed_id=feed.pk, content=rss(item("Acme Steel hires 900", "1", "https://news.example/1")), act=act("lin"))
    return FoundSignal.objects.get()


def read(content: bytes | Exception, **more: bytes | Exception) -> dict[str, int]:
    """The job with a fetcher of ours: nothing leaves this machine."""
    answers = {ADDRESS: content, **more}

    def fetch(url: str) -> bytes:
        answer = answers[url]
        if isinstance(answer, Exception):
            raise answer
        return answer

    return read_feeds(NOW, Watched(), fetch)  # type: ignore[arg-type]


# ── Off until one is entered ──
def test_without_a_feed_nothing_is_fetched(db: None) -> None:
    def fetch(url: str) -> bytes:
        raise AssertionError(url)

    assert read_feeds(NOW, Watched(), fetch) == {"read": 0, "failed": 0, "found": 0}  # type: ignore[arg-type]
    assert Schedule.objects.get(kind=KIND).is_active


def test_a_feed_without_address_is_for_files_alone(acme: Account, act: Any) -> None:
    by_hand = add_feed(values={"name": "By hand"}, act=act("lin"))
    assert read(rss())["read"] == 0
    assert take_file(feed_id=by_hand.pk, content=rss(item("Acme Steel opens a plant")), act=act("lin")) == 1


@pytest.mark.parametrize("url", ["ftp://news.example/x", "javascript:alert(1)", "https://me:pw@news.example/"])
def test_addresses_that_are_never_fetched(act: Any, url: str) -> None:
    with pytest.raises((Invalid, NotAnAddress)):
        add_feed(values={"name": "X", "url": url}, act=act("lin"))
    assert not Feed.objects.exists()


def test_the_same_address_is_entered_once(feed: Feed, act: Any) -> None:
    with pytest.raises(Invalid):
        add_feed(values={"name": "Again", "url": ADDRESS}, act=act("wang"))
    archive_feed(feed_id=feed.pk, act=act("lin"))
    assert add_feed(values={"name": "Again", "url": ADDRESS}, act=act("wang")).pk


# ── Reading ──
def test_what_names_an_account_is_found_and_is_no_signal(acme: Account, feed: Feed) -> None:
    done = read(rss(item("ＡＣＭＥ steel hires 900", "1"), item("The weather", "2")))
    assert done == {"read": 1, "failed": 0, "found": 1}
    found = FoundSignal.objects.get()
    assert (found.account, found.feed, found.on.isoformat()) == (acme, feed, "2026-11-18")
    assert not Signal.objects.exists()
    feed.refresh_from_db()
    assert (feed.read_at, feed.problem) == (NOW, "")


def test_each_thing_once_by_guid_and_by_link(acme: Account, feed: Feed, act: Any) -> None:
    link = "https://news.example/1"
    assert read(rss(item("Acme Steel hires", "1", link), item("Acme Steel hires", "1", link)))["found"] == 1
    assert read(rss(item("Acme Steel hires 900 (updated)", "1")))["found"] == 0
    other = add_feed(values={"name": "Other"}, act=act("wang"))
    assert take_file(feed_id=other.pk, content=rss(item("Acme Steel hires", "x", link)), act=act("wang")) == 0
    assert take_file(feed_id=other.pk, content=rss(item("Acme Steel cuts", "1")), act=act("wang")) == 1


def test_one_that_was_dismissed_is_not_offered_again(found: FoundSignal, act: Any) -> None:
    dismiss_found(found_id=found.pk, act=act("lin"))
    assert read(rss(item("Acme Steel hires 900", "1", "https://news.example/1")))["found"] == 0


def test_a_thing_about_two_accounts_is_offered_for_both(acme: Account, feed: Feed, act: Any) -> None:
    beta = create_account(values={"name": "Beta Cars"}, act=act("lin"))
    read(rss(item("Acme Steel buys Beta Cars", "1")))
    assert set(FoundSignal.objects.values_list("account", flat=True)) == {acme.pk, beta.pk}


def test_a_feed_of_an_industry_offers_the_rest_for_it(acme: Account, act: Any) -> None:
    add_feed(values={"name": "Steel news", "url": ADDRESS, "industry": "Steel"}, act=act("lin"))
    read(rss(item("Demand for steel rises", "1"), item("Acme Steel hires", "2")))
    told = list(FoundSignal.objects.order_by("pk").values_list("account", "industry"))
    assert told == [(None, "Steel"), (acme.pk, "")]


def test_a_day_to_come_counts_as_today(acme: Account, feed: Feed) -> None:
    read(rss(item("Acme Steel hires", day="Fri, 01 Jan 2099 10:00:00 GMT")))
    assert FoundSignal.objects.get().on == TODAY


def test_one_feed_that_fails_stops_no_other(acme: Account, feed: Feed, act: Any) -> None:
    second = add_feed(values={"name": "Zeta", "url": "https://zeta.example/"}, act=act("lin"))
    done = read(NotAnswered(host="news.example", why="HTTP 503"), **{second.url: rss(item("Acme Steel hires", "1"))})
    assert done == {"read": 1, "failed": 1, "found": 1}
    feed.refresh_from_db()
    assert "HTTP 503" in feed.problem
    assert read(b"hello", **{second.url: rss()})["failed"] == 1
    feed.refresh_from_db()
    assert "neither an RSS nor an Atom" in feed.problem


def test_the_job_tells_how_far_it_is(feed: Feed, act: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    archive_feed(feed_id=feed.pk, act=act("lin"))
    job = ask_to_read(act=act("lin"))
    work_once(runner="test", clock=lambda: NOW)
    job.refresh_from_db()
    assert (job.status, job.result) == ("done", {"read": 0, "failed": 0, "found": 0})
    watched = Watched()
    add_feed(values={"name": "Mine", "url": ADDRESS}, act=act("lin"))
    read_feeds(NOW, watched, lambda url: rss())  # type: ignore[arg-type]
    assert watched.steps == [(1, 1, "Mine")]


def test_a_file_that_is_no_feed_changes_nothing(feed: Feed, act: Any) -> None:
    with pytest.raises(NotAFeed):
        take_file(feed_id=feed.pk, content=b"<html></html>", act=act("lin"))
    feed.refresh_from_db()
    assert feed.read_at is None


# ── Deciding ──
def test_confirmed_it_is_a_signal_of_who_confirmed(found: FoundSignal, acme: Account, people: Any, act: Any) -> None:
    hiring = SignalRule.objects.get(name="Hiring")
    signal = confirm_found(found_id=found.pk, values={"rule": hiring, "kind": "people"}, act=act("lin"))
    assert (signal.account, signal.author, signal.source) == (acme, people.lin, "News")
    assert (signal.text, signal.link) == ("Acme Steel hires 900", "https://news.example/1")
    with pytest.raises(AlreadyDecided):
        dismiss_found(found_id=found.pk, act=act("lin"))
    assert AuditEntry.objects.filter(entity="accounts.foundsignal", object_id=found.pk).count() == 1


def test_what_is_refused_leaves_it_open(found: FoundSignal, act: Any) -> None:
    with pytest.raises(Invalid):
        confirm_found(found_id=found.pk, values={"kind": "people", "text": ""}, act=act("lin"))
    found.refresh_from_db()
    assert found.verdict == "open"


@pytest.mark.parametrize(("who", "refusal"), [("wang", NotAllowed), ("auditor", NotAllowed), ("stranger", NotFound)])
def test_only_who_may_write_the_account_decides(found: FoundSignal, act: Any, who: str, refusal: Any) -> None:
    with pytest.raises(refusal):
        confirm_found(found_id=found.pk, values={"kind": "people"}, act=act(who))
    with pytest.raises(refusal):
        dismiss_found(found_id=found.pk, act=act(who))


def test_it_is_offered_to_them_alone(found: FoundSignal, people: Any) -> None:
    counted = {who: found_to_decide(getattr(people, who)).count() for who in ("lin", "wang", "zhao", "stranger")}
    assert counted == {"lin": 1, "wang": 0, "zhao": 1, "stranger": 0}


def test_feeds_are_changed_by_who_entered_them(feed: Feed, act: Any) -> None:
    with pytest.raises(NotAllowed):
        change_feed(feed_id=feed.pk, values={"name": "Mine"}, act=act("wang"))
    with pytest.raises(NotAllowed):
        add_feed(values={"name": "X"}, act=act("auditor"))
    assert change_feed(feed_id=feed.pk, values={"name": "Ours"}, act=act("admin")).name == "Ours"
    entries = AuditEntry.objects.filter(entity="accounts.feed", object_id=feed.pk)
    assert [entry.action for entry in entries.order_by("pk")] == ["created", "changed"]


# ── Pages ──
def test_the_pages_from_a_feed_to_a_signal(acme: Account, send: Any, page_of: Any) -> None:
    assert send("lin", "/signals/feeds/new", {"name": "News", "url": "", "industry": ""}).status_code == 302
    feed = Feed.objects.get()
    file = SimpleUploadedFile("news.xml", rss(item("Acme Steel &lt;i&gt;hires&lt;/i&gt; 900", "1")))
    assert send("lin", f"/signals/feeds/{feed.pk}/file", {"file": file}).status_code == 302
    text = page_of("lin", "/signals/found/").content.decode()
    assert "Acme Steel hires 900" in text
    assert "Acme Steel hires" not in page_of("stranger", "/signals/found/").content.decode()
    found = FoundSignal.objects.get()
    said = {"kind": "people", "text": "They hire 900"}
    assert send("lin", f"/signals/found/{found.pk}/confirm", said).status_code == 302
    assert "They hire 900" in page_of("lin", "/signals/").content.decode()
    assert "Acme Steel hires" not in page_of("lin", "/signals/found/").content.decode()


def test_a_wrong_file_says_what_to_do(feed: Feed, send: Any) -> None:
    file = SimpleUploadedFile("news.xml", b"hello")
    answer = send("lin", f"/signals/feeds/{feed.pk}/file", {"file": file})
    assert answer.status_code == 422
    assert "neither an RSS nor an Atom feed" in answer.content.decode()


def test_the_list_shows_the_host_but_not_the_rest_of_an_address(feed: Feed, page_of: Any, send: Any) -> None:
    text = page_of("wang", "/signals/feeds/").content.decode()
    assert "news.example" in text
    assert "key=1" not in text
    assert send("lin", "/signals/feeds/read").status_code == 302
    assert Job.objects.filter(kind=KIND).count() == 1
