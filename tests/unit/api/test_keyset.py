"""Keyset pages: together they are the whole list in its order, whatever comes and goes between two of them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from keyaccount.apps.pipeline.models import Opportunity, Stage
from keyaccount.apps.workspace.models import User
from keyaccount.apps.workspace.queries.settings import SYSTEM_USERNAME
from keyaccount.surfaces.api.lists.keyset import ID, NoSuchOrder, Sort, keys_of, page
from tests.conftest import NOW

SORTS = {
    "id": ID,
    "name": Sort("name"),
    "amount": Sort("amount", nullable=True),
    "expected_close": Sort("expected_close", nullable=True),
    "account": Sort("account__name", nullable=True),
}
Row = tuple[str, Decimal | None, date | None]
names = st.sampled_from(["", "A", "a", "B", "华为", "100%", "_"])
amounts = st.none() | st.sampled_from([Decimal(0), Decimal("0.01"), Decimal(5), Decimal("5.10"), Decimal(10**12)])
days = st.none() | st.sampled_from([date(2026, 1, 1), date(2026, 1, 2), date(1999, 12, 31)])
rows = st.lists(st.tuples(names, amounts, days), max_size=9)
orders = st.lists(
    st.tuples(st.sampled_from(["id", "name", "amount", "expected_close"]), st.booleans()), min_size=1, max_size=4
)
SETTINGS = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


def add(given_rows: list[Row]) -> list[Opportunity]:
    stage, owner = Stage.objects.order_by("id").first(), User.objects.get(username=SYSTEM_USERNAME)
    fixed = {"stage": stage, "owner": owner, "currency": "CNY", "opened_on": NOW.date(), "stage_since": NOW.date()}
    return [
        Opportunity.objects.create(
            name=name, amount=amount, expected_close=day, created_at=NOW, updated_at=NOW, **fixed
        )
        for name, amount, day in given_rows
    ]


def sort_text(order: list[tuple[str, bool]]) -> str:
    return ",".join(f"-{name}" if falling else name for name, falling in order)


def all_pages(found: QuerySet[Opportunity], text: str, limit: int) -> list[list[Opportunity]]:
    keys, pages, cursor = keys_of(text, SORTS), [], None
    while True:
        some, cursor = page(found, keys, cursor, limit)
        pages.append(some)
        if cursor is None:
            return pages


def in_python(found: list[Opportunity], text: str) -> list[int]:
    """The order said once more, by sorting from the last key to the first; empty values last in either direction."""
    ordered = list(found)
    keys = keys_of(text, SORTS)
    for key in reversed(keys):
        column = key.sort.column
        filled = [row for row in ordered if getattr(row, column) is not None]
        empty = [row for row in ordered if getattr(row, column) is None]
        filled.sort(key=lambda row, column=column: getattr(row, column), reverse=key.falling)  # type: ignore[misc]
        ordered = filled + empty
    return [row.pk for row in ordered]


class TestPages(TestCase):
    @SETTINGS
    @given(rows, orders, st.integers(1, 4))
    def test_together_they_are_the_list_in_its_order(
        self, given_rows: list[Row], order: list[tuple[str, bool]], limit: int
    ) -> None:
        made, text = add(given_rows), sort_text(order)
        pages = all_pages(Opportunity.objects.all(), text, limit)
        assert all(len(some) == limit for some in pages[:-1])
        found = [row.pk for some in pages for row in some]
        assert sorted(found) == sorted(row.pk for row in made)
        if "name" not in text:  # how texts are ordered is the database's own affair
            assert found == in_python(made, text)

    @SETTINGS
    @given(rows, rows, orders, st.integers(1, 3), st.data())
    def test_what_comes_and_goes_in_between_shifts_nothing(
        self, before: list[Row], meanwhile: list[Row], order: list[tuple[str, bool]], limit: int, data: st.DataObject
    ) -> None:
        """Every row that was there throughout is given once and only once."""
        made, text = add(before), sort_text(order)
        keys, cursor, found = keys_of(text, SORTS), None, []
        doomed = {row.pk for row in made if data.draw(st.booleans())}
        turn = 0
        while True:
            some, cursor = page(Opportunity.objects.all(), keys, cursor, limit)
            found += [row.pk for row in some]
            if cursor is None:
                break
            add(meanwhile[turn : turn + 1])
            Opportunity.objects.filter(pk__in=sorted(doomed)[turn : turn + 1]).delete()
            turn += 1
        stayed = set(Opportunity.objects.filter(pk__in=[row.pk for row in made]).values_list("pk", flat=True))
        assert len(found) == len(set(found))
        assert stayed <= set(found)


@pytest.mark.parametrize("text", ["account", "-account", "account,-amount"])
def test_an_order_by_a_related_record(act: Any, text: str) -> None:
    from keyaccount.apps.accounts.services.accounts import create_account
    from keyaccount.apps.pipeline.services.opportunities import create_opportunity

    for name in ("B", "A", None):
        account = create_account(values={"name": name}, act=act()) if name else None
        create_opportunity(values={"name": str(name), "account": account}, act=act())
    found = [row.name for some in all_pages(Opportunity.objects.all(), text, 1) for row in some]
    assert found == (["B", "A", "None"] if text.startswith("-") else ["A", "B", "None"])


def test_the_id_decides_in_the_direction_of_the_first_key() -> None:
    assert [key.token for key in keys_of("-amount,name", SORTS)] == ["-amount", "name", "-id"]
    assert [key.token for key in keys_of("amount,amount", SORTS)] == ["amount", "id"]
    assert [key.token for key in keys_of("-id", SORTS)] == ["-id"]
    assert [key.token for key in keys_of("name,id,-amount", SORTS)] == ["name", "id"]


@pytest.mark.parametrize("text", ["", "colour", "amount,", "--amount", "amount;id"])
def test_an_order_that_there_is_not(text: str) -> None:
    with pytest.raises(NoSuchOrder):
        keys_of(text, SORTS)


def test_pages_by_amount_come_from_their_index(db: None) -> None:
    """The first page and those after it: nothing is sorted, no table is read through."""
    keys = keys_of("-amount", {"amount": Sort("amount", nullable=True)})
    add([("a", Decimal(number), None) for number in range(5)])
    with CaptureQueriesContext(connection) as captured:
        _some, cursor = page(Opportunity.objects.present(), keys, None, 2)
        page(Opportunity.objects.present(), keys, cursor, 1)
    with connection.cursor() as database:
        if connection.vendor == "postgresql":
            database.execute("SET LOCAL enable_seqscan = off")
        for query in captured.captured_queries:
            database.execute(f"{EXPLAIN[connection.vendor]} {query['sql']}")
            plan = str(database.fetchall())
            assert "opp_by_amount" in plan
            assert "TEMP B-TREE" not in plan
            assert "Sort" not in plan


EXPLAIN = {"sqlite": "EXPLAIN QUERY PLAN", "postgresql": "EXPLAIN"}
