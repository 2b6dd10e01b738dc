"""An event in the browser: planned, people invited after a look at who they are, marked by key, what followed."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.product.conftest import Product

pytestmark = pytest.mark.e2e


def plan(page: Page, demo: Product, name: str) -> None:
    page.goto(f"{demo.url}/events/new")
    page.locator("[name=name]").fill(name)
    page.locator("[name=kind]").select_option(index=1)
    page.locator("[name=place]").fill("Hall 2")
    page.locator("form[data-guard=event] button[type=submit]").click()
    page.wait_for_url(re.compile(r"/events/\d+/$"))


def invite_three(page: Page) -> None:
    """By account, with everyone unticked but three."""
    page.locator(".ka-id .ka-btn.pri").click()
    page.wait_for_url("**/invite")
    account = page.locator(".ka-whom [role=combobox]").first
    account.fill("澜石重工")
    page.locator(".ka-whom [role=option]", has_text="澜石重工").first.click()
    boxes = page.locator("#found input[name=contact]")
    expect(boxes.first).to_be_visible()
    for place in range(3, boxes.count()):
        boxes.nth(place).uncheck()
    page.locator("#found button[form=inviting]").click()
    page.wait_for_url(re.compile(r"/events/\d+/(#guests)?$"))
    expect(page.locator("#guests tbody tr")).to_have_count(3)


def test_from_plan_to_what_followed_by_mouse_and_by_key(signed_in: Page, demo: Product, heard: list[str]) -> None:
    page = signed_in
    plan(page, demo, "Plant tour")
    invite_three(page)
    rows = page.locator("#guests tbody tr")
    came = rows.nth(0).locator("button[id^=came-]")
    came.click()
    expect(came).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".ka-figs")).to_contain_text("33")  # 1 of 3, as a figure
    second = rows.nth(1).locator("button[id^=came-]")
    second.focus()
    page.keyboard.press("Enter")
    expect(second).to_have_attribute("aria-pressed", "true")
    expect(second).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(rows.nth(1).locator("button[id^=away-]")).to_have_attribute("aria-pressed", "true")
    expect(second).to_have_attribute("aria-pressed", "false")
    rows.nth(2).locator("select[name=answer]").select_option("accepted")
    expect(page.locator("#event-counts")).to_contain_text("1 accepted")
    rows.nth(0).locator("td.what button").click()
    dialog = page.locator("#dialog")
    dialog.locator("textarea[name=followed]").fill("Asked for a second tour")
    dialog.locator("select[name=opportunity]").select_option(index=1)
    dialog.locator("button[type=submit]").click()
    expect(page.locator("#guests tbody tr").nth(0)).to_contain_text("Asked for a second tour")
    expect(page.locator("#guests tbody tr").nth(0).locator("td.what a.ka-tag")).to_be_visible()


def test_the_rest_is_marked_at_once_and_taken_back(signed_in: Page, demo: Product) -> None:
    page = signed_in
    plan(page, demo, "Dinner")
    invite_three(page)
    page.locator("#guests header form button").click()
    pressed = page.locator("#guests button[id^=came-][aria-pressed=true]")
    expect(pressed).to_have_count(3)
    page.locator(".ka-note button[name=came]").click()
    expect(pressed).to_have_count(0)
