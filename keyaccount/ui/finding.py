"""What the command bar finds. Each domain adds a finder for its records from AppConfig.ready(); pages add acts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpRequest

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as Text
else:
    Text = str


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found: `beside` tells it from its namesakes, `meta` stands at the right edge."""

    name: str
    url: str
    beside: str = ""
    meta: str = ""


@dataclass(frozen=True, slots=True)
class Finder:
    """find(request, text, limit): the best matches first; for an empty text what one has just been at, or nothing."""

    key: str
    title: Text
    icon: str
    find: Callable[[HttpRequest, str, int], Sequence[Hit]]
    order: int = 100


@dataclass(frozen=True, slots=True)
class Deed:
    """Something one can begin from anywhere; `words` are more names it goes by."""

    key: str
    title: Text
    url_name: str
    icon: str = "plus"
    words: Text = ""
    allowed: Callable[[HttpRequest], bool] | None = None
    order: int = 100


_finders: dict[str, Finder] = {}
_deeds: dict[str, Deed] = {}


def add(finder: Finder) -> None:
    """Adding a key again replaces it."""
    _finders[finder.key] = finder


def add_deed(deed: Deed) -> None:
    _deeds[deed.key] = deed


def finders() -> list[Finder]:
    return sorted(_finders.values(), key=lambda finder: (finder.order, finder.key))


def deeds(request: HttpRequest) -> list[Deed]:
    """Those this reader may do."""
    known = sorted(_deeds.values(), key=lambda deed: (deed.order, deed.key))
    return [deed for deed in known if deed.allowed is None or deed.allowed(request)]
