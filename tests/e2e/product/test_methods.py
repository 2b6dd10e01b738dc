"""The forecasting methods: fitted with a progress bar, a prediction explained, read on a phone and by everyone."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.e2e.product.conftest import Product

METHODS = "/forecast/methods/"
PATIENCE = 240_000  # the methods learn on a machine that does other things too


def test_the_methods_are_fitted_and_a_prediction_is_explained(signed_in: Page, demo: Product) -> None:
    page = signed_in
    page.goto(f"{demo.url}{METHODS}")
    start = page.get_by_role("button", name="Fit and judge anew")
    if start.is_enabled():  # else the weekly run has begun already
        start.click()
    expect(page.locator(".ka-progress progress")).to_be_visible()
    expect(page.locator(".ka-progress progress[max]")).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_text("The methods are fitted anew.")).to_be_visible(timeout=PATIENCE)
    page.get_by_role("link", name="Show", exact=True).click()

    table = page.locator("table").first
    expect(table.locator("tbody tr")).to_have_count(5)
    expect(page.locator("[data-chart=fan] svg").first).to_be_visible()
    table.locator("tbody tr").first.locator(".ka-n").nth(1).click()
    drawer = page.locator("#drawer")
    expect(drawer).to_contain_text("At least, four times in five")
    expect(drawer).to_contain_text("Level of the last months")
    page.keyboard.press("Escape")
    found = Axe().run(page).response["violations"]
    assert [one["id"] for one in found if one["impact"] in {"serious", "critical"}] == []

    page.locator(".ka-head .ka-menu summary").first.click()
    page.get_by_label("One person").fill("He Jing")
    page.get_by_role("option", name="He Jinghang").click()
    page.get_by_role("button", name="Show", exact=True).first.click()
    expect(page.locator(".ka-head .ka-menu summary").first).to_contain_text("He Jinghang")
    expect(page.locator("table").first.locator("tbody tr")).to_have_count(5)

    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{demo.url}{METHODS}")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
