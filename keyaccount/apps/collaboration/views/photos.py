"""The photo of a person: shown, set, taken away."""

from __future__ import annotations

from django.http import FileResponse, HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from keyaccount.apps.collaboration import kinds, storing
from keyaccount.apps.collaboration.queries.files import photo_of
from keyaccount.apps.collaboration.services import photos as service
from keyaccount.apps.collaboration.views.guarded import guarded
from keyaccount.apps.workspace.views.edge import act_of, page, viewer
from keyaccount.kernel.errors import Fact, NotAllowed, NotFound
from keyaccount.ui.htmx import go, render_part

FORM = "collaboration/photo.html"


@require_safe
@page
def photo(request: HttpRequest, kind: str, object_id: int) -> HttpResponse:
    target = kinds.kind_of(kind)
    kinds.record_seen(viewer(request), target, object_id)
    found = photo_of(target.entity, object_id)
    if found is None:
        raise NotFound
    return guarded(FileResponse(storing.opened(found.stored), content_type="image/webp"))


@require_http_methods(["GET", "HEAD", "POST"])
@page
def set_photo(request: HttpRequest, kind: str, object_id: int) -> HttpResponse:
    """A form in the dialog."""
    target = kinds.kind_of(kind)
    record = kinds.record_to_write(viewer(request), target, object_id)
    refused = _set(request, kind, object_id) if request.method == "POST" else ""
    if request.method == "POST" and not refused:
        return go(request, target.url(object_id))
    context = {"kind": target, "record": record, "refused": refused, "photo": photo_of(target.entity, object_id)}
    return render_part(request, FORM, context, part="form", status=422 if refused else 200)


@require_POST
@page
def remove_photo(request: HttpRequest, kind: str, object_id: int) -> HttpResponse:
    service.remove_photo(kind=kind, object_id=object_id, act=act_of(request))
    return go(request, kinds.kind_of(kind).url(object_id))


def _set(request: HttpRequest, kind: str, object_id: int) -> str:
    """Why it was refused; empty when it was not."""
    file = request.FILES.get("file")
    if file is None:
        return str(_("Choose a file first."))
    name, size = file.name or "", file.size or 0
    try:
        service.set_photo(kind=kind, object_id=object_id, name=name, content=file, size=size, act=act_of(request))
    except (NotFound, NotAllowed):
        raise
    except Fact as fact:
        return fact.text(gettext)
    return ""
