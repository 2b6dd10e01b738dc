"""What is changed where it stands, by keyboard: a tag, a cell of the contact plan, a person of a deal; and the tabs."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.product.conftest import Product

pytestmark = pytest.mark.e2e


def test_a_tag_is_put_on_and_taken_off(signed_in: Page, demo: Product) -> None:
    page = signed_in
    page.goto(f"{demo.url}/accounts/2/")
    tags = page.locator("#tags")
    tags.get_by_role("combobox").focus()
    page.keyboard.type("Visits the fair")
    page.keyboard.press("Enter")
    tag = tags.locator(".ka-tag", has_text="Visits the fair")
    expect(tag).to_have_count(1)
    page.reload()
    expect(tag).to_have_count(1)
    tag.get_by_role("button", name=re.compile("Visits the fair")).focus()
    page.keyboard.press("Enter")
    expect(tag).to_have_count(0)
    page.reload()
    expect(tags).to_be_visible()
    expect(tag).to_have_count(0)


def test_a_cell_of_the_plan_is_changed(signed_in: Page, demo: Product) -> None:
    page = signed_in
    page.goto(f"{demo.url}/accounts/1/contact-plan")
    cell = page.locator("td[data-edit-url$='/plan/purpose']").first
    before = cell.inner_text()
    cell.focus()
    page.keyboard.press("Enter")
    field = cell.locator("input:visible, textarea:visible")
    expect(field).to_be_focused()
    field.fill("Left as it was")
    page.keyboard.press("Escape")
    expect(cell).to_have_text(before)
    expect(cell).to_be_focused()
    page.keyboard.press("Enter")
    expect(field).to_be_focused()
    field.fill("Show the first results")
    page.keyboard.press("Enter")
    expect(cell).to_have_text("Show the first results")
    expect(cell).to_be_focused()
    page.reload()
    expect(cell).to_have_text("Show the first results")


def test_a_person_joins_a_deal(signed_in: Page, demo: Product) -> None:
    page = signed_in
    page.goto(f"{demo.url}/opportunities/1/")
    people = page.locator("#people")
    people.get_by_role("button", name="Add").focus()
    page.keyboard.press("Enter")
    dialog = page.locator("#dialog")
    expect(dialog).to_be_visible()
    dialog.get_by_role("combobox", name="Person").focus()
    page.keyboard.type("lt")
    expect(dialog.locator(".found [role=option]")).to_have_count(1)
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("Decision")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    person = people.locator("ul").first.locator("li", has_text="柳棠")
    expect(person).to_contain_text("Decision maker")
    page.reload()
    expect(person).to_contain_text("Decision maker")


def test_the_rarer_tabs_are_reached_by_keyboard(signed_in: Page, demo: Product) -> None:
    page = signed_in
    page.goto(f"{demo.url}/accounts/")
    menu = page.locator(".ka-views summary")
    menu.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("link", name="Provinces")).to_be_focused()
    page.keyboard.press("Escape")
    expect(menu).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/accounts/spread")
    expect(menu).to_have_text("Revenue by account")
