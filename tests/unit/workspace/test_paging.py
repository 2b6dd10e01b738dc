"""Pages by keyset: each row once, in order, forth and back, whatever is empty or equal."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.workspace.queries.paging import Cursor, Order, cursor_from, page_of
from keyaccount.kernel.errors import Invalid
from tests.conftest import NOW

QUIET = settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
values = st.lists(st.none() | st.integers(1, 4), max_size=12)


def in_order(rows: list[tuple[int, Any]], *, down: bool) -> list[int]:
    filled = sorted(((value, pk) for pk, value in rows if value is not None), reverse=down)
    empty = sorted((pk for pk, value in rows if value is None), reverse=down)
    return [pk for _value, pk in filled] + empty


@pytest.mark.django_db
@QUIET
@given(values=values, size=st.integers(1, 5), down=st.booleans())
def test_forth_and_back(values: list[int | None], size: int, down: bool) -> None:
    with transaction.atomic():
        made = [Account.objects.create(name="A", employees=value, created_at=NOW, updated_at=NOW) for value in values]
        expected = in_order([(account.pk, account.employees) for account in made], down=down)
        order = Order("employees", down=down)

        def page(cursor: Cursor | None) -> Any:
            return page_of(Account.objects.all(), ("pk",), order, cursor, size)

        pages = [page(None)]
        while pages[-1].after:
            pages.append(page(cursor_from(pages[-1].after)))
        assert [pk for each in pages for (pk,) in each.rows] == expected
        assert not pages[0].before

        back = pages[-1]
        for earlier in reversed(pages[:-1]):
            back = page(cursor_from(before=back.before))
            assert back.rows == earlier.rows
            assert bool(back.before) == bool(earlier.before)
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_rows_that_come_between_are_neither_lost_nor_doubled() -> None:
    """What was shown stays before the cursor, whoever adds rows meanwhile."""

    def account(name: str) -> Account:
        return Account.objects.create(name=name, created_at=NOW, updated_at=NOW)

    for name in ("b", "d", "f", "h"):
        account(name)
    order = Order("name", filled=True)
    first = page_of(Account.objects.all(), ("name",), order, None, 2)
    account("a")
    account("e")
    second = page_of(Account.objects.all(), ("name",), order, cursor_from(first.after), 9)
    assert [row[0] for row in first.rows + second.rows] == ["b", "d", "e", "f", "h"]


@pytest.mark.parametrize("text", ["!!", "bm90IGpzb24", "WzFd", "WyJhIiwiYiJd"])
def test_a_broken_cursor_is_said(text: str) -> None:
    with pytest.raises(Invalid):
        cursor_from(text)


def test_a_cursor_survives_its_link() -> None:
    for value in ("300.00", "2026-11-19", "澜石重工", None):
        assert cursor_from(str(Cursor(value, 41))) == Cursor(value, 41)
