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
        "pipelines",
        _("Pipelines and stages"),
        _("Stages in order, win rates, what shows that a stage is over."),
        "pipeline:pipelines",
        icon="layout-kanban",
        group=Group.SALES,
        order=10,
        allowed=administers,
    ),
    Place(
        "reasons",
        _("Reasons for winning and losing"),
        _("The list that closing a deal chooses from."),
        "pipeline:reasons",
        icon="list-details",
        group=Group.SALES,
        order=20,
        allowed=administers,
    ),
    Place(
        "products",
        _("Products"),
        _("What we sell, with list prices."),
        "pipeline:products",
        icon="package",
        group=Group.SALES,
        order=30,
    ),
    Place(
        "targets",
        _("Targets"),
        _("Of the company, teams and people, by quarter and year."),
        "pipeline:targets",
        icon="target",
        group=Group.SALES,
        order=40,
    ),
    Place(
        "currencies",
        _("Currencies and rates"),
        _("What each currency was worth, from which day on."),
        "pipeline:currencies",
        icon="coin",
        group=Group.COMPANY,
        order=50,
        allowed=administers,
    ),
)
