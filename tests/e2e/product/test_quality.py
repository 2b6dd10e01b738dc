"""Two records of one company: compared, merged, taken back; several changed at once and back again."""

from __future__ import annotations

import re

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.e2e.product.conftest import Product

TWIN = "启衡汽车（上海）有限公司"


def test_merge_and_undo(signed_in: Page, demo: Product) -> None:
    page = signed_in
    page.goto(f"{demo.url}/quality/accounts/")
    assert Axe().run(page).violations_count == 0
    row = page.get_by_role("row").filter(has_text=TWIN)
    twin_url = row.get_by_role("link", name=TWIN).get_attribute("href")
    row.get_by_role("link", name="Compare and merge").click()
    assert Axe().run(page).violations_count == 0
    expect(page.get_by_role("radiogroup", name="Phone").get_by_role("radio").nth(1)).to_be_checked()
    page.get_by_role("radiogroup", name="Industry").get_by_text("汽车制造").click()
    page.get_by_role("button", name="Merge", exact=True).click()
    page.wait_for_url(re.compile(r"/accounts/\d+/$"))
    survivor = page.url
    expect(page.locator(".ka-id")).to_contain_text("汽车制造")
    expect(page.locator("#people")).to_contain_text("贺明川")
    page.goto(f"{demo.url}{twin_url}")
    assert page.url == survivor, "the other one leads here"
    page.get_by_role("button", name="Take the merge back").click()
    expect(page.get_by_text("The merge is taken back")).to_be_visible()
    expect(page.locator("#people")).not_to_contain_text("贺明川")
    page.goto(f"{demo.url}{twin_url}")
    expect(page.locator("h1")).to_have_text(TWIN)


def test_several_at_once_with_a_preview_and_back(signed_in: Page, demo: Product) -> None:
    page = signed_in
    page.goto(f"{demo.url}/accounts/")
    page.get_by_role("link", name="Mine").click()
    page.get_by_label("Choose all on this page").check()
    chosen = int(page.locator("[data-bulk-count]").inner_text())
    page.get_by_role("button", name="Change", exact=True).click()
    page.get_by_label("Set Source").check()
    page.get_by_label("Source", exact=False).and_(page.locator("input[type=text]")).fill("年度会")
    page.get_by_role("button", name="Show what would happen").click()
    expect(page.get_by_text("would change")).to_contain_text(re.compile("change"))
    assert Axe().run(page).violations_count == 0
    page.get_by_role("button", name=re.compile(rf"Change {chosen} record")).click()
    page.get_by_role("button", name="Take all of it back").click()
    expect(page.get_by_text(re.compile("Taken back by"))).to_be_visible()
