"""Ways to look at the same records: a list, a matrix, a map. Each domain adds its own from AppConfig.ready()."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as Text
else:
    Text = str


@dataclass(frozen=True, slots=True)
class Tab:
    key: str
    title: Text
    url_name: str
    icon: str
    order: int = 100
    allowed: Callable[[HttpRequest], bool] | None = None
    folded: bool = False
    """Kept in the menu behind the row, so that the row stays on one line."""


@dataclass(frozen=True, slots=True)
class Drawn:
    tab: Tab
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class Row:
    shown: list[Drawn]
    folded: list[Drawn]

    @property
    def here(self) -> Drawn | None:
        """The folded one whose page this is: it names the menu."""
        return next((one for one in self.folded if one.current), None)


_tabs: dict[str, dict[str, Tab]] = {}


def add(place: str, tab: Tab) -> None:
    """Adding a key again replaces it."""
    _tabs.setdefault(place, {})[tab.key] = tab


def of(place: str, request: HttpRequest) -> Row | None:
    """The tabs of a place in order; no row when there is only one."""
    found = sorted(_tabs.get(place, {}).values(), key=lambda tab: (tab.order, tab.key))
    allowed = (tab for tab in found if tab.allowed is None or tab.allowed(request))
    drawn = [Drawn(tab, url, request.path == url) for tab in allowed if (url := _address(tab.url_name))]
    if len(drawn) < 2:
        return None
    return Row([one for one in drawn if not one.tab.folded], [one for one in drawn if one.tab.folded])


def _address(url_name: str) -> str:
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return ""
