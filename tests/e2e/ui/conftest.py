"""The pages of site.py, served from a thread, and a Chromium that hears every complaint of the console."""

from __future__ import annotations

from collections.abc import Iterator
from socketserver import ThreadingMixIn
from threading import Thread
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.handlers.wsgi import WSGIHandler
from django.test import override_settings
from playwright.sync_api import BrowserContext, Page

ADDRESSES = {"home": "home", "search": "options"}


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Silent(WSGIRequestHandler):
    def log_request(self, code: object = "-", size: object = "-") -> None:
        """Requests are not news."""


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with override_settings(ROOT_URLCONF="tests.e2e.ui.site", KEYACCOUNT_ADDRESSES=ADDRESSES, LANGUAGE_CODE="en"):
        server = make_server("127.0.0.1", 0, StaticFilesHandler(WSGIHandler()), Server, Silent)
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        server.server_close()


@pytest.fixture
def complaints(page: Page, context: BrowserContext, site: str) -> Iterator[list[str]]:
    """What the browser complains of, requests to other hosts among it; a test that expects some removes them."""
    heard: list[str] = []
    page.on("console", lambda message: heard.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.on("request", lambda request: None if request.url.startswith((site, "data:")) else heard.append(request.url))
    yield heard
    assert heard == []
