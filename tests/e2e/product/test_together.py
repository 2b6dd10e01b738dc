"""Working together on one account in a real browser: a file, a comment that names someone, the pool."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.product.conftest import Product, sign_in

pytestmark = pytest.mark.e2e
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


def test_a_file_a_comment_and_the_pool(
    signed_in: Page, context: BrowserContext, demo: Product, tmp_path: Path, heard: list[str]
) -> None:
    page = signed_in
    page.goto(f"{demo.url}/accounts/new")
    page.locator("input[name=name]").fill("Together Works")
    page.locator("form[data-guard=account] button[type=submit]").click()
    page.wait_for_url("**/accounts/*/")
    account = page.url

    file = tmp_path / "plan.pdf"
    file.write_bytes(PDF)
    page.locator("#files input[type=file]").set_input_files([file])
    link = page.locator("#files").get_by_role("link", name="plan.pdf")
    expect(link).to_be_visible()
    with page.expect_download() as got:
        link.click()
    assert got.value.path().read_bytes() == PDF

    text = page.locator("#say-text")
    text.press_sequentially("Please look @zha")
    expect(page.locator(".ka-naming [role=option]").first).to_be_visible()
    page.keyboard.press("Enter")
    expect(text).to_have_value("Please look @zhao ")
    text.press_sequentially("and @stranger")
    expect(page.locator(".ka-told .ka-sg")).to_be_visible()  # says who cannot see it, before it is sent
    page.keyboard.press("Control+Enter")
    expect(page.locator(".ka-said li")).to_have_count(1)
    expect(page.locator(".ka-said .ka-named")).to_have_count(1)

    page.locator(".ka-id details.ka-menu summary").click()
    page.locator(".ka-id .ka-pop button[hx-get$='/return']").click()
    page.locator("#dialog textarea[name=reason]").fill("no need for us")
    page.locator("#dialog button[type=submit]").click()
    page.wait_for_url(f"{demo.url}/pool/")

    context.clear_cookies()
    sign_in(page, demo, "stranger")
    page.goto(f"{demo.url}/pool/?q=Together")
    row = page.locator("#pool tbody tr", has_text="no need for us")
    row.locator("button[hx-post$='/claim']").click()
    expect(page.locator("#pool [role=status]")).to_contain_text("Together Works")
    page.goto(account)
    expect(page.locator("#comments .ka-said li")).to_have_count(1)
