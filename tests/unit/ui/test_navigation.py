"""The places of the product, as one request sees them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import RequestFactory, override_settings
from django.urls import path

from keyaccount.ui import context, navigation
from keyaccount.ui.navigation import Group, NavItem, Phone

urlpatterns = [
    path("", lambda request: None, name="today"),
    path("accounts/", lambda request: None, name="accounts"),
    path("accounts/tiers/", lambda request: None, name="tiers"),
    path("deals/", lambda request: None, name="deals"),
    path("settings/", lambda request: None, name="settings"),
]

pytestmark = pytest.mark.urls(__name__)


@pytest.fixture(autouse=True)
def nothing_added() -> Iterator[None]:
    kept = dict(navigation._items)
    navigation._items.clear()
    yield
    navigation._items.clear()
    navigation._items.update(kept)


def at(place: str) -> list[navigation.Link]:
    return navigation.links(RequestFactory().get(place))


def test_places_stand_in_order_whoever_came_first() -> None:
    navigation.add(NavItem("deals", "Pipeline", "deals", "filter", order=30))
    navigation.add(NavItem("accounts", "Accounts", "accounts", "building", order=20))
    assert [(link.item.key, link.url) for link in at("/")] == [("accounts", "/accounts/"), ("deals", "/deals/")]


def test_adding_a_key_again_replaces_it() -> None:
    navigation.add(NavItem("deals", "Pipeline", "deals", "filter"))
    navigation.add(NavItem("deals", "Deals", "deals", "filter"))
    assert [link.item.label for link in at("/")] == ["Deals"]


def test_a_place_that_nothing_serves_or_that_is_not_allowed_is_left_out() -> None:
    navigation.add(NavItem("plans", "Plans", "plans:list", "file-text"))
    navigation.add(NavItem("settings", "Settings", "settings", "settings", allowed=lambda request: False))
    navigation.add(NavItem("deals", "Pipeline", "deals", "filter", allowed=lambda request: True))
    assert [link.item.key for link in at("/")] == ["deals"]


@pytest.mark.parametrize(
    ("place", "current"),
    [
        ("/", "today"),
        ("/accounts/", "accounts"),
        ("/accounts/41/", "accounts"),
        ("/accounts/tiers/a/", "tiers"),
        ("/nowhere/", None),
    ],
)
def test_the_longest_address_the_path_begins_with_is_where_we_are(place: str, current: str | None) -> None:
    for order, key in enumerate(("today", "accounts", "tiers", "deals")):
        navigation.add(NavItem(key, key, key, "table", order=order))
    assert next((link.item.key for link in at(place) if link.current), None) == current


def test_a_count_is_asked_of_the_request() -> None:
    navigation.add(NavItem("deals", "Pipeline", "deals", "filter", count=lambda request: len(request.path)))
    navigation.add(NavItem("accounts", "Accounts", "accounts", "building"))
    assert [link.count for link in at("/abc")] == [None, 4]


def test_a_page_divides_its_places() -> None:
    navigation.add(NavItem("today", "Today", "today", "checklist", order=1, phone=Phone.TAB))
    navigation.add(NavItem("new", "New deal", "deals", "plus", order=2, phone=Phone.ACT, in_bar=False))
    navigation.add(NavItem("tiers", "Tiers", "tiers", "award", order=3, group=Group.MORE))
    navigation.add(NavItem("settings", "Settings", "settings", "settings", order=4, group=Group.FOOT))
    ka = context.PageContext(RequestFactory().get("/"))
    keys = [[link.item.key for link in part] for part in (ka.bar, ka.bar_more, ka.bar_foot, ka.tabs)]
    assert keys == [["today"], ["tiers"], ["settings"], ["today"]]
    assert ka.act is not None
    assert ka.act.item.key == "new"


def test_a_missing_address_is_empty_and_settings_may_name_another() -> None:
    assert context.address("search") == ""
    with override_settings(KEYACCOUNT_ADDRESSES={"search": "deals"}):
        assert context.address("search") == "/deals/"


@pytest.mark.parametrize(("cookie", "theme"), [("dark", "dark"), ("light", "light"), ("auto", "auto"), ("x", "auto")])
def test_the_theme_is_the_cookie_or_the_device(cookie: str, theme: str) -> None:
    request = RequestFactory().get("/")
    request.COOKIES[context.THEME_COOKIE] = cookie
    assert context.theme_of(request) == theme
