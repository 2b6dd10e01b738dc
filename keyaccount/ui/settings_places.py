"""The lines of the settings page. Each domain and surface adds its own from AppConfig.ready()."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as Text
else:
    Text = str


class Group(StrEnum):
    ME = "me"
    COMPANY = "company"
    SALES = "sales"
    WATCH = "watch"


TITLES: dict[Group, Text] = {
    Group.ME: _("You"),
    Group.COMPANY: _("Company"),
    Group.SALES: _("Selling"),
    Group.WATCH: _("Watching over"),
}


@dataclass(frozen=True, slots=True)
class Place:
    """text: one line on what is decided there; allowed: who sees the line (the page guards itself as well)."""

    key: str
    title: Text
    text: Text
    url_name: str
    icon: str
    group: Group
    order: int = 100
    allowed: Callable[[HttpRequest], bool] | None = None


@dataclass(frozen=True, slots=True)
class Section:
    title: Text
    links: list[tuple[Place, str]]


_places: dict[str, Place] = {}


def add(place: Place) -> None:
    """Adding a key again replaces it, so a reload in development does no harm."""
    _places[place.key] = place


def sections(request: HttpRequest) -> list[Section]:
    """The groups with what this person may open, in order; a group without any is left out."""
    found = [Section(title, _links(group, request)) for group, title in TITLES.items()]
    return [section for section in found if section.links]


def _links(group: Group, request: HttpRequest) -> list[tuple[Place, str]]:
    places = sorted((place for place in _places.values() if place.group == group), key=lambda one: (one.order, one.key))
    allowed = (place for place in places if place.allowed is None or place.allowed(request))
    return [(place, url) for place in allowed if (url := _address(place.url_name))]


def _address(url_name: str) -> str:
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return ""
