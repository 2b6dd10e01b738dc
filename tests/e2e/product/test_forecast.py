"""The forecast in the browser: a number with a note and back with a reason, submitted, a category by hand."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from tests.e2e.product.conftest import Product, sign_in

pytestmark = pytest.mark.e2e
ROLLUP = "/forecast/rollup/"
PAGES = ("/forecast/", ROLLUP, "/forecast/accuracy/", "/forecast/review/", "/forecast/methods/", "/forecast/scenario/")


def say(page: Page) -> Locator:
    """lin's own number of commit: the only cell of her line that she may say."""
    return page.locator(".ka-rollup tbody tr").filter(has=page.locator("button.ka-say")).locator("button.ka-say").first


def test_a_number_with_a_note_and_back_with_a_reason_by_keyboard(
    signed_in: Page, demo: Product, heard: list[str]
) -> None:
    page, dialog = signed_in, signed_in.locator("#dialog")
    page.goto(f"{demo.url}{ROLLUP}")
    say(page).focus()
    page.keyboard.press("Enter")
    dialog.locator("[name=amount]").fill("1234000")
    dialog.locator("[name=amount]").press("Enter")
    expect(dialog).to_contain_text("required")  # a number without a note says nothing
    expect(dialog.locator("[name=amount]")).to_have_value("1234000")
    assert ["422" in one for one in heard] == [True]  # the browser tells of what was refused
    heard.clear()
    dialog.locator("[name=note]").fill("Their board has met")
    dialog.locator("button[type=submit]").press("Enter")

    said = page.locator("section", has_text="Numbers said").last
    expect(said).to_contain_text("Their board has met")
    expect(say(page)).to_contain_text("1,234")
    page.get_by_role("button", name="Take the number back").first.click()
    dialog.locator("[name=reason]").fill("The board meets again")
    dialog.locator("button[type=submit]").click()
    expect(page.locator("section", has_text="Numbers said").last).to_contain_text("The board meets again")
    expect(page.get_by_role("button", name="Take the number back")).to_have_count(0)


def test_a_promise_is_submitted_and_stands_in_the_list(signed_in: Page, demo: Product) -> None:
    page, dialog = signed_in, signed_in.locator("#dialog")
    page.goto(f"{demo.url}{ROLLUP}")
    page.get_by_role("link", name="Submit mine").click()
    dialog.locator("[name=note]").fill("Two contracts on the table")
    dialog.locator("button[type=submit]").click()
    expect(page.locator("section", has_text="Submissions").last).to_contain_text("Two contracts on the table")
    page.goto(f"{demo.url}/forecast/review/")
    expect(page.locator("#promises tbody tr")).not_to_have_count(0)
    expect(page.locator("#promises")).not_to_contain_text("Two contracts on the table")  # the week began before it


def test_a_category_by_hand_stands_beside_that_of_the_stage(signed_in: Page, demo: Product) -> None:
    page, dialog = signed_in, signed_in.locator("#dialog")
    page.goto(f"{demo.url}/pipeline/table")
    page.locator("tbody a[href^='/opportunities/']").first.click()
    panel = page.locator("#forecast-category")
    panel.get_by_role("button", name="Set by hand").click()
    dialog.locator("[name=category]").select_option("omitted")
    dialog.locator("[name=note]").fill("They bought elsewhere before")
    dialog.locator("button[type=submit]").click()
    expect(panel).to_contain_text("They bought elsewhere before")
    expect(panel).to_contain_text("The stage says")
    panel.get_by_role("button", name="As the stage says").click()
    expect(panel.get_by_role("button", name="As the stage says")).to_have_count(0)
    expect(panel).to_contain_text("They bought elsewhere before")  # kept


@pytest.mark.parametrize("path", PAGES)
def test_pages_fit_a_phone_and_axe_finds_nothing_serious(
    page: Page, demo: Product, heard: list[str], path: str
) -> None:
    sign_in(page, demo, "zhao")
    page.goto(f"{demo.url}{path}")
    found = Axe().run(page).response["violations"]
    assert [one["id"] for one in found if one["impact"] in {"serious", "critical"}] == []
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{demo.url}{path}")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
