"""The scenario by keyboard, kept and opened again; a bar of the flow opens its deals; both on a phone and by axe."""

from __future__ import annotations

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.e2e.product.conftest import Product

SCENARIO = "/forecast/scenario/?scope=company"
FLOW = "/pipeline/flow?scope=company&pipeline=all"
MEASURES = "/pipeline/measures?scope=company&pipeline=all"
CHANGES = "/pipeline/changes?scope=company&pipeline=all"


def test_sliders_by_keyboard_kept_and_opened_again(signed_in: Page, demo: Product) -> None:
    page = signed_in
    before = _deals(page, demo)
    page.goto(f"{demo.url}{SCENARIO}")
    slider, said = page.locator("#lever-win_rate"), page.locator("#out-win_rate")
    first, brought = said.inner_text(), page.locator("[data-result]").inner_text()
    slider.focus()
    slider.press("End")
    expect(said).to_have_text("100.00%")
    expect(page.locator("[data-result]")).not_to_have_text(brought)
    assert first != "100.00%"
    page.locator("[name=name]").fill("Every deal won")
    page.locator("[name=note]").fill("only to see")
    with page.expect_navigation(url=re.compile("open=")):
        page.locator("[name=note]").press("Enter")

    page.goto(f"{demo.url}{SCENARIO}")
    expect(page.locator("#out-win_rate")).to_have_text(first)
    page.get_by_role("link", name="Every deal won").click()
    expect(page.locator(".ka-note")).to_contain_text("only to see")
    expect(page.locator("#out-win_rate")).to_have_text("100.00%")
    assert _deals(page, demo) == before


def test_a_bar_of_the_flow_opens_its_deals_with_before_and_after(signed_in: Page, demo: Product) -> None:
    page = signed_in
    page.goto(f"{demo.url}{FLOW}")
    bar = page.locator("tbody[data-bar]").first
    expect(page.locator("[data-chart=waterfall] svg")).to_be_visible()
    expect(bar.locator("a[href^='/opportunities/']").first).to_be_visible()
    assert bar.locator("tr").count() > 1


def test_what_changed_is_listed_by_kind_and_a_preset_narrows_the_days(signed_in: Page, demo: Product) -> None:
    page = signed_in
    page.goto(f"{demo.url}{CHANGES}")
    page.get_by_role("link", name="This month").click()
    expect(page.locator("[aria-current=true]", has_text="This month")).to_be_visible()
    expect(page.locator("tbody[data-kind] a[href^='/opportunities/']").first).to_be_visible()
    kind = page.locator("tbody[data-kind]").first.get_attribute("data-kind")
    page.locator(f"a[href='#kind-{kind}']").click()
    expect(page.locator(f"#kind-{kind}")).to_be_in_viewport()


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("address", [SCENARIO, MEASURES, FLOW, CHANGES])
def test_no_serious_finding_by_axe_and_nothing_runs_over(
    signed_in: Page, demo: Product, address: str, width: int
) -> None:
    page = signed_in
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(f"{demo.url}{address}", wait_until="networkidle")
    found = Axe().run(page).response["violations"]
    assert [one["id"] for one in found if one["impact"] in {"serious", "critical"}] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def _deals(page: Page, demo: Product) -> Any:
    page.goto(f"{demo.url}/pipeline/table?scope=company&pipeline=all")
    return page.locator("table.ka-deals tbody tr").all_inner_texts()
