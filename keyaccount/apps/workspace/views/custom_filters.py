"""“More fields” of a list: its custom fields, each with a small form, and the list as it was asked for there."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode, urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe

from keyaccount.apps.workspace.forms.custom_filters import FieldFilterForm
from keyaccount.apps.workspace.models import On
from keyaccount.apps.workspace.queries.custom_fields import field_called, fields_on
from keyaccount.apps.workspace.tables.listing import PLACES
from keyaccount.apps.workspace.views.edge import page
from keyaccount.kernel.errors import NotFound
from keyaccount.ui.htmx import go


@require_safe
@page
def menu(request: HttpRequest, on: str) -> HttpResponse:
    if on not in On.values:
        raise NotFound
    forms = [FieldFilterForm(field) for field in fields_on(on)]
    return render(request, "workspace/parts/custom_filters.html", {"forms": forms, "on": on, "next": _next(request)})


@require_safe
@page
def apply(request: HttpRequest, on: str, column: str) -> HttpResponse:
    """The list with this filter set, as its form says it."""
    field = field_called(on, column) if on in On.values else None
    if field is None:
        raise NotFound
    form = FieldFilterForm(field, request.GET)
    return go(request, _link(_next(request), column, form.text if form.is_valid() else ""))


def _next(request: HttpRequest) -> str:
    """The list to return to, on this site only."""
    address = request.GET.get("next", "")
    return address if url_has_allowed_host_and_scheme(address, allowed_hosts=None) else "/"


def _link(address: str, column: str, text: str) -> str:
    parts = urlsplit(address)
    query = {key: given for key, given in parse_qsl(parts.query) if key not in {*PLACES, column}}
    return f"{parts.path}?{urlencode({**query, column: text} if text else query)}"
