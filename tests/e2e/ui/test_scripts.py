"""What the scripts of keyaccount.ui do, in a real browser under the product's own CSP."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

pytestmark = pytest.mark.usefixtures("complaints")


def column_of(page: Page, card: str) -> str | None:
    return page.locator(f"[data-column]:has(> [data-card='{card}'])").get_attribute("data-column")


def drag(page: Page, card: str, column: str) -> None:
    source = page.locator(f"[data-card='{card}']").bounding_box()
    target = page.locator(f"[data-column='{column}']").bounding_box()
    assert source is not None
    assert target is not None
    page.mouse.move(source["x"] + 20, source["y"] + 15)
    page.mouse.down()
    page.mouse.move(source["x"] + 40, source["y"] + 25, steps=4)
    page.mouse.move(target["x"] + 40, target["y"] + min(30, target["height"] / 2), steps=12)
    page.wait_for_timeout(100)
    page.mouse.up()


# ── Drawer ──
def test_a_figure_explains_itself_and_gives_the_focus_back(page: Page, site: str) -> None:
    page.goto(site)
    page.get_by_role("button", name="Coverage 51.48%").click()
    expect(page.locator("#drawer-title")).to_have_text("Coverage")
    assert page.evaluate("document.getElementById('drawer').contains(document.activeElement)")
    page.keyboard.press("Escape")
    expect(page.locator("#drawer")).to_be_hidden()
    expect(page.get_by_role("button", name="Coverage 51.48%")).to_be_focused()
    assert "explain" not in page.url


def test_an_input_goes_deeper_and_back(page: Page, site: str) -> None:
    page.goto(site)
    page.get_by_role("button", name="Coverage 51.48%").click()
    page.locator("#drawer .ka-sum .ka-n").click()
    expect(page.locator("#drawer-title")).to_have_text("Weighted funnel")
    page.locator("[data-explain-back]").click()
    expect(page.locator("#drawer-title")).to_have_text("Coverage")
    expect(page.locator("[data-explain-back]")).to_be_hidden()


def test_the_drawer_can_be_linked_to_and_asked_for_another_date(page: Page, site: str) -> None:
    page.goto(f"{site}/?explain=%2Ffigures%2Fc%3Fas_of%3D2026-11-19")
    expect(page.locator("#drawer-title")).to_have_text("Coverage")
    page.locator("[data-explain-date]").fill("2026-10-01")
    expect(page.locator("#drawer dd").first).to_have_text("1 Oct 2026")
    page.wait_for_url("**as_of%3D2026-10-01**")


@pytest.mark.parametrize("address", ["https://example.com/figures/c", "//example.com/figures/c", "/forms/", "x:y"])
def test_a_link_opens_nothing_but_our_figures(page: Page, site: str, address: str) -> None:
    page.goto(f"{site}/?explain={address}", wait_until="networkidle")
    expect(page.locator("#drawer")).to_be_hidden()


# ── Command bar ──
def test_the_command_bar_finds_and_goes(page: Page, site: str) -> None:
    page.goto(site)
    page.keyboard.press("Control+k")
    expect(page.locator("#command [role=option]")).to_have_count(3)
    page.keyboard.type("an")
    expect(page.locator("#command [role=option]")).to_have_count(1)
    page.locator("#command input").fill("i")
    expect(page.locator("#command [role=option]")).to_have_count(3)
    page.keyboard.press("ArrowDown")
    chosen = page.locator("#command [aria-selected=true]")
    expect(chosen).to_contain_text("Wang Siyuan")
    assert page.locator("#command input").get_attribute("aria-activedescendant") == chosen.get_attribute("id")
    page.keyboard.press("Enter")
    page.wait_for_url("**/forms/?Wang%20Siyuan")


# ── Board ──
def test_a_card_is_dragged(page: Page, site: str) -> None:
    page.goto(f"{site}/board/", wait_until="networkidle")
    drag(page, "1", "kept")
    expect(page.locator(".ka-toast")).to_have_text("1 v7 to kept")
    assert column_of(page, "1") == "kept"
    drag(page, "2", "won")
    expect(page.locator(".ka-toast").last).to_have_text("2 v7 to won")


def test_a_card_is_moved_with_the_arrows(page: Page, site: str) -> None:
    page.goto(f"{site}/board/", wait_until="networkidle")
    page.locator("[data-card='1']").focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator("[data-card='2']")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".ka-toast")).to_have_text("2 v7 to kept")
    assert column_of(page, "2") == "kept"
    expect(page.locator("[data-card='2']")).to_be_focused()


def test_a_move_that_needs_an_end_mark_goes_back_when_it_is_not_given(page: Page, site: str) -> None:
    page.goto(f"{site}/board/", wait_until="networkidle")
    drag(page, "1", "asks")
    expect(page.locator("#dialog-title")).to_have_text("End mark")
    assert column_of(page, "1") == "asks"
    page.keyboard.press("Escape")
    expect(page.locator("#dialog")).to_be_hidden()
    expect(page.locator("[data-column='a'] [data-card]")).to_have_count(3)
    assert page.locator("[data-column='a'] [data-card]").first.get_attribute("data-card") == "1"


def test_a_move_stays_once_its_end_mark_is_given(page: Page, site: str) -> None:
    page.goto(f"{site}/board/", wait_until="networkidle")
    drag(page, "1", "asks")
    page.locator("#dialog .ka-btn.pri").click()
    expect(page.locator("#dialog")).to_be_hidden()
    page.wait_for_timeout(100)
    assert column_of(page, "1") == "asks"


def test_a_move_that_fails_goes_back_and_says_so(page: Page, site: str, complaints: list[str]) -> None:
    page.goto(f"{site}/board/", wait_until="networkidle")
    drag(page, "1", "fails")
    expect(page.get_by_role("alert")).to_contain_text("Something went wrong on the server.")
    assert column_of(page, "1") == "a"
    assert any("500" in said for said in complaints)
    complaints.clear()


# ── Cells ──
def test_a_cell_is_edited_in_place(page: Page, site: str) -> None:
    page.goto(f"{site}/forms/", wait_until="networkidle")
    cell = page.locator("td[data-edit-url]")
    cell.focus()
    page.keyboard.press("F2")
    expect(cell.locator("input[name=amount]")).to_be_focused()
    page.keyboard.type("410")
    page.keyboard.press("Enter")
    expect(page.locator("td.saved")).to_have_text("410")
    assert page.url == f"{site}/forms/"


def test_a_refused_cell_keeps_what_was_typed_and_escape_brings_the_old_value(
    page: Page, site: str, complaints: list[str]
) -> None:
    page.goto(f"{site}/forms/", wait_until="networkidle")
    cell = page.locator("td[data-edit-url]")
    cell.click()
    cell.locator("input[name=amount]").fill("abc")
    page.keyboard.press("Enter")
    expect(cell.locator(".ka-err")).to_contain_text("Enter a number.")
    expect(cell.locator("input[name=amount]")).to_have_value("abc")
    page.keyboard.press("Escape")
    expect(cell).to_have_text("320")
    complaints[:] = [said for said in complaints if "422" not in said]


# ── Forms ──
SEEN_AFTER_THE_REPLY = """document.addEventListener("htmx:afterRequest", () => {
    sessionStorage.setItem("seen", document.querySelector("[name=note]").readOnly ? "held" : "open");
})"""


def test_a_refused_form_stays_and_an_accepted_one_goes_on(page: Page, site: str, complaints: list[str]) -> None:
    page.goto(f"{site}/forms/", wait_until="networkidle")
    page.locator("[name=note]").fill("They want it by June.")
    page.locator("#deal .ka-btn.pri").click()
    expect(page.locator("#id_name_error")).to_be_visible()
    expect(page.locator("[name=note]")).to_have_value("They want it by June.")
    page.locator("[name=name]").fill("Campus")
    page.locator("#deal .ka-btn.pri").click()
    page.wait_for_url("**/saved/")
    complaints[:] = [said for said in complaints if "422" not in said]


def test_a_form_on_its_way_is_asked_once_and_takes_nothing_until_the_reply(
    page: Page, site: str, complaints: list[str]
) -> None:
    asked: list[Route] = []
    page.route("**/forms/", lambda route: asked.append(route) if route.request.method == "POST" else route.continue_())
    page.goto(f"{site}/forms/", wait_until="networkidle")
    note = page.locator("[name=note]")
    note.fill("They want it by June.")
    page.locator("[name=name]").press("Enter")
    expect(page.locator("#deal")).to_have_attribute("aria-busy", "true")
    expect(note).not_to_be_editable()
    page.locator("[name=name]").press("Enter")
    note.focus()
    page.keyboard.type("lost?")
    assert len(asked) == 1
    asked[0].continue_()
    expect(page.locator("#id_name_error")).to_be_visible()
    page.unroute("**/forms/")
    expect(note).to_have_value("They want it by June.")
    note.fill("By July.")
    page.locator("[name=name]").fill("Campus")
    page.evaluate(SEEN_AFTER_THE_REPLY)
    page.keyboard.press("Enter")
    page.wait_for_url("**/saved/")
    assert page.evaluate("sessionStorage.getItem('seen')") == "held"  # the reply was there, the next page still to come
    complaints[:] = [said for said in complaints if "422" not in said]


def test_a_form_that_did_not_get_through_can_be_written_in_again(
    page: Page, context: BrowserContext, site: str, complaints: list[str]
) -> None:
    page.goto(f"{site}/forms/", wait_until="networkidle")
    context.set_offline(True)
    page.locator("#deal .ka-btn.pri").click()
    expect(page.locator("#deal").get_by_role("alert")).to_be_visible()
    expect(page.locator("#deal")).not_to_have_attribute("aria-busy", "true")
    page.locator("[name=note]").fill("Typed in the tunnel")
    context.set_offline(False)
    complaints.clear()


def test_nothing_typed_is_lost_with_the_connection(
    page: Page, context: BrowserContext, site: str, complaints: list[str]
) -> None:
    page.goto(f"{site}/forms/", wait_until="networkidle")
    page.locator("[name=name]").fill("Campus")
    context.set_offline(True)
    page.locator("#deal .ka-btn.pri").click()
    expect(page.locator("#deal").get_by_role("alert")).to_contain_text("The server could not be reached.")
    expect(page.locator("[name=name]")).to_have_value("Campus")
    context.set_offline(False)
    page.get_by_role("button", name="Try again").click()
    page.wait_for_url("**/saved/")
    complaints.clear()


def test_what_could_not_be_read_says_nothing_of_what_was_typed(
    page: Page, context: BrowserContext, site: str, complaints: list[str]
) -> None:
    page.goto(site)
    context.set_offline(True)
    page.get_by_role("button", name="Coverage 51.48%").click()
    notice = page.get_by_role("alert").filter(has_text="The server could not be reached.")
    expect(notice).to_contain_text("Try again in a moment.")
    expect(notice).not_to_contain_text("What you typed")
    context.set_offline(False)
    notice.get_by_role("button", name="Try again").click()
    expect(page.locator("#drawer-title")).to_have_text("Coverage")
    expect(page.locator("[data-explain-back]")).to_be_hidden()
    expect(notice).to_have_count(0)
    complaints.clear()


def test_a_page_left_with_text_asks_first_and_brings_it_back(page: Page, site: str) -> None:
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.goto(f"{site}/forms/", wait_until="networkidle")
    page.locator("[name=name]").fill("Campus")
    page.reload(wait_until="networkidle")
    assert asked == ["beforeunload"]
    expect(page.locator("[name=name]")).to_have_value("Campus")
    page.get_by_role("button", name="Discard it").click()
    expect(page.locator("[name=name]")).to_have_value("")
    page.reload(wait_until="networkidle")
    assert asked == ["beforeunload"]


def test_a_choice_among_many_is_searched(page: Page, site: str) -> None:
    page.goto(f"{site}/forms/", wait_until="networkidle")
    field = page.get_by_role("combobox", name="Owner")
    expect(field).to_have_value("Lin Ruoxi")
    field.fill("zh")
    expect(page.locator("[data-picker] [role=option]")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator("[name=owner]")).to_have_value("Zhao Ming")
    field.fill("nobody")
    page.keyboard.press("Tab")
    expect(field).to_have_value("Zhao Ming")
    field.fill("")
    page.keyboard.press("Tab")
    expect(page.locator("[name=owner]")).to_have_value("")


def test_rows_are_chosen_and_columns_hidden(page: Page, site: str) -> None:
    page.goto(f"{site}/forms/", wait_until="networkidle")
    expect(page.locator("#chosen")).to_be_hidden()
    page.get_by_label("Deal 1").check()
    expect(page.locator("[data-bulk-count]")).to_have_text("1")
    page.get_by_label("All", exact=True).check()
    expect(page.locator("[data-bulk-count]")).to_have_text("2")
    page.locator("[name=columns]").uncheck()
    expect(page.locator("th[data-col=amount]")).to_be_hidden()


# ── The rest ──
def test_long_work_is_asked_after_until_it_is_done(page: Page, site: str) -> None:
    page.goto(f"{site}/jobs/")
    expect(page.locator(".ka-progress.done")).to_be_visible()
    expect(page.locator("progress")).to_have_attribute("value", "3")
    expect(page.locator("[data-poll]")).to_have_count(0)


def test_the_theme_is_chosen_and_kept(page: Page, site: str) -> None:
    page.goto(site)
    html = page.locator("html")
    for choice in ("light", "dark"):
        page.locator("[data-theme-switch]").click()
        expect(html).to_have_attribute("data-theme-choice", choice)
    page.reload()
    expect(html).to_have_attribute("data-bs-theme", "dark")
    page.locator("[data-theme-switch]").click()
    expect(html).to_have_attribute("data-bs-theme", "light")  # as the device says


def test_the_language_is_switched_where_one_stands(page: Page, site: str) -> None:
    page.goto(f"{site}/forms/")
    page.locator(".ka-top [name=language]").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
    assert page.url == f"{site}/forms/"


def test_a_chart_is_drawn_with_words_and_follows_the_theme(page: Page, site: str) -> None:
    page.goto(f"{site}/charts/")
    chart = page.locator("[data-chart]")
    expect(chart.locator("svg text", has_text="364.8")).to_be_visible()
    expect(chart).to_have_attribute("aria-label", "flow")
    light = chart.locator("svg").inner_html()
    page.evaluate("document.documentElement.dataset.bsTheme = 'dark'")
    expect(chart.locator("svg path[fill='#8ea5fb']").first).to_be_visible()
    assert chart.locator("svg").inner_html() != light


def test_a_waterfall_refuses_data_that_does_not_sum(page: Page, site: str) -> None:
    page.goto(f"{site}/charts/")
    data = "{open: {name: 'a', value: 1}, steps: [{name: 'b', value: 2}], close: {name: 'c', value: close}}"
    build = f"close => KA.builders.waterfall({data}, KA.tokens())"
    assert page.evaluate(f"({build})(3).series.length") == 1
    with pytest.raises(Exception, match=re.escape("waterfall does not sum: 3 ≠ 3.01")):
        page.evaluate(f"({build})(3.01)")


@pytest.mark.parametrize("place", ["/", "/board/", "/forms/", "/charts/", "/jobs/"])
@pytest.mark.parametrize("width", [1280, 390])
def test_no_page_scrolls_sideways(page: Page, site: str, place: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(site + place, wait_until="networkidle")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
