"""The weekly review and the split of a target: asked for last week, explained, read on a phone and by everyone."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.e2e.product.conftest import Product, sign_in

REVIEW, TARGETS = "/forecast/review/", "/settings/targets/"


def serious(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [one["id"] for one in found if one["impact"] in {"serious", "critical"}]


def fits_a_phone(page: Page, url: str) -> bool:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(url)
    return bool(page.evaluate("document.documentElement.scrollWidth") <= 390)


def test_the_week_is_reviewed_and_a_number_explained(signed_in: Page, demo: Product) -> None:
    page = signed_in
    page.goto(f"{demo.url}{REVIEW}")
    expect(page.get_by_role("heading", name="Weekly review")).to_be_visible()
    assert serious(page) == []
    page.get_by_role("link", name="Last week").click()
    expect(page.get_by_text("This is how it stood at the end of")).to_be_visible()
    page.locator(".ka-figs .ka-n[data-explain-url*='needed_per_week']").click()
    drawer = page.locator("#drawer")
    expect(drawer).to_contain_text("max(T − C, 0) ÷ n")
    expect(drawer).to_contain_text("Weeks left")
    page.keyboard.press("Escape")

    assert fits_a_phone(page, f"{demo.url}{REVIEW}")


def test_a_target_is_spread_after_a_look_and_taken_back(page: Page, demo: Product) -> None:
    sign_in(page, demo, "zhao")
    page.goto(f"{demo.url}{TARGETS}")
    assert serious(page) == []
    cell = page.locator("td.num.b[data-edit-url]").first
    cell.focus()
    page.keyboard.press("Enter")
    page.locator("td.editing input[name=amount]").fill("12,000,000.05")
    page.keyboard.press("Enter")
    expect(page.locator("td.num.b").first).to_contain_text("12,000,000.05")
    page.get_by_role("button", name="Spread the target of").first.click()
    dialog = page.locator("#dialog")
    expect(dialog.get_by_role("heading", name="Spread the target of")).to_be_visible()
    dialog.get_by_label("Over").select_option("months")
    expect(dialog.locator("tbody tr")).to_have_count(12)
    dialog.get_by_label("How").select_option("even")
    expect(dialog.locator("#after-11")).to_have_text("1,000,000.00")
    assert serious(page) == []
    dialog.get_by_role("button", name="Write the parts").click()
    expect(page.get_by_text("they sum to the whole to the cent")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("as they were before")).to_be_visible()

    assert fits_a_phone(page, f"{demo.url}{TARGETS}")
    assert serious(page) == []


def test_a_number_is_explained_and_its_cell_edited(page: Page, demo: Product) -> None:
    """By the mouse on the number or beside it, by the keyboard with =; Escape leaves the number where it is."""
    sign_in(page, demo, "zhao")
    page.goto(f"{demo.url}{TARGETS}")
    address = page.locator("td[data-edit-url*='/q4']:has(.ka-n)").first.get_attribute("data-edit-url")
    cell, drawer = page.locator(f"td[data-edit-url='{address}']"), page.locator("#drawer")
    number = cell.locator(".ka-n").first
    told = number.inner_text()
    number.click()
    expect(drawer).to_contain_text("What was aimed at")
    page.keyboard.press("Escape")
    expect(drawer).to_be_hidden()
    number.press("Escape")
    expect(number).to_have_text(told)
    cell.focus()
    page.keyboard.press("=")
    expect(drawer).to_contain_text("What was aimed at")
    page.keyboard.press("Escape")
    expect(drawer).to_be_hidden()
    cell.click(position={"x": 6, "y": 6})
    expect(cell.locator("input[name=amount]")).to_be_focused()
    page.keyboard.press("Escape")
    expect(cell.locator(".ka-n").first).to_have_text(told)
    assert serious(page) == []


def test_shares_are_typed_by_hand_with_a_live_sum(page: Page, demo: Product) -> None:
    sign_in(page, demo, "han")
    page.goto(f"{demo.url}{TARGETS}")
    page.get_by_role("button", name="Spread the target of Company").click()
    dialog = page.locator("#dialog")
    dialog.get_by_label("How").select_option("shares")
    first = dialog.get_by_label("Share of Q1")
    first.fill("90")
    expect(dialog.get_by_role("status")).to_contain_text("too much, so nothing can be written yet")
    expect(first).to_be_focused()
    assert serious(page) == []
    dialog.get_by_role("button", name="Write the parts").click()
    expect(dialog.get_by_role("status")).to_contain_text("too much")
    for quarter, share in enumerate(("10", "20", "30", "40"), 1):
        dialog.get_by_label(f"Share of Q{quarter}").fill(share)
    expect(dialog.get_by_role("status")).to_contain_text("The shares come to 100 %.")
    dialog.get_by_label("Note").fill("as agreed")
    dialog.get_by_role("button", name="Write the parts").click()
    expect(page.get_by_text("they sum to the whole to the cent")).to_be_visible()
    page.get_by_role("button", name="Who set the targets of Company").click()
    expect(page.locator("#drawer")).to_contain_text("as agreed")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("as they were before")).to_be_visible()


def test_a_cell_is_set_with_a_note_and_tells_its_past(page: Page, demo: Product) -> None:
    sign_in(page, demo, "zhao")
    page.goto(f"{demo.url}{TARGETS}?measure=customers")
    page.get_by_title("Show its months").last.click()
    cell = page.locator("td[data-edit-url*='/user/'][data-edit-url*='/m12']").first
    cell.focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="With a note, and its history").click()
    drawer = page.locator("#drawer")
    expect(drawer).to_contain_text("Nothing has been set here yet.")
    assert serious(page) == []
    drawer.get_by_label("Target").fill("2")
    drawer.get_by_label("Note").fill("Two more after the fair")
    drawer.get_by_role("button", name="Set with this note").click()
    expect(cell).to_contain_text("2")
    page.locator("tr[id^='user-'] button[aria-label^='Who set']").first.click()
    expect(drawer).to_contain_text("Two more after the fair")
    expect(drawer).to_contain_text("holds now")
    page.keyboard.press("Escape")
    assert fits_a_phone(page, f"{demo.url}{TARGETS}?by=accounts&open=4")
