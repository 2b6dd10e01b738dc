"""The people map in a real browser: built with the mouse and again with keys alone, on a past day, as a picture."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from tests.e2e.product.conftest import Product

NAMES = ("Approver Ann", "Decider Dan", "User Uma")


@pytest.fixture
def new_map(signed_in: Page, demo: Product, request: pytest.FixtureRequest) -> Page:
    """The map of a company nobody is known at yet, one a test: a second of that name would be asked about."""
    page = signed_in
    page.goto(f"{demo.url}/accounts/new")
    page.fill("[name=name]", "Uncharted" if "keyboard" in request.node.name else "Mapless")
    page.press("[name=name]", "Enter")
    page.wait_for_url(re.compile(r"/accounts/\d+/$"))
    page.goto(f"{page.url}map")
    return page


def add_people(page: Page) -> None:
    """Each through the form that the map leads to."""
    here = page.url
    for name in NAMES:
        page.goto(here)
        page.locator("a[href*='/contacts/new?account=']").first.click()
        page.fill("[name=name]", name)
        page.press("[name=name]", "Enter")
        page.wait_for_url(re.compile(r"/contacts/\d+/$"))
    page.goto(here)
    expect(page.locator(".ka-pw")).to_have_count(len(NAMES))


def card(page: Page, name: str) -> Locator:
    return page.locator(".ka-pw", has=page.locator(".n", has_text=name))


def drag(page: Page, start: Locator, end: Locator, aside: int = 30) -> None:
    box, to = start.bounding_box(), end.bounding_box()
    assert box
    assert to
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(to["x"] + aside, to["y"] + aside, steps=6)
    page.mouse.up()


def line(page: Page, source: str, target: str, how: str) -> None:
    card(page, source).hover()
    drag(page, card(page, source).locator("[data-handle]"), card(page, target))
    page.locator(".ka-linkmenu").get_by_label(how).check()
    page.locator(".ka-linkmenu").get_by_role("button", name="Draw").click()
    expect(page.locator(".ka-linkmenu")).to_be_hidden()


def test_a_map_from_nothing_with_the_mouse(new_map: Page, heard: list[str]) -> None:
    page = new_map
    expect(page.get_by_text("Nobody is on this map yet")).to_be_visible()
    add_people(page)
    line(page, "Decider Dan", "Approver Ann", "Reports to")
    expect(page.locator("svg.under path.rep")).to_have_count(1)
    line(page, "User Uma", "Decider Dan", "Influence · strong")
    expect(page.locator("svg.over path.inf.s3")).to_have_count(1)

    card(page, "Decider Dan").locator(".ka-p").click()
    panel = page.locator("#map-person")
    panel.get_by_text("Change roles").click()
    panel.get_by_label("Decision maker").check()
    panel.locator("[data-act=roles]").get_by_role("button", name="Save").click()
    expect(card(page, "Decider Dan").locator(".ka-role")).to_have_text(["Decision maker"])
    panel.get_by_text("Change commitment").click()
    panel.locator(".ka-quad").get_by_text("Obstructionist").click()
    panel.get_by_role("button", name="Write down").click()
    expect(panel.get_by_role("alert")).to_contain_text("Write down what showed it")
    assert [text for text in heard if "422" not in text] == []
    heard.clear()
    panel.locator("textarea").fill("Stopped the pilot twice")
    panel.get_by_role("button", name="Write down").click()
    expect(card(page, "Decider Dan").locator(".cm-obstructionist")).to_be_visible()
    expect(page.locator(".ka-mapside")).to_contain_text("The decision maker is an obstructionist")

    moved = card(page, "User Uma")
    before, across = moved.bounding_box(), moved.get_attribute("data-x") or ""
    with page.expect_response("**/map/place"):
        drag(page, moved.locator(".ti"), page.locator(".ka-mapzoom"), aside=-200)
    page.reload()
    assert moved.bounding_box() != before
    page.keyboard.press("Control+z")
    expect(moved).to_have_attribute("data-x", across)
    expect(page.locator("[data-map-redo]")).to_be_enabled()
    assert moved.bounding_box() == before


def choose(page: Page, name: str) -> None:
    button = page.locator("[data-map-pane=table]").get_by_role("button", name=name)
    button.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#map-one")).to_be_focused()


def open_act(page: Page, act: str) -> None:
    page.locator(f"[data-act={act}] > summary").focus()
    page.keyboard.press("Enter")


def pick(page: Page, select: str, words: str) -> None:
    """Typing the first letters chooses, as it does for whoever sees no list."""
    page.locator(select).focus()
    page.keyboard.type(words)


def test_a_map_from_nothing_with_the_keyboard(new_map: Page) -> None:
    page = new_map
    add_people(page)
    page.get_by_role("button", name="Table").focus()
    page.keyboard.press("Enter")
    choose(page, "Decider Dan")
    open_act(page, "report")
    pick(page, "[data-act=report] select", "Approver")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("[data-row]", has_text="Decider Dan")).to_contain_text("Approver Ann")

    choose(page, "User Uma")
    open_act(page, "line")
    pick(page, "[data-act=line] form:last-child [name=target]", "Decider")
    page.keyboard.press("Tab")
    page.keyboard.type("Con")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("[data-row]", has_text="User Uma")).to_contain_text("Conflict, medium")

    open_act(page, "reading")
    page.locator("[data-act=reading] input[value=doubter]").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type("Asked for the price first")
    page.keyboard.press("Tab")
    page.locator("[data-act=reading] button[type=submit]").focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-row]", has_text="User Uma")).to_contain_text("Doubter")

    page.keyboard.press("Control+z")
    expect(page.locator("[data-row]", has_text="User Uma")).to_contain_text("Not known")
    page.keyboard.press("Control+Shift+Z")
    expect(page.locator("[data-row]", has_text="User Uma")).to_contain_text("Doubter")


def test_the_slider_shows_past_days_and_compares(signed_in: Page, demo: Product) -> None:
    page = signed_in
    page.goto(f"{demo.url}/accounts/1/map")
    everyone = page.locator(".ka-pw").count()
    page.locator("[data-map-time]").focus()
    page.keyboard.press("Home")
    expect(page.locator("[data-map-time]")).to_be_focused()
    expect(page.get_by_text("Nothing can be changed here")).to_be_visible()
    assert page.locator(".ka-pw").count() < everyone
    expect(page.locator("[data-handle]")).to_have_count(0)
    page.keyboard.press("End")
    expect(page.locator(".ka-pw")).to_have_count(everyone)
    page.locator(".tk").nth(3).click(force=True)
    expect(page.get_by_text("Nothing can be changed here")).to_be_visible()
    page.get_by_role("link", name="Back to today").click()
    expect(page.get_by_text("Nothing can be changed here")).to_be_hidden()
    page.locator("[data-map-with]").select_option(index=1)
    expect(page.locator(".ka-mapchanges")).to_contain_text("→")


def test_it_is_saved_as_pictures_that_hold_every_name(signed_in: Page, demo: Product, tmp_path: Path) -> None:
    page = signed_in
    page.goto(f"{demo.url}/accounts/1/map")
    page.get_by_text("Export", exact=True).click()
    for kind in ("svg", "png"):
        with page.expect_download() as saved:
            page.locator(f"[data-map-export={kind}]").click()
        saved.value.save_as(tmp_path / f"map.{kind}")
    svg = (tmp_path / "map.svg").read_text()
    names = page.locator(".ka-pw .n").all_inner_texts()
    assert all(f">{name}<" in svg for name in names)
    assert "var(--" not in svg
    assert "foreignObject" not in svg
    assert (tmp_path / "map.png").read_bytes().startswith(b"\x89PNG")


def test_people_are_filtered_and_the_chosen_one_s_lines_stand_out(signed_in: Page, demo: Product) -> None:
    page = signed_in
    page.goto(f"{demo.url}/accounts/1/map")
    page.get_by_text("Filter", exact=True).click()
    page.locator("[data-map-filter=commitment]").select_option("champion")
    expect(page.locator(".ka-pw:not(.out)")).to_have_count(2)
    page.locator("[data-map-filter=commitment]").select_option("")
    page.keyboard.press("Escape")
    card(page, "苏佩兰").locator(".ka-p").click()
    expect(page.locator("path.inf.mine")).to_have_count(4)


@pytest.mark.parametrize("width", [1280, 390])
def test_no_serious_finding_by_axe(signed_in: Page, demo: Product, width: int) -> None:
    page = signed_in
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(f"{demo.url}/accounts/1/map?who=1")
    serious = [found for found in Axe().run(page).response["violations"] if found["impact"] in {"serious", "critical"}]
    assert [(found["id"], [node["html"][:160] for node in found["nodes"][:3]]) for found in serious] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
