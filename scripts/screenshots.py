"""Pictures of the demo workspace for the documentation, in both languages: screenshots.py FOLDER."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.request import urlopen

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

KEYACCOUNT = Path(sys.executable).parent / "keyaccount"
CHROMIUM = "/usr/bin/chromium"
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
LANGUAGES = {"en": ("en", "en-GB"), "zh": ("zh-hans", "zh-CN")}  # the product's, the browser's
DESK: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
WHO, PASSWORD = "zhao", "keyaccount-demo"


class Picture(NamedTuple):
    """One page; `explained` is the figure whose drawer is opened on it."""

    name: str
    path: str
    explained: str = ""
    phone: bool = False
    dark: bool = False


PICTURES = (
    Picture("today", "/"),
    Picture("pipeline", "/pipeline/board"),
    Picture("explain", "/pipeline/board", explained="pipeline.coverage"),
    Picture("funnel", "/pipeline/funnel"),
    Picture("flow", "/pipeline/flow", dark=True),
    Picture("table", "/pipeline/table"),
    Picture("forecast", "/forecast/"),
    Picture("methods", "/forecast/methods/"),
    Picture("accounts", "/accounts/"),
    Picture("people-map", "/accounts/1/map?who=4"),
    Picture("phone", "/", phone=True),
)


def main(folder: str) -> int:
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    with demo_server() as (address, env), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        fit_methods(browser, address, env)
        for language in LANGUAGES:
            for picture in PICTURES:
                file = target / f"{picture.name}-{language}.png"
                take(browser, address, picture, language, file)
                print(file)
        browser.close()
    return 0


def fit_methods(browser: Browser, address: str, env: dict[str, str]) -> None:
    """What is predicted is computed by a job."""
    page = browser.new_page()
    sign_in(page, address)
    page.goto(address + "/forecast/methods/")
    page.locator("form[action='/forecast/methods/start/'] button").click()
    page.close()
    subprocess.run([KEYACCOUNT, "worker", "--once"], env=env, check=True, stdout=subprocess.DEVNULL)


def take(browser: Browser, address: str, picture: Picture, language: str, file: Path) -> None:
    chosen, locale = LANGUAGES[language]
    context = browser.new_context(
        locale=locale,
        viewport=PHONE if picture.phone else DESK,
        device_scale_factor=2 if picture.phone else 1,
        color_scheme="dark" if picture.dark else "light",
        reduced_motion="reduce",
    )
    page = context.new_page()
    sign_in(page, address)
    context.add_cookies([{"name": "django_language", "value": chosen, "url": address}])
    page.goto(address + picture.path, wait_until="networkidle")
    if picture.explained:
        page.locator(f".ka-n[data-explain-url*='{picture.explained}']").first.click()
        page.locator("#drawer[open] .ka-n").first.wait_for()
        page.wait_for_load_state("networkidle")
    page.screenshot(path=file)
    context.close()


def sign_in(page: Page, address: str) -> None:
    page.goto(address + "/account/login/")
    page.locator("input[name=login]").fill(WHO)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url(address + "/")


@contextmanager
def demo_server() -> Iterator[tuple[str, dict[str, str]]]:
    """The product itself on a demo workspace of its own, with the environment of its commands; removed afterwards."""
    with tempfile.TemporaryDirectory() as data:
        port = free_port()
        env = {key: value for key, value in os.environ.items() if key != "KEYACCOUNT_DATABASE_URL"}
        env["KEYACCOUNT_DATA_DIR"] = data
        subprocess.run([KEYACCOUNT, "demo"], env=env, check=True, stdout=subprocess.DEVNULL)
        server = subprocess.Popen([KEYACCOUNT, "serve", "--port", str(port), "--no-worker"], env=env)
        try:
            address = f"http://127.0.0.1:{port}"
            wait_for(address + "/healthz")
            yield address, env
        finally:
            server.terminate()
            server.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_for(url: str) -> None:
    for _ in range(300):
        try:
            with urlopen(url, timeout=5):  # noqa: S310  (our own server)
                return
        except OSError:
            time.sleep(0.2)
    raise SystemExit(f"The server does not answer at {url}.")


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
