"""What every list page is drawn with: its saved views and the place where its choices are kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from keyaccount.apps.workspace.models import SavedView
from keyaccount.apps.workspace.queries.saved_views import teams_to_share_with, views_of
from keyaccount.apps.workspace.tables.listing import Asked, read
from keyaccount.apps.workspace.views.edge import viewer
from keyaccount.apps.workspace.views.lists import columns_kept


@dataclass(frozen=True, slots=True)
class ViewLink:
    view: SavedView
    link: str
    current: bool

    @property
    def pk(self) -> int:
        return self.view.pk

    @property
    def name(self) -> str:
        return self.view.name


def asked_of(request: HttpRequest, place: str) -> Asked:
    return read(request.GET, request.path, columns_kept(request, place))


def list_context(request: HttpRequest, place: str, asked: Asked) -> dict[str, Any]:
    links = [_link(view, asked) for view in views_of(viewer(request), place)]
    return {"asked": asked, **views_context(request, place, links)}


def views_context(request: HttpRequest, place: str, links: Sequence[ViewLink]) -> dict[str, Any]:
    """What the menu of views is drawn with; share_teams: with whom the reader may share the one that is open."""
    current = next((link for link in links if link.current), None)
    mine = current is not None and current.view.owner_id == viewer(request).pk
    teams = list(teams_to_share_with(viewer(request))) if mine else []
    return {"place": place, "views": links, "current_view": current, "share_teams": teams}


def exports(place: str, asked: Asked) -> dict[str, str]:
    """The addresses of the same rows as a file, by format; none while nothing serves them."""
    try:
        return {
            kind: replace(asked, path=reverse("exchange:export", args=[place, kind])).link(columns="", sort="")
            for kind in ("csv", "xlsx")
        }
    except NoReverseMatch:
        return {}


def _link(view: SavedView, asked: Asked) -> ViewLink:
    query = {key: str(text) for key, text in view.query.items()}
    return ViewLink(view, f"{asked.path}?{urlencode(query)}", current=query == dict(asked.given))
