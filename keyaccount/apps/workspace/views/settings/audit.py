"""The audit trail."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, QueryDict
from django.views.decorators.http import require_safe

from keyaccount.apps.workspace.forms.workspace import TrailForm
from keyaccount.apps.workspace.queries.settings import workspace
from keyaccount.apps.workspace.queries.trail import entities_in_trail, reads_trail, trail
from keyaccount.apps.workspace.tables.trail import kind_of, told
from keyaccount.apps.workspace.views.edge import viewer
from keyaccount.apps.workspace.views.saving import only
from keyaccount.ui.htmx import render_part


@require_safe
@only(reads_trail)
def audit(request: HttpRequest) -> HttpResponse:
    kinds = sorted(((entity, kind_of(entity)) for entity in entities_in_trail()), key=lambda kind: kind[1])
    form = TrailForm(request.GET, kinds=kinds)
    asked = form.cleaned_data if form.is_valid() else {}
    found = trail(viewer(request), asked, _id(request, "before"), _id(request, "after"))
    context = {
        "form": form,
        "told": told(found.entries, viewer(request)),
        "older_url": _page(request, "before", found.older),
        "newer_url": _page(request, "after", found.newer),
        "filtered": any(asked.values()),
        "zone": workspace().zone,
    }
    return render_part(request, "workspace/settings/audit.html", context, part="rows")


def _id(request: HttpRequest, key: str) -> int | None:
    text = request.GET.get(key, "")
    return int(text) if text.isdigit() and len(text) < 19 else None


def _page(request: HttpRequest, key: str, place: int | None) -> str:
    if place is None:
        return ""
    query: QueryDict = request.GET.copy()
    for other in ("before", "after"):
        query.pop(other, None)
    query[key] = str(place)
    return f"{request.path}?{query.urlencode()}"
