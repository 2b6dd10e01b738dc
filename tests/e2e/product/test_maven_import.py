"""The real Maven files through the wizard; then the funnel on the page, the CLI and the API say the same."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.product.conftest import PASSWORD, PROGRAM, Product, sign_in

DATA = Path(os.environ.get("KEYACCOUNT_TEST_DATA", Path(__file__).parents[4] / "shared/data")) / "maven_crm"
FILES = ("accounts.csv", "products.csv", "sales_pipeline.csv", "sales_teams.csv")


@pytest.fixture(scope="module")
def empty(start: Callable[..., Product]) -> Product:
    if not DATA.is_dir():
        pytest.skip(f"the real data is not at {DATA}")
    return start("maven")


def test_wizard_brings_the_maven_files(page: Page, empty: Product, heard: list[str]) -> None:
    _make_administrator(empty)
    sign_in(page, empty, "boss")
    page.goto(f"{empty.url}/imports/new/")
    page.locator("input[type=file]").set_input_files([DATA / name for name in FILES])
    page.locator("select[name=preset]").select_option("maven")
    page.locator("input[name=as_of]").fill("2017-12-31")
    page.get_by_role("button", name="Read the files").click()
    page.get_by_role("button", name="Check", exact=True).click()
    expect(page.get_by_text("This is what would happen")).to_be_visible(timeout=120_000)
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.get_by_text("Every row is accounted for.")).to_be_visible(timeout=120_000)
    expect(page.get_by_role("button", name="Undo")).to_be_visible(timeout=120_000)
    expect(page.locator("main")).to_contain_text("8,800")
    expect(page.locator("main")).to_contain_text("GTX Pro")
    page.goto(f"{empty.url}/figures/pipeline.funnel?as_of=2017-12-31")
    drawer = page.locator("#drawer")
    expect(drawer).to_contain_text("1,589")
    told = json.loads(empty.run("figure", "pipeline.funnel", "--as-of", "2017-12-31", "--json"))["value"]
    assert [(row["stage"], row["count"], row["amount"], row["weighted"]) for row in told] == [
        ("Prospecting", 500, 1073986, 107398.6),
        ("Engaging", 1589, 3892229, 1167668.7),
    ]
    answer = page.request.get(f"{empty.url}/api/v1/figures/pipeline.funnel?as_of=2017-12-31")
    assert answer.json()["value"] == told


def _make_administrator(product: Product) -> None:

    subprocess.run(
        [*PROGRAM, "user", "add", "boss", "--role", "administrator", "--password-stdin"],
        env=product.environment,
        input=f"{PASSWORD}\n",
        text=True,
        check=True,
        timeout=60,
    )
