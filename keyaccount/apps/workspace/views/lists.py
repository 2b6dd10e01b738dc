"""What a person keeps of a list: views under a name, the choice of columns."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import parse_qsl, urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from keyaccount.apps.workspace.models import Team
from keyaccount.apps.workspace.services.saved_views import copy_view, remove_view, save_view, share_view
from keyaccount.apps.workspace.tables.listing import COLUMNS, PLACES
from keyaccount.apps.workspace.views.edge import act_of, page
from keyaccount.kernel.errors import Invalid
from keyaccount.ui.htmx import go


def columns_kept(request: HttpRequest, place: str) -> str:
    """The reader's last choice of columns for a list, as a link writes it."""
    kept: str = request.session.get(_key(place), "")
    return kept


@require_POST
@page
def keep_columns(request: HttpRequest, place: str) -> HttpResponse:
    remember_columns(request, place, request.POST.getlist(COLUMNS))
    return HttpResponse(status=204)


def remember_columns(request: HttpRequest, place: str, columns: Sequence[str]) -> None:
    request.session[_key(place)] = ",".join(columns)


@require_POST
@page
def save(request: HttpRequest, place: str) -> HttpResponse:
    """Save what the list's address asks for; go there."""
    address = _own_address(request)
    query = {key: text for key, text in parse_qsl(urlsplit(address).query) if key not in PLACES}
    if COLUMNS not in query and (columns := columns_kept(request, place)):
        query[COLUMNS] = columns
    try:
        view = save_view(place=place, name=request.POST.get("name", ""), query=query, act=act_of(request))
    except Invalid as refused:
        messages.error(request, " ".join(refused.fields.values()))
    else:
        messages.success(request, _("The view “%(name)s” is saved.") % {"name": view.name})
    return go(request, address)


@require_POST
@page
def remove(request: HttpRequest, view_id: int) -> HttpResponse:
    view = remove_view(view_id=view_id, act=act_of(request))
    messages.success(request, _("The view “%(name)s” is removed.") % {"name": view.name})
    return go(request, _own_address(request))


@require_POST
@page
def share(request: HttpRequest, view_id: int) -> HttpResponse:
    """to: the id of a team, `all`, or nothing to share it no more."""
    to = request.POST.get("to", "")
    team = Team.objects.filter(pk=int(to)).first() if to.isdecimal() else None
    view = share_view(view_id=view_id, team=team, for_all=to == "all", act=act_of(request))
    said = _("The view “%(name)s” is shared.") if view.is_shared else _("The view “%(name)s” is yours alone.")
    messages.success(request, said % {"name": view.name})
    return go(request, _own_address(request))


@require_POST
@page
def copy(request: HttpRequest, view_id: int) -> HttpResponse:
    view = copy_view(view_id=view_id, act=act_of(request))
    messages.success(request, _("The view “%(name)s” is saved.") % {"name": view.name})
    return go(request, _own_address(request))


def _own_address(request: HttpRequest) -> str:
    """The list to return to, on this site only."""
    address = request.POST.get("next", "")
    return address if url_has_allowed_host_and_scheme(address, allowed_hosts=None) else "/"


def _key(place: str) -> str:
    return f"columns:{place}"
