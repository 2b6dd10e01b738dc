"""The places of the product. Each domain and surface adds its own from AppConfig.ready(); this floor draws them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as Text
else:
    Text = str


class Group(StrEnum):
    MAIN = "main"
    MORE = "more"
    FOOT = "foot"


class Phone(StrEnum):
    """Where the place stands on a phone: a tab, the one act in the middle of the tab bar, or only under More."""

    TAB = "tab"
    ACT = "act"
    MORE = "more"


@dataclass(frozen=True, slots=True)
class NavItem:
    """allowed: who sees it; count: a small number beside it, None for none; in_bar: shown in the side bar too."""

    key: str
    label: Text
    url_name: str
    icon: str
    order: int = 100
    group: Group | str = Group.MAIN
    allowed: Callable[[HttpRequest], bool] | None = None
    count: Callable[[HttpRequest], int | str | None] | None = None
    phone: Phone | str = Phone.MORE
    in_bar: bool = True


@dataclass(frozen=True, slots=True)
class Link:
    """A place as one page draws it: its address found, its permission asked, its count known."""

    item: NavItem
    url: str
    count: int | str | None
    current: bool = False


_items: dict[str, NavItem] = {}


def add(item: NavItem) -> None:
    """Adding a key again replaces it, so a reload in development does no harm."""
    _items[item.key] = item


def items() -> list[NavItem]:
    return sorted(_items.values(), key=lambda item: (item.order, item.key))


def links(request: HttpRequest) -> list[Link]:
    """The places this request may go to, in order; one is current: the longest address the path begins with."""
    found = [(item, url) for item in items() if _is_allowed(item, request) and (url := _address(item.url_name))]
    here = current_url((url for _, url in found), request.path)
    return [Link(item, url, item.count(request) if item.count else None, current=url == here) for item, url in found]


def current_url(urls: Iterable[str], path: str) -> str:
    return max((url for url in urls if path == url or (url != "/" and path.startswith(url))), key=len, default="")


def _is_allowed(item: NavItem, request: HttpRequest) -> bool:
    return item.allowed is None or item.allowed(request)


def _address(url_name: str) -> str:
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return ""
