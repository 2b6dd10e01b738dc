"""Fetching a feed: only http(s), only from public addresses, within limits of size and time.

The host is resolved once and the connection goes to the very address that was checked, at each redirect anew, so that
neither a redirect nor a name that changes its address leads into the own network. No proxy, no cookies, no passwords.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from http.client import HTTPConnection, HTTPException, HTTPResponse
from urllib.parse import SplitResult, urljoin, urlsplit

from keyaccount.apps.accounts.feeds.refusals import NotAnAddress, NotAnswered, NotPublic, TooLarge, TooManyRedirects

MOST_BYTES = 2 * 1024 * 1024
SECONDS = 10.0
SECONDS_IN_ALL = 30.0
REDIRECTS = 3
CHUNK = 64 * 1024
MOVED = frozenset({301, 302, 303, 307, 308})
TRANSLATED = ipaddress.ip_network("64:ff9b::/96")
HEADERS = {
    "User-Agent": "KeyAccount (feed reader)",
    "Accept": "application/atom+xml, application/rss+xml, application/xml;q=0.9, */*;q=0.1",
    "Accept-Encoding": "identity",
    "Connection": "close",
}

Fetch = Callable[[str], bytes]


class Pinned(HTTPConnection):
    """A connection to one address, whatever the host's name means by now."""

    def __init__(self, parts: SplitResult, address: str) -> None:
        secure = parts.scheme == "https"
        super().__init__(parts.hostname or "", parts.port or (443 if secure else 80), timeout=SECONDS)
        self.address = address
        self.tls = ssl.create_default_context() if secure else None
        self.watch = threading.Timer(SECONDS_IN_ALL, self._cut)
        self.watch.daemon = True

    def connect(self) -> None:
        self.sock = socket.create_connection((self.address, self.port), self.timeout)
        self.watch.start()  # whoever answers a byte now and then does not hold a worker for long
        if self.tls is not None:
            self.sock = self.tls.wrap_socket(self.sock, server_hostname=self.host)

    def close(self) -> None:
        self.watch.cancel()
        super().close()

    def _cut(self) -> None:
        with suppress(OSError):
            self.sock.shutdown(socket.SHUT_RDWR)


def fetch(url: str, *, allowed: frozenset[str] = frozenset()) -> bytes:
    """The content behind the address. allowed: hosts that need not be public, such as a server of one's own."""
    until = time.monotonic() + SECONDS_IN_ALL
    for _step in range(REDIRECTS + 1):
        parts = checked(url)
        answer = _ask(parts, _address_of(parts, allowed))
        try:
            if answer.status not in MOVED:
                return _content(answer, parts, until)
            url = urljoin(url, answer.headers.get("Location", ""))
        finally:
            answer.close()
    raise TooManyRedirects(host=urlsplit(url).hostname or "")


def checked(url: str) -> SplitResult:
    """The parts of an address that may be fetched."""
    try:
        parts = urlsplit(url)
        _port = parts.port
    except ValueError as error:
        raise NotAnAddress from error
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username or parts.password:
        raise NotAnAddress
    return parts


def is_public(address: str) -> bool:
    """Whether an IP address is on the public internet, whichever way it is wrapped into IPv6."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo[1] if found.teredo else None)
        if found in TRANSLATED:
            inner = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return found.is_global and not (found.is_multicast or found.is_reserved or found.is_unspecified)


def _address_of(parts: SplitResult, allowed: frozenset[str]) -> str:
    """Where the host is now; refused when any of its addresses is not public."""
    host = parts.hostname or ""
    try:
        found = socket.getaddrinfo(host, parts.port or parts.scheme, type=socket.SOCK_STREAM)
    except OSError as error:
        raise NotAnswered(host=host, why=_reason(error)) from error
    addresses = [str(place[4][0]) for place in found]
    if host not in allowed and not all(is_public(address) for address in addresses):
        raise NotPublic(host=host)
    return addresses[0]


def _ask(parts: SplitResult, address: str) -> HTTPResponse:
    path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    connection = Pinned(parts, address)
    try:
        connection.request("GET", path, headers=HEADERS)
        return connection.getresponse()
    except (OSError, HTTPException, ValueError) as error:
        connection.close()
        raise NotAnswered(host=parts.hostname or "", why=_reason(error)) from error


def _content(answer: HTTPResponse, parts: SplitResult, until: float) -> bytes:
    host = parts.hostname or ""
    if answer.status != 200:
        raise NotAnswered(host=host, why=f"HTTP {answer.status}")
    found = bytearray()
    try:
        while chunk := answer.read1(CHUNK):
            found += chunk
            if len(found) > MOST_BYTES:
                raise TooLarge(most=MOST_BYTES // 1024)
            if time.monotonic() > until:
                raise NotAnswered(host=host, why=f"{SECONDS_IN_ALL:.0f} s")
    except (OSError, HTTPException) as error:
        raise NotAnswered(host=host, why=_reason(error)) from error
    return bytes(found)


def _reason(error: Exception) -> str:
    return str(error)[:120] or type(error).__name__
