"""The command bar: records of every domain, places and acts, by what was typed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from keyaccount.apps.workspace.searching import fold, search_text
from keyaccount.ui import finding, navigation
from keyaccount.ui.finding import Hit

LIMIT = 8
PLACES = 5


@dataclass(frozen=True, slots=True)
class Entry:
    hit: Hit
    icon: str


@dataclass(frozen=True, slots=True)
class Group:
    title: str
    entries: Sequence[Entry]


def found(request: HttpRequest, text: str) -> list[Group]:
    """Records first, then where one may go and what one may do; empty groups are left out."""
    records = [
        Group(str(finder.title), [Entry(hit, finder.icon) for hit in finder.find(request, text, LIMIT)])
        for finder in finding.finders()
    ]
    groups = [*records, Group(_("Acts"), _fitting(_acts(request), text)), Group(_("Places"), _places(request, text))]
    return [group for group in groups if group.entries]


def _places(request: HttpRequest, text: str) -> list[Entry]:
    known = (
        (Entry(Hit(str(link.item.label), link.url), link.item.icon), "")
        for link in navigation.links(request)
        if link.item.in_bar
    )
    return _fitting(known, text)[: PLACES if text.strip() else None]


def _acts(request: HttpRequest) -> Iterable[tuple[Entry, str]]:
    for deed in finding.deeds(request):
        try:
            yield Entry(Hit(str(deed.title), reverse(deed.url_name)), deed.icon), str(deed.words)
        except NoReverseMatch:
            continue


def _fitting(known: Iterable[tuple[Entry, str]], text: str) -> list[Entry]:
    """Those whose names hold every word, by name, pinyin or initials."""
    words = fold(text).split()
    return [entry for entry, more in known if all(word in search_text(entry.hit.name, more) for word in words)]
