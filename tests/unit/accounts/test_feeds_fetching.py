"""Fetching feeds from a server of this machine: limits, redirects, and no way into the own network."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from keyaccount.apps.accounts.feeds import fetching
from keyaccount.apps.accounts.feeds.fetching import fetch, is_public
from keyaccount.apps.accounts.feeds.parsing import MOST_ITEMS, items_of
from keyaccount.apps.accounts.feeds.refusals import (
    NotAFeed,
    NotAnAddress,
    NotAnswered,
    NotPublic,
    TooLarge,
    TooManyRedirects,
)
from keyaccount.kernel.errors import Fact

HERE = frozenset({"127.0.0.1"})
Serve = Callable[[dict[str, tuple[int, dict[str, str], bytes]]], str]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """serve({"/path": (status, headers, body)}): the address of a server that answers so."""
    servers: list[ThreadingHTTPServer] = []

    def start(answers: dict[str, tuple[int, dict[str, str], bytes]]) -> str:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                status, headers, body = answers[self.path]
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_args: object) -> None:
                """Quiet."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        servers.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{server.server_port}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def test_what_the_server_gives(serve: Serve) -> None:
    base = serve({"/a?x=1": (200, {}, b"<rss/>")})
    assert fetch(f"{base}/a?x=1", allowed=HERE) == b"<rss/>"


def test_a_redirect_is_followed_and_no_endless_one(serve: Serve) -> None:
    base = serve({"/a": (302, {"Location": "/b"}, b""), "/b": (200, {}, b"ok"), "/c": (301, {"Location": "/c"}, b"")})
    assert fetch(f"{base}/a", allowed=HERE) == b"ok"
    with pytest.raises(TooManyRedirects):
        fetch(f"{base}/c", allowed=HERE)


@pytest.mark.parametrize(
    "target", ["http://localhost:1/", "http://[::1]/", "http://169.254.169.254/latest", "http://10.0.0.1/"]
)
def test_a_redirect_into_the_own_network_is_refused(serve: Serve, target: str) -> None:
    base = serve({"/a": (302, {"Location": target}, b"")})
    with pytest.raises((NotPublic, NotAnswered)) as refused:
        fetch(f"{base}/a", allowed=HERE)
    assert isinstance(refused.value, NotPublic) or "localhost" not in target


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://example.com/", "gopher://127.0.0.1/"])
def test_a_redirect_to_another_scheme_is_refused(serve: Serve, target: str) -> None:
    base = serve({"/a": (302, {"Location": target}, b"")})
    with pytest.raises(NotAnAddress):
        fetch(f"{base}/a", allowed=HERE)


def test_nothing_is_fetched_from_this_machine_unless_allowed(serve: Serve) -> None:
    with pytest.raises(NotPublic):
        fetch(f"{serve({})}/a")


@pytest.mark.parametrize(
    "url", ["", "example.com/feed", "file:///etc/passwd", "http://", "http://me:pw@example.com/", "http://a:port/"]
)
def test_what_is_no_address_for_a_feed(url: str) -> None:
    with pytest.raises(NotAnAddress):
        fetch(url)


def test_too_much_is_refused(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "MOST_BYTES", 1000)
    base = serve({"/most": (200, {}, b"x" * 1000), "/more": (200, {}, b"x" * 1001)})
    assert len(fetch(f"{base}/most", allowed=HERE)) == 1000
    with pytest.raises(TooLarge):
        fetch(f"{base}/more", allowed=HERE)


def test_a_server_that_is_too_slow_is_left(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "SECONDS_IN_ALL", -1.0)
    base = serve({"/a": (200, {}, b"x")})
    with pytest.raises(NotAnswered):
        fetch(f"{base}/a", allowed=HERE)


def test_an_error_of_the_server_is_told(serve: Serve) -> None:
    base = serve({"/a": (503, {}, b"")})
    with pytest.raises(NotAnswered) as refused:
        fetch(f"{base}/a", allowed=HERE)
    assert "HTTP 503" in refused.value.text(str)
    with pytest.raises(NotAnswered):
        fetch("http://127.0.0.1:1/", allowed=HERE)


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.215.14", True),
        ("2606:2800:21f:cb07:6820:80da:af6b:8b2c", True),
        ("127.0.0.1", False),
        ("0.0.0.0", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fc00::1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:93.184.215.14", True),
        ("64:ff9b::7f00:1", False),
        ("2002:7f00:1::", False),
    ],
)
def test_which_addresses_are_public(address: str, public: bool) -> None:
    assert is_public(address) is public


# ── What a feed says ──
ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom"><title>N</title><entry><id>urn:1</id><title>One</title>
<link href="https://news.example/1"/><updated>2026-11-18T23:30:00Z</updated><summary>Text</summary></entry></feed>"""


def test_atom() -> None:
    [item] = items_of(ATOM)
    assert (item.guid, item.link, item.title, item.text) == ("urn:1", "https://news.example/1", "One", "Text")
    assert item.at is not None
    assert item.at.isoformat() == "2026-11-18T23:30:00+00:00"


def rss(inside: str, before: str = "") -> bytes:
    return f'<?xml version="1.0"?>{before}<rss version="2.0"><channel>{inside}</channel></rss>'.encode()


def test_markup_is_taken_out_and_links_are_web_links() -> None:
    said = "&lt;b&gt;Bold&lt;/b&gt; &lt;script&gt;alert(1)&lt;/script&gt;"
    [item] = items_of(rss(f"<item><title>{said}</title><link>javascript:alert(1)</link></item>"))
    assert "<" not in item.title
    assert item.title.startswith("Bold")
    assert item.link == ""


def test_no_entity_from_outside() -> None:
    outside = '<!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    [item] = items_of(rss("<item><title>X &a;</title></item>", outside))
    assert item.title.rstrip() in {"X", "X &a;"}


def test_entities_within_entities_do_not_grow() -> None:
    grown = "".join(f'<!ENTITY l{at} "{f"&l{at - 1};" * 10}">' for at in range(1, 10))
    bomb = f'<!DOCTYPE r [<!ENTITY l0 "lol">{grown}]>'
    [item] = items_of(rss("<item><title>X &l9;</title></item>", bomb))
    assert len(item.title) < 50


@pytest.mark.parametrize("content", [b"", b"hello", b"<html><body>x</body></html>", b"\x00\xff\xfe", b'{"a": 1}'])
def test_what_is_no_feed(content: bytes) -> None:
    with pytest.raises(NotAFeed):
        items_of(content)


def test_only_so_much_is_read() -> None:
    many = "".join(f"<item><title>T{at}</title></item>" for at in range(MOST_ITEMS + 5))
    assert len(items_of(rss(many))) == MOST_ITEMS
    with pytest.raises(TooLarge):
        items_of(b" " * (fetching.MOST_BYTES + 1))


def test_every_refusal_says_what_to_do(serve: Serve) -> None:
    refusals: list[partial[bytes]] = [partial(fetch, "x"), partial(fetch, f"{serve({})}/")]
    for ask in refusals:
        with pytest.raises(Fact) as refused:
            ask()
        assert len(refused.value.text(str)) > 20
