"""The whale curve and the classes of accounts: profit where margins are known, visits, and who may read them."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.accounts.services.accounts import create_account
from keyaccount.apps.contacts.models import Visit
from keyaccount.apps.contacts.services.contacts import create_contact
from keyaccount.apps.pipeline.services.purchase import set_need_sheet
from keyaccount.apps.pipeline.services.stages import win_opportunity
from keyaccount.apps.portfolio.tables.spread import curve
from tests.conftest import NOW, TODAY

D = Decimal
SALES = (("Best", 900, 300), ("Good", 500, 200), ("Fair", 300, 20), ("Dear", 200, -120), ("Dark", 100, None))


@pytest.fixture
def accounts(act: Any, make_deal: Any) -> dict[str, Account]:
    """Margins 300, 200, 20 and −120; that of Dark is not known."""
    found: dict[str, Account] = {}
    for name, amount, margin in SALES:
        found[name] = create_account(values={"name": name}, act=act("lin"))
        deal = make_deal(f"Deal {name}", amount, account=found[name])
        if margin is not None:
            set_need_sheet(opportunity_id=deal.pk, values={"expected_margin": D(margin)}, act=act("lin"))
        win_opportunity(opportunity_id=deal.pk, closed_on=TODAY - timedelta(days=5), act=act("admin"))
    return found


def visit(account: Account, times: int, act: Any) -> None:
    person = create_contact(values={"name": f"Buyer {account}", "account": account}, act=act("lin"))
    Visit.objects.bulk_create(
        Visit(
            contact=person,
            account=account,
            made_on=TODAY - timedelta(days=number),
            made_by=act("lin").actor,
            created_at=NOW,
            updated_at=NOW,
        )
        for number in range(times)
    )


def test_the_whale_rises_and_falls(accounts: dict[str, Account], ask: Any) -> None:
    figure = ask("accounts.whale", "lin")
    rows = figure.rows.fetch(10)
    assert [(row["account"], row["profit"]) for row in rows] == [
        ("Best", 300),
        ("Good", 200),
        ("Fair", 20),
        ("Dear", -120),
    ]
    assert [row["cumulated"] for row in rows] == [D("0.75"), D("1.25"), D("1.3"), D(1)]
    inputs = {item.symbol: item.value for item in figure.inputs}
    assert (inputs["P"], inputs["t"], inputs["h"], inputs["n"], inputs["k"]) == (400, 3, D("1.3"), 5, 4)
    assert sum(row["profit"] for row in rows) == figure.rows.sum_of_rows == 400


def test_it_says_what_it_leaves_out(accounts: dict[str, Account], ask: Any) -> None:
    assert [(note.code, note.count) for note in ask("accounts.whale", "lin").notes] == [
        ("before_serving", None),
        ("without_margin", 1),
    ]


def test_margins_are_for_roles_that_see_them(accounts: dict[str, Account], ask: Any, people: Any) -> None:
    people.lin.role.field_groups = ["reach"]
    people.lin.role.save()
    people.lin.refresh_from_db()
    figure = ask("accounts.whale", "lin")
    assert (figure.value, figure.rows.total(), figure.notes[0].code) == (None, 0, "hidden")
    classes = ask("accounts.potential_class", "lin")
    assert all(row["profit_share"] is None for row in classes.rows.fetch(10))
    assert "hidden" in {note.code for note in classes.notes}


def test_nobody_reads_what_they_do_not_see(accounts: dict[str, Account], ask: Any) -> None:
    assert ask("accounts.whale", "stranger").value is None
    assert ask("accounts.potential_class", "stranger").rows.total() == 0


def test_as_of_a_day_before_there_was_none(accounts: dict[str, Account], ask: Any) -> None:
    assert ask("accounts.whale", "lin", as_of="2026-11-01").value is None


def test_a_laggard_takes_visits_and_yields_little(accounts: dict[str, Account], ask: Any, act: Any) -> None:
    """5 accounts: an equal share is a fifth. Fair takes 4 of 8 visits and yields 20 of 400, Good yields a half."""
    for name, times in (("Best", 1), ("Good", 1), ("Fair", 4), ("Dear", 2)):
        visit(accounts[name], times, act)
    figure = ask("accounts.potential_class", "lin")
    assert {row["account"]: row["class"] for row in figure.rows.fetch(10)} == {
        "Best": "Core",
        "Good": "Growing",
        "Fair": "Laggard",
        "Dear": "Laggard",
        "Dark": "Growing",  # it takes none of the visits
    }
    table = {row["class"]: row for row in figure.value}
    assert (table["Laggard"]["count"], table["Laggard"]["visits_share"]) == (2, D("0.75"))
    assert sum(row["count"] for row in figure.value) == figure.rows.total() == 5
    assert sum(row["visits"] for row in figure.rows.fetch(10)) == figure.rows.sum_of_rows == 8


def test_without_visits_nobody_is_called_a_laggard(accounts: dict[str, Account], ask: Any) -> None:
    figure = ask("accounts.potential_class", "lin")
    assert {row["account"]: row["class"] for row in figure.rows.fetch(10)}["Fair"] == "not known"
    assert ("unknown", 3) in {(note.code, note.count) for note in figure.notes}


def test_the_page_says_80_20_only_where_it_is_so(accounts: dict[str, Account], page_of: Any) -> None:
    """Best brings 900 of 2,000."""
    text = page_of("lin", "/accounts/spread").content.decode()
    assert "80/20 does not hold here" in text
    data = re.search(r'id="whale-data"[^>]*>(.*?)</script>', text, re.DOTALL)
    assert data is not None
    chart = json.loads(data.group(1))
    assert chart["revenue"][:2] == [[0, 0], [20, 45]]
    assert chart["profit"][-1] == [100, 100]
    assert "profit" not in page_of("stranger", "/accounts/spread").content.decode().split("<main")[1].split("</main")[0]


def test_a_curve_of_many_accounts_keeps_its_ends() -> None:
    drawn = curve([D(place) / 5000 for place in range(1, 5001)])
    assert (drawn[0], drawn[-1]) == ([0, 0], [100, 100])
    assert [20, 20] in drawn
    assert len(drawn) < 210
