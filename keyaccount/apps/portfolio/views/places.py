"""What this domain adds to the places of the product; called when the application starts."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from keyaccount.ui import settings_places, tabs
from keyaccount.ui.settings_places import Group, Place
from keyaccount.ui.tabs import Tab


def administers(request: HttpRequest) -> bool:
    return bool(request.user.role.may_administer)  # type: ignore[union-attr]


def add_places() -> None:
    for tab in TABS:
        tabs.add("accounts", tab)
    for place in PLACES:
        settings_places.add(place)


TABS = (
    Tab("ledger", _("Relationship ledger"), "portfolio:ledger", "books", order=15),
    Tab("matrix", _("Matrix"), "portfolio:matrix", "layout-dashboard", order=20),
    Tab("stances", _("Stances"), "portfolio:stances", "scale", order=25),
    Tab("spread", _("Revenue by account"), "portfolio:spread", "chart-line", order=30, folded=True),
    Tab("provinces", _("Provinces"), "portfolio:provinces", "map-pin", order=40, folded=True),
    Tab("markets", _("Market share"), "portfolio:markets", "chart-bar", order=50, folded=True),
)
PLACES = (
    Place(
        "segments",
        _("Attack and defence"),
        _("Where potential and share of wallet begin to count as high."),
        "portfolio:segment_rules",
        icon="scale",
        group=Group.SALES,
        order=60,
        allowed=administers,
    ),
    Place(
        "market_rules",
        _("What market shares say"),
        _("Which shares of a market and of key accounts are an opening, healthy or right."),
        "portfolio:market_rules",
        icon="chart-bar",
        group=Group.SALES,
        order=65,
        allowed=administers,
    ),
    Place(
        "scorecards",
        _("Balanced scorecards"),
        _("What attack and defence are measured by: measures, weights, wanted values."),
        "portfolio:scorecards",
        icon="target",
        group=Group.SALES,
        order=62,
        allowed=administers,
    ),
    Place(
        "province_map",
        _("Map of provinces"),
        _("An approved map in place of the tiles."),
        "portfolio:province_map",
        icon="map-pin",
        group=Group.SALES,
        order=66,
        allowed=administers,
    ),
    Place(
        "resources",
        _("Resources by stance"),
        _("Norms of time, people and money by stance, and how the effort of the operation is meant to split."),
        "portfolio:resource_rules",
        icon="users",
        group=Group.SALES,
        order=61,
        allowed=administers,
    ),
)
