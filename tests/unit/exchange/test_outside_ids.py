"""An outside id belongs to the system it comes from, and a file that says which finds its record again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.contacts.models import Contact
from keyaccount.apps.pipeline.models import Product
from keyaccount.surfaces.exchange import services
from tests.conftest import TODAY
from tests.unit.exchange.conftest import Table, counts, reasons
from tests.unit.exchange.dumps import dump

pytestmark = pytest.mark.django_db
PLACES = ("accounts", "contacts", "products")


@pytest.fixture
def of_salesforce(table: Table, bring: Callable[..., Any]) -> None:
    """Two companies and two people that share their names, known apart by their ids; a product."""
    accounts = (["Account ID", "Account Name"], ["001A", "Acme"], ["001B", "Acme"], ["001C", "Beta"])
    people = (
        ["Contact ID", "First Name", "Last Name", "Account ID"],
        ["003A", "An", "Wu", "001C"],
        ["003B", "An", "Wu", "001C"],
    )
    report = bring(
        table("accounts.csv", *accounts),
        table("contacts.csv", *people),
        table("products.csv", ["Product ID", "Product Name"], ["01t", "GTX"]),
        preset="salesforce",
    )
    assert counts(report) == (6, 0, 0, 0), reasons(report)


@pytest.fixture
def export(people: Any, tmp_path: Path) -> Callable[..., list[Path]]:
    """export("en", "accounts", …): the files of these places."""

    def run(language: str, *places: str, columns: tuple[str, ...] = ()) -> list[Path]:
        with translation.override(language):
            for place in places:
                stream = services.export_rows(
                    place, viewer=people.admin, filters={}, columns=columns or None, today=TODAY
                )
                (tmp_path / f"{place}.csv").write_bytes(b"".join(stream.chunks))
        return [tmp_path / f"{place}.csv" for place in places]

    return run


@pytest.mark.usefixtures("of_salesforce")
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_what_another_system_brought_goes_out_and_comes_back_as_any_table(
    export: Any, bring: Any, language: str
) -> None:
    files = export(language, "accounts", "contacts", "products")
    before = dump()
    report = bring(*files)
    assert counts(report) == (0, 0, 6, 0), reasons(report)
    assert dump() == before


@pytest.mark.usefixtures("of_salesforce")
def test_an_outside_id_that_was_chosen_brings_its_system(export: Any, bring: Any) -> None:
    files = export("en", "accounts", columns=("name", "external_id"))
    assert files[0].read_text("utf-8-sig").splitlines()[0] == "Name,External id,Source system"
    before = dump()
    report = bring(*files)
    assert counts(report) == (0, 0, 3, 0), reasons(report)
    assert dump() == before
    (chosen,) = export("en", "accounts", columns=("external_source", "external_id"))
    assert chosen.read_text("utf-8-sig").splitlines()[0] == "Source system,External id"


@pytest.mark.usefixtures("of_salesforce")
def test_one_id_in_two_systems_is_two_records(table: Table, bring: Any) -> None:
    heading = ["Name", "External id", "Source system"]
    rows = (["Acme China", "001A", "erp"], ["Acme Inc", "001A", "salesforce"], ["Gamma", "001A", ""])
    report = bring(table("accounts.csv", heading, *rows), duplicates="add")
    assert counts(report) == (2, 1, 0, 0), reasons(report)
    found = Account.objects.filter(external_id="001A").values_list("external_source", "name")
    assert dict(found) == {"salesforce": "Acme Inc", "erp": "Acme China", "": "Gamma"}


@pytest.mark.usefixtures("of_salesforce")
def test_a_row_may_not_name_one_id_twice(table: Table, bring: Any) -> None:
    rows = ["An Wu", "003A", "salesforce"], ["An Wu", "003A", "erp"], ["Wu", "003A", "salesforce"]
    report = bring(table("contacts.csv", ["Name", "External id", "Source system"], *rows), duplicates="add")
    assert counts(report) == (1, 0, 1, 1), reasons(report)
    assert Contact.objects.filter(external_id="003A").count() == 2


@pytest.mark.usefixtures("of_salesforce")
def test_a_system_without_an_id_says_nothing(table: Table, bring: Any) -> None:
    report = bring(table("products.csv", ["Product", "Source system"], ["GTX", "erp"]))
    assert counts(report) == (0, 0, 1, 0), reasons(report)
    assert Product.objects.get().external_source == "salesforce"
