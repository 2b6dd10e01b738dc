"""What is known of an account, in the browser: a portrait field, a signal, a cell of the white space."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.product.conftest import Product

pytestmark = pytest.mark.e2e


def test_a_gap_of_the_portrait_is_filled_by_keyboard(signed_in: Page, demo: Product) -> None:
    page = signed_in
    page.goto(f"{demo.url}/accounts/1/portrait/")
    gap = page.locator(".ka-gapfill").first
    name = gap.locator("xpath=ancestor::div[contains(@class,'fact')]/dt").inner_text()
    gap.focus()
    page.keyboard.press("Enter")
    field = page.locator("form[data-inplace] textarea")
    expect(field).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("form[data-inplace]")).to_have_count(0)
    page.keyboard.press("Enter")
    expect(field).to_be_focused()
    page.keyboard.type("Every March and September")
    page.keyboard.press("Control+Enter")
    fact = page.locator(".fact", has=page.locator("dt", has_text=name))
    expect(fact).to_contain_text("Every March and September")
    page.reload()
    expect(fact).to_contain_text("Every March and September")


def test_a_signal_becomes_an_opportunity(signed_in: Page, demo: Product) -> None:
    page = signed_in
    page.goto(f"{demo.url}/signals/")
    line = page.locator(".ka-list > li", has_text="900").first
    line.locator("button[name=product]").first.click()
    page.wait_for_url("**/opportunities/*/")
    expect(page.locator("#lines tbody tr")).to_have_count(1)
    page.goto(f"{demo.url}/signals/?which=all")
    expect(page.locator(".ka-list > li", has_text="900").first.locator("a.ka-tag")).to_be_visible()


def test_a_cell_becomes_an_opportunity(signed_in: Page, demo: Product) -> None:
    page = signed_in
    page.goto(f"{demo.url}/accounts/1/white-space/")
    cell = page.locator(".ka-fillcell", has_text="¥").first
    unit = cell.locator("xpath=ancestor::tr/th//b").inner_text()
    cell.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/opportunities/*/")
    expect(page.locator("h1")).to_contain_text(unit)
    expect(page.locator("#lines tbody tr")).to_have_count(1)
