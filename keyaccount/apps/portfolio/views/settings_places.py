"""What this domain adds to the settings page; called when the application starts."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from keyaccount.ui import settings_places
from keyaccount.ui.settings_places import Group, Place


def administers(request: HttpRequest) -> bool:
    return bool(request.user.role.may_administer)  # type: ignore[union-attr]


def add_places() -> None:
    for place in PLACES:
        settings_places.add(place)


PLACES = (
    Place(
        "tiers",
        _("Tiers and key accounts"),
        _("Weights, thresholds, and what makes a key account."),
        "portfolio:tier_rules",
        icon="award",
        group=Group.SALES,
        order=50,
        allowed=administers,
    ),
    Place(
        "white_space",
        _("White space"),
        _("How long a product that was won counts as in use."),
        "portfolio:white_space_rule",
        icon="table",
        group=Group.SALES,
        order=60,
        allowed=administers,
    ),
    Place(
        "signal_rules",
        _("Rules for signals"),
        _("Which change is likely to need what, and which products answer it."),
        "portfolio:signal_rules",
        icon="bell",
        group=Group.SALES,
        order=55,
        allowed=administers,
    ),
)
