"""The ways to look at a place: a row, and a menu for those that would make it wrap."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import RequestFactory
from django.urls import path

from keyaccount.ui import tabs
from keyaccount.ui.tabs import Row, Tab

urlpatterns = [path(f"{name}/", lambda request: None, name=name) for name in ("list", "matrix", "markets")]

pytestmark = pytest.mark.urls(__name__)


@pytest.fixture(autouse=True)
def nothing_added() -> Iterator[None]:
    kept = dict(tabs._tabs)
    tabs._tabs.clear()
    yield
    tabs._tabs.clear()
    tabs._tabs.update(kept)


def at(place: str) -> Row | None:
    return tabs.of("accounts", RequestFactory().get(place))


def three() -> None:
    tabs.add("accounts", Tab("markets", "Markets", "markets", "chart-bar", order=30, folded=True))
    tabs.add("accounts", Tab("list", "List", "list", "table", order=10))
    tabs.add("accounts", Tab("matrix", "Matrix", "matrix", "table", order=20))


def test_one_way_to_look_needs_no_row() -> None:
    tabs.add("accounts", Tab("list", "List", "list", "table"))
    tabs.add("accounts", Tab("gone", "Gone", "nothing:serves", "table"))
    tabs.add("accounts", Tab("hidden", "Hidden", "matrix", "table", allowed=lambda request: False))
    assert at("/list/") is None


def test_folded_tabs_stand_behind_the_row() -> None:
    three()
    row = at("/list/")
    assert row is not None
    assert [one.tab.key for one in row.shown] == ["list", "matrix"]
    assert [one.tab.key for one in row.folded] == ["markets"]
    assert row.here is None


def test_the_menu_takes_the_name_of_the_folded_page_one_is_on() -> None:
    three()
    row = at("/markets/")
    assert row is not None
    assert row.here is not None
    assert row.here.tab.key == "markets"
    assert not any(one.current for one in row.shown)
