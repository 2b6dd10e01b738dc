"""Exports: what one may see, cells that stay what they are, and formulas that never run."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.accounts.services.accounts import create_account
from keyaccount.apps.accounts.services.rivals import add_note, create_rival
from keyaccount.apps.contacts.services.contacts import create_contact
from keyaccount.apps.pipeline.services.opportunities import create_opportunity
from keyaccount.kernel.errors import Invalid, NotAllowed, NotFound
from keyaccount.surfaces.exchange.exports.cells import as_it_was, harmless
from keyaccount.surfaces.exchange.services import export_rows

TODAY = date(2026, 11, 19)


def table(place: str, viewer: Any, format: str = "csv", **filters: str) -> list[list[Any]]:  # noqa: A002
    stream = export_rows(place, viewer=viewer, filters=filters, format=format, today=TODAY)
    content = b"".join(stream.chunks)
    if format == "xlsx":
        sheet = openpyxl.load_workbook(io.BytesIO(content)).active
        return [list(row) for row in sheet.iter_rows(values_only=True)]
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


@pytest.fixture
def records(act: Any) -> None:
    account = create_account(values={"name": "=HYPERLINK(1)", "phone": "007"}, act=act())
    create_contact(values={"name": "Su", "account": account, "mobile": "+86 139"}, act=act())
    create_opportunity(values={"name": "Lamps", "account": account, "amount": Decimal("12.50")}, act=act())


@pytest.mark.usefixtures("records")
class TestExport:
    def test_formula_is_a_text_and_zeros_stay(self, people: Any) -> None:
        for form in ("csv", "xlsx"):
            head, row = table("accounts", people.lin, form)
            assert row[head.index("Name")] == "'=HYPERLINK(1)"
            assert row[head.index("Phone")] == "007"

    def test_amount_is_a_number_in_excel(self, people: Any) -> None:
        head, row = table("opportunities", people.lin, "xlsx")
        assert row[head.index("Amount")] == 12.5

    def test_stranger_gets_no_row(self, people: Any) -> None:
        assert len(table("opportunities", people.stranger)) == 1

    def test_finance_gets_no_column_of_reach(self, people: Any) -> None:
        assert "Mobile" not in table("contacts", people.finance)[0]
        assert "Mobile" in table("contacts", people.lin)[0]

    def test_filters_are_those_of_the_list(self, people: Any) -> None:
        assert len(table("opportunities", people.lin, q="Lamps")) == 2
        assert len(table("opportunities", people.lin, q="Chairs")) == 1

    def test_figure_ends_with_what_its_rows_add_up_to(self, people: Any) -> None:
        head, row, total = table("figures/pipeline.amount", people.lin)
        assert row[head.index("amount")] == "12.50"
        assert Decimal(total[head.index("amount")]) == Decimal("12.5")

    def test_role_that_may_not_export(self, people: Any) -> None:
        people.lin.role.may_export = False
        with pytest.raises(NotAllowed):
            table("accounts", people.lin)


@pytest.mark.django_db
def test_unknown_place_or_format(people: Any) -> None:
    with pytest.raises(NotFound):
        table("secrets", people.lin)
    with pytest.raises(Invalid):
        export_rows("accounts", viewer=people.lin, filters={}, format="exe")


@given(st.text())
def test_no_text_begins_like_a_formula_unless_it_is_a_number(text: str) -> None:
    written = harmless(text)
    assert written in {text, f"'{text}"}
    if written.lstrip(" ")[:1] in {"=", "@", "\t", "\r"}:
        pytest.fail("a spreadsheet would run this")


@given(st.one_of(st.text(), st.from_regex(r"\A'{0,3} ?[-+=@]?[0-9a-z.]{0,4}\Z")))
def test_what_was_made_harmless_is_read_as_it_was(text: str) -> None:
    assert as_it_was(harmless(text)) == text


@pytest.mark.usefixtures("records")
class TestWhatTeamsKnow:
    def test_notes_about_rivals_go_out_to_the_account_team_alone(self, people: Any, act: Any) -> None:
        rival = create_rival(values={"name": "Bolt"}, act=act())
        add_note(account_id=Account.objects.get().pk, values={"rival": rival, "text": "=1", "holds": True}, act=act())
        head, row = table("rival_notes", people.lin)
        told = dict(zip(head, row, strict=True))
        assert (told["Rival"], told["They serve this account now"], told["What we know"]) == ("Bolt", "Yes", "'=1")
        for who in (people.zhao, people.admin, people.auditor, people.stranger):
            assert len(table("rival_notes", who)) == 1
