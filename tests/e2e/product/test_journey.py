"""What a key account manager does: sign in, drag a deal with its end mark, ask why a number is what it is."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.e2e.product.conftest import Product

PAGES = (
    "/",
    "/accounts/",
    "/accounts/1/",
    "/accounts/new",
    "/accounts/ledger",
    "/accounts/stances",
    "/accounts/markets",
    "/accounts/principles/",
    "/accounts/1/people-matrix",
    "/accounts/1/contact-plan",
    "/contacts/",
    "/contacts/1/",
    "/contacts/1/data",
    "/events/",
    "/events/new",
    "/events/2/",
    "/events/2/invite?account=1",
    "/events/2/list",
    "/referrals/",
    "/signals/found/",
    "/signals/heat",
    "/pipeline/board",
    "/pipeline/table",
    "/pipeline/funnel",
    "/pipeline/flow",
    "/opportunities/1/",
    "/opportunities/new",
    "/insights/",
    "/jobs/",
    "/settings/",
    "/settings/targets/",
    "/settings/tokens/",
    "/preferences",
)


def test_board_explains_every_number(signed_in: Page, demo: Product) -> None:
    page = signed_in
    page.goto(f"{demo.url}/pipeline/board")
    page.get_by_role("button", name=re.compile("364.8")).or_(page.get_by_text("¥3.65M")).first.click()
    drawer = page.locator("#drawer")
    expect(drawer).to_contain_text("Σ a × r")
    expect(drawer).to_contain_text("pipeline.weighted")
    page.keyboard.press("Escape")
    expect(drawer).to_be_hidden()


def test_leaving_before_everything_has_come_is_no_failure(signed_in: Page, demo: Product) -> None:
    """The drawer's past is still being computed when it closes, the numbers of Today when the page is left."""
    page = signed_in
    page.goto(f"{demo.url}/pipeline/board")
    drawer = page.locator("#drawer")
    for _ in range(3):
        page.locator(".ka-stat [data-explain-url], .ka-sums [data-explain-url], [data-explain-url]").first.click()
        expect(drawer).to_contain_text("pipeline.count")
        page.keyboard.press("Escape")
        expect(drawer).to_be_hidden()
        with page.expect_navigation(url="**/accounts/"):
            page.goto(f"{demo.url}/", wait_until="commit")
            page.evaluate("location.assign('/accounts/')")
        page.goto(f"{demo.url}/pipeline/board")


def test_dragging_forwards_asks_for_the_end_mark(signed_in: Page, demo: Product) -> None:
    page = signed_in
    page.goto(f"{demo.url}/pipeline/board")
    columns = page.locator(".ka-cards[data-column]")
    card = columns.nth(3).locator(".ka-card").first
    number = card.get_attribute("data-card")
    goal = columns.nth(4).bounding_box()
    start = card.bounding_box()
    assert goal is not None
    assert start is not None
    page.mouse.move(start["x"] + 60, start["y"] + 20)
    page.mouse.down()
    page.mouse.move(goal["x"] + 60, goal["y"] + 40, steps=20)
    page.mouse.move(goal["x"] + 62, goal["y"] + 44, steps=5)
    page.mouse.up()
    dialog = page.locator("#dialog")
    expect(dialog).to_be_visible()
    dialog.locator("textarea, input[type=text]").first.fill("They picked us and asked for the contract")
    dialog.locator("button[type=submit], button.pri").first.click()
    expect(dialog).to_be_hidden()
    expect(columns.nth(4).locator(f"[data-card='{number}']")).to_have_count(1)
    page.goto(f"{demo.url}/opportunities/{number}/")
    expect(page.locator("main")).to_contain_text("They picked us and asked for the contract")


def test_language_and_theme_are_switched_in_place(signed_in: Page, demo: Product) -> None:
    page = signed_in
    page.goto(demo.url)
    page.get_by_role("button", name="简体中文").click()
    expect(page.locator("html")).to_have_attribute("lang", re.compile("zh"))
    expect(page.get_by_role("link", name="漏斗")).to_be_visible()
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("link", name="Pipeline")).to_be_visible()


def test_command_bar_finds_by_initials(signed_in: Page, demo: Product) -> None:
    page = signed_in
    page.goto(demo.url)
    page.keyboard.press("Control+k")
    page.keyboard.type("lszg")
    expect(page.get_by_role("option").filter(has_text="澜石重工").first).to_be_visible()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/accounts/\d+/"))


@pytest.mark.parametrize("path", PAGES)
def test_page_has_no_serious_finding(signed_in: Page, demo: Product, path: str) -> None:
    page = signed_in
    page.goto(f"{demo.url}{path}")
    page.wait_for_load_state("networkidle")
    found = Axe().run(page).response["violations"]
    serious = [
        f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in found if one["impact"] in {"serious", "critical"}
    ]
    assert serious == []


@pytest.mark.parametrize("path", PAGES)
def test_page_fits_a_phone(signed_in: Page, demo: Product, path: str) -> None:
    """Nothing sticks out sideways at 390 px."""
    page = signed_in
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{demo.url}{path}")
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
