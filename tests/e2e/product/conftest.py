"""The product as a person starts it: `keyaccount serve` on a database of its own, with the worker beside it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, StorageStateCookie

from tests import migrated

PASSWORD = "keyaccount-demo"
PROGRAM = [sys.executable, "-m", "keyaccount.surfaces.cli"]


@dataclass(frozen=True)
class Product:
    """Running at `url`; `run` is its command line on the same database; `cookies` are those of who signed in."""

    url: str
    environment: dict[str, str]
    cookies: dict[str, list[StorageStateCookie]] = field(default_factory=dict)

    def run(self, *words: str) -> str:
        done = subprocess.run(
            [*PROGRAM, *words], env=self.environment, capture_output=True, text=True, check=True, timeout=300
        )
        return done.stdout


def _environment(folder: Path) -> dict[str, str]:
    kept = {
        key: value
        for key, value in os.environ.items()
        if not key.startswith(("KEYACCOUNT_DATABASE", "KEYACCOUNT_DATA"))
    }
    return {
        **kept,
        "DJANGO_SETTINGS_MODULE": "keyaccount.config.settings",
        "KEYACCOUNT_DATABASE_URL": f"sqlite:///{folder}/e2e.sqlite3",
        "KEYACCOUNT_DATA_DIR": str(folder),
        "KEYACCOUNT_SECRET_KEY": "only-for-tests",
    }


@pytest.fixture(scope="session")
def start(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Product]]:
    """start("demo", ["demo"]) serves a new workspace after these commands; all end with the session."""
    servers: list[subprocess.Popen[bytes]] = []

    def serve(name: str, *commands: list[str]) -> Product:
        folder = tmp_path_factory.mktemp(name)
        environment = _environment(folder)
        port = _free_port()
        product = Product(f"http://127.0.0.1:{port}", environment)
        _prepare(product, folder, _shared(tmp_path_factory) / f"prepared-{name}", commands)
        log = (folder / "serve.log").open("wb")
        servers.append(
            subprocess.Popen(
                [*PROGRAM, "serve", "--port", str(port), "--workers", "1"], env=environment, stdout=log, stderr=log
            )
        )
        _await(port)
        return product

    yield serve
    for server in servers:
        server.terminate()
        server.wait(timeout=30)


def _shared(folders: pytest.TempPathFactory) -> Path:
    """One folder for all workers of this run."""
    base = folders.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


def _prepare(product: Product, folder: Path, prepared: Path, commands: tuple[list[str], ...]) -> None:
    """By the first worker that comes; who comes when it is done takes a copy."""
    if prepared.is_dir():
        shutil.copytree(prepared, folder, dirs_exist_ok=True)
        return
    migrated.copy_to(folder / "e2e.sqlite3")
    for command in (["migrate"], *commands):
        product.run(*command)
    half = prepared.with_name(f"{prepared.name}.{os.getpid()}")
    shutil.copytree(folder, half)
    with suppress(OSError):  # another was as fast
        half.rename(prepared)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _await(port: int) -> None:
    for _attempt in range(600):
        try:
            connection = HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the server did not start")


@pytest.fixture(scope="session")
def demo(start: Callable[..., Product]) -> Product:
    return start("demo", ["demo"])


@pytest.fixture
def heard(page: Page) -> Iterator[list[str]]:
    """Whatever the browser complains of, or asks of another host: there must be nothing."""
    complaints: list[str] = []
    own = ("http://127.0.0.1:", "data:", "blob:")
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda asked: None if asked.url.startswith(own) else complaints.append(asked.url))
    yield complaints
    assert complaints == []


def sign_in(page: Page, product: Product, user: str) -> None:
    """By the form once, then as someone who stays signed in: the form lets only so many through in a minute. Where to
    go is the test's to say: the first page computes more than any other."""
    if user not in product.cookies:
        fill_in_sign_in(page, product, user)
        product.cookies[user] = page.context.storage_state()["cookies"]
        return
    page.context.add_cookies(product.cookies[user])


def fill_in_sign_in(page: Page, product: Product, user: str) -> None:
    page.goto(f"{product.url}/account/login/")
    page.locator("input[name=login]").fill(user)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url(f"{product.url}/", timeout=10_000)


@pytest.fixture
def signed_in(page: Page, context: BrowserContext, demo: Product, heard: list[str]) -> Page:
    """lin, let into the demo workspace."""
    sign_in(page, demo, "lin")
    return page
