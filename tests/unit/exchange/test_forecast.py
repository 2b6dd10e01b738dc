"""The forecast as files: the numbers of its pages, by rights, with notes that never run as formulas."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from keyaccount.apps.forecast.services.overrides import set_override
from keyaccount.apps.forecast.services.submissions import submit_forecast
from keyaccount.apps.pipeline.services.stages import win_opportunity
from keyaccount.apps.pipeline.services.targets import set_target
from keyaccount.kernel.errors import Invalid, NotAllowed
from keyaccount.kernel.period import Period
from keyaccount.surfaces.exchange.services import export_rows
from tests.unit.exchange.test_exporting import table

Q4 = Period.quarter(2026, 4)
DECEMBER = date(2026, 12, 10)
PLACES = ("forecast", "forecast_months", "forecast_rollup")


@pytest.fixture(autouse=True)
def said(make_deal: Any, act: Any, people: Any) -> None:
    """lin: 100 won, 50 in the stage of half a chance; she says 170, her manager 140."""
    win_opportunity(opportunity_id=make_deal("Won", 100, expected_close=DECEMBER).pk, act=act())
    make_deal("Sure", 50, stage=4, expected_close=DECEMBER)
    set_target(owner=people.lin, year=2026, quarter=4, amount=Decimal(400), act=act("zhao"))
    for who, amount, note in (("lin", 170, "=1+1"), ("zhao", 140, "Too hopeful")):
        set_override(
            person=people.lin,
            category="commit",
            period=Q4,
            amount=Decimal(amount),
            note=note,
            by_manager=who == "zhao",
            act=act(who),
        )
    submit_forecast(period=Q4, act=act())


def rows(place: str, viewer: Any, form: str = "csv", **filters: str) -> list[dict[str, Any]]:
    head, *lines = table(place, viewer, form, period="2026-Q4", scope="company", **filters)
    return [dict(zip(head, line, strict=True)) for line in lines]


def test_people_with_what_counts_and_what_the_deals_say(people: Any) -> None:
    lin = next(row for row in rows("forecast", people.zhao, "xlsx") if row["Person"] == "lin")
    numbers = ("Target", "Closed", "Weighted", "Coverage", "Missing", "Commit", "Commit as computed")
    assert [lin[name] for name in numbers] == [400, 100, 25, 0.3125, 275, 140, 150]


def test_months_add_up_to_the_period(people: Any) -> None:
    found = rows("forecast_months", people.zhao)
    assert [row["Month"] for row in found] == ["2026-10-01", "2026-11-01", "2026-12-01"]
    assert [sum(Decimal(row[name]) for row in found) for name in ("Closed", "Weighted")] == [100, 25]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_roll_up_has_all_three_numbers_and_no_formula(people: Any, form: str) -> None:
    commit = next(row for row in rows("forecast_rollup", people.zhao, form) if row["Person"] == "lin")
    assert (commit["Category"], commit["Note to it"], commit["Manager"]) == ("Commit", "'=1+1", "zhao")
    assert [Decimal(commit[name]) for name in ("Deals say", "Own number", "Manager's number", "Counts")] == [
        150,
        170,
        140,
        140,
    ]
    assert str(commit["Submitted"]).startswith("2026-11-19")


def test_a_past_day_knows_nothing_of_it(people: Any) -> None:
    assert all(Decimal(row["Commit"]) == 0 for row in rows("forecast", people.zhao, as_of="2026-11-01"))


def test_rights_are_those_of_the_pages(people: Any, page_of: Any) -> None:
    for place in PLACES[::2]:
        assert all(row["Person"] != "lin" for row in rows(place, people.stranger)), place
    assert "/exports/forecast_rollup.xlsx?" in page_of("zhao", "/forecast/rollup/").content.decode()
    people.zhao.role.may_export = False
    people.zhao.role.save()
    for place in PLACES:
        with pytest.raises(NotAllowed):
            export_rows(place, viewer=people.zhao, filters={})
    assert "/exports/" not in page_of("zhao", "/forecast/").content.decode()


def test_a_bad_address_is_told_before_the_file_begins(people: Any, page_of: Any) -> None:
    with pytest.raises(Invalid):
        export_rows("forecast", viewer=people.lin, filters={"period": "soon"})
    assert page_of("lin", "/exports/forecast_rollup.csv?period=soon").status_code == 400
