"""A custom field from its definition to the narrowed list and the file."""

from __future__ import annotations

import csv
import subprocess
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.product.conftest import PASSWORD, PROGRAM, Product, sign_in


@pytest.fixture(scope="module")
def empty(start: Callable[..., Product]) -> Product:
    return start("fields")


def test_a_field_is_defined_filled_filtered_and_exported(page: Page, empty: Product, heard: list[str]) -> None:
    words = [*PROGRAM, "user", "add", "boss", "--role", "administrator", "--password-stdin"]
    subprocess.run(words, env=empty.environment, input=f"{PASSWORD}\n", text=True, check=True, capture_output=True)
    sign_in(page, empty, "boss")
    page.goto(f"{empty.url}/settings/fields/")
    page.locator("#accounts").get_by_role("link", name="New field").first.click()
    dialog = page.locator("#dialog")
    dialog.get_by_label("Name", exact=False).first.fill("Grade")
    dialog.get_by_label("Kind").select_option("choice")
    dialog.get_by_label("Name of choice 1", exact=True).fill("Gold")
    dialog.get_by_label("Name of choice 2", exact=True).fill("Silver")
    dialog.get_by_role("button", name="Add").click()
    expect(page.locator("#accounts")).to_contain_text("Grade")

    for name, grade in {"Acme": "Gold", "=Umbrella": "Silver"}.items():
        page.goto(f"{empty.url}/accounts/new")
        page.get_by_label("Name", exact=True).first.fill(name)
        page.locator("[name=custom_grade]").select_option(label=grade)
        page.get_by_role("button", name="Save").click()
        expect(page.locator("#facts")).to_contain_text(grade)

    page.goto(f"{empty.url}/accounts/?columns=custom_grade")
    page.get_by_text("More fields").click()
    page.locator(".ka-morefield summary").click()
    page.get_by_label("Silver").check()
    page.get_by_role("button", name="Apply").click()
    table = page.locator("#accounts-table")
    expect(table).to_contain_text("=Umbrella")
    expect(table).not_to_contain_text("Acme")
    expect(page.locator(".ka-filter.on")).to_contain_text("Silver")

    with page.expect_download() as download:
        page.get_by_text("Export").first.click()
        page.get_by_role("link", name="CSV").click()
    with download.value.path().open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["Name"], row["Grade"]) for row in rows] == [("'=Umbrella", "Silver")]
