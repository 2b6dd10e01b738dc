"""The matrix of attack and defence: dragging a bubble changes nothing until it is saved as an estimate."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.e2e.product.conftest import Product

MATRIX = "/accounts/matrix"
ACCOUNT = "澜石重工"
PLACE = """([node, place]) => {
    const chart = window.echarts.getInstanceByDom(node);
    const box = node.getBoundingClientRect();
    const [x, y] = chart.convertToPixel({ gridIndex: 0 }, place);
    return { x: box.x + x, y: box.y + y };
}"""


def test_what_if_changes_nothing_until_it_is_saved(signed_in: Page, demo: Product) -> None:
    page = signed_in
    page.goto(f"{demo.url}{MATRIX}")
    expect(page.locator("[data-chart=matrix] svg")).to_be_visible()
    before, point = _estimates(demo), _point(page, ACCOUNT)
    _drag(page, [point["share"], point["purchasing"]], [60, point["purchasing"] * 0.9])
    panel = page.locator("#what-if")
    expect(panel.locator(".ka-fromto")).to_contain_text("Acquire")
    expect(panel.locator(".ka-fromto b")).to_have_text("Retain")
    expect(panel).to_contain_text("It would need")
    assert _estimates(demo) == before

    panel.get_by_role("button", name="Reset").click()
    expect(panel).to_contain_text("Nothing is saved by it")
    assert _asked(page) == 0

    _drag(page, [point["share"], point["purchasing"]], [60, point["purchasing"] * 0.9])
    panel.get_by_role("button", name="Save as estimate").click()
    dialog = page.locator("#dialog")
    expect(dialog.locator("[name=source]")).to_have_attribute("required", "")
    dialog.locator("[name=source]").fill("Their purchasing head, over lunch")
    dialog.locator("[name=confidence]").select_option("high")
    with page.expect_navigation(url=f"**{MATRIX}?focus=*"):
        dialog.get_by_role("button", name="Save as estimate").click()

    (new,) = [one for one in _estimates(demo) if one not in before]
    assert (new["account"], new["author"], new["confidence"]) == (ACCOUNT, "lin", "high")
    now = _point(page, ACCOUNT)
    assert now["purchasing"] < point["purchasing"]
    assert now["share"] > point["share"]  # the same revenue of less
    page.goto(f"{demo.url}/accounts/")
    page.get_by_role("link", name=ACCOUNT, exact=True).click()
    expect(page.locator("#segment")).to_contain_text("Their purchasing head, over lunch")
    expect(page.locator("#segment")).to_contain_text("Lin Ruoxi")


def test_the_same_by_keyboard_alone(signed_in: Page, demo: Product) -> None:
    page = signed_in
    page.goto(f"{demo.url}{MATRIX}")
    button = page.get_by_role("button", name="What if for 启衡汽车")
    button.focus()
    page.keyboard.press("Enter")
    panel = page.locator("#what-if")
    share = panel.locator("[name=share]")
    expect(share).to_be_visible()
    share.fill("75")
    page.keyboard.press("Enter")
    expect(panel.locator(".ka-fromto b")).to_have_text("Retain")
    assert _asked(page) == 1  # the arrow in the picture


def test_has_no_serious_findings(signed_in: Page, demo: Product) -> None:
    page = signed_in
    page.goto(f"{demo.url}{MATRIX}")
    expect(page.locator("#movement table")).to_be_visible()
    found = Axe().run(page).response["violations"]
    assert [one["id"] for one in found if one["impact"] in {"serious", "critical"}] == []


def _drag(page: Page, start: list[float], goal: list[float]) -> None:
    node = page.locator("[data-chart=matrix]").element_handle()
    page.wait_for_function("node => window.echarts?.getInstanceByDom(node) && node.dataset.held", arg=node)
    first, last = (page.evaluate(PLACE, [node, place]) for place in (start, goal))
    page.mouse.move(first["x"], first["y"])
    page.mouse.down()
    page.mouse.move(last["x"], last["y"], steps=12)
    page.mouse.up()


def _point(page: Page, name: str) -> Mapping[str, Any]:
    data = json.loads(page.locator("#matrix-data").text_content() or "{}")
    found: Mapping[str, Any] = next(point for point in data["points"] if point["name"] == name)
    return found


def _asked(page: Page) -> int:
    """How many arrows the picture draws."""
    script = """() => {
        const chart = window.echarts.getInstanceByDom(document.querySelector('[data-chart=matrix]'));
        return chart.getOption().series.find(one => one.id === 'ask').data.length;
    }"""
    return int(page.evaluate(script))


def _estimates(demo: Product) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(demo.run("estimate", "list", "--json"))
    return found
