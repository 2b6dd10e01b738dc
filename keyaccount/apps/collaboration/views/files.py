"""The files of a record: the panel, bringing, downloading, looking at pictures, removing, restoring, erasing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from keyaccount.apps.collaboration import kinds
from keyaccount.apps.collaboration.content.types import TYPES
from keyaccount.apps.collaboration.kinds import Kind
from keyaccount.apps.collaboration.models import Attachment
from keyaccount.apps.collaboration.queries import files as queries
from keyaccount.apps.collaboration.services import files as service
from keyaccount.apps.collaboration.views.guarded import guarded
from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.queries.settings import workspace
from keyaccount.apps.workspace.services.access import administrator as may_administer
from keyaccount.apps.workspace.views.edge import act_of, page, viewer
from keyaccount.kernel.errors import Fact, NotAllowed, NotFound
from keyaccount.ui.htmx import go, is_part, render_part

PANEL = "collaboration/files.html"
MOST = 10  # files in one go


def panel(kind: Kind, request: HttpRequest, object_id: int, *, archived: bool = False) -> Mapping[str, Any]:
    """What the panel on a record's page is drawn with; the page has asked whether the reader sees the record."""
    found = queries.files_of(kind, object_id)
    may_write = not archived and kinds.may_write(viewer(request), kind, object_id)
    return {
        "kind": kind,
        "object_id": object_id,
        "files": found,
        "count": len(found.present),
        "may_write": may_write,
        "limit": queries.rules().file_limit if may_write else 0,
        "accept": ",".join(TYPES),
        "may_erase": viewer(request).role.may_administer,
        "zone": workspace().zone,
        "trail": ("collaboration.attachment", found.ids),
    }


@require_POST
@page
def attach(request: HttpRequest, kind: str, object_id: int) -> HttpResponse:
    """Each file for itself: what is refused says why, the others are kept."""
    target, act = kinds.kind_of(kind), act_of(request)
    kinds.record_to_write(act.actor, target, object_id)
    given = cast("list[UploadedFile[bytes]]", request.FILES.getlist("file"))
    refused = [said for file in given[:MOST] if (said := _attach(target, object_id, file, act))]
    if not given:
        refused.append(gettext("Choose a file first."))
    if len(given) > MOST:
        refused.append(gettext("At most %(most)d files go in one go; the rest was not kept.") % {"most": MOST})
    return _answer(request, target, object_id, refused)


@require_safe
@page
def download(request: HttpRequest, file_id: int) -> HttpResponse:
    file = queries.file_seen(viewer(request), file_id)
    answer = FileResponse(service.opened(file), as_attachment=True, filename=file.name, content_type=file.media_type)
    return guarded(answer)


@require_safe
@page
def preview(request: HttpRequest, file_id: int) -> HttpResponse:
    """The picture as it was drawn anew, never the file itself."""
    file = queries.file_seen(viewer(request), file_id)
    return guarded(FileResponse(service.opened_preview(file), content_type="image/webp"))


@require_safe
@page
def look(request: HttpRequest, file_id: int) -> HttpResponse:
    """A picture in the dialog."""
    file = queries.file_seen(viewer(request), file_id)
    return render(request, "collaboration/look.html", {"file": file, "zone": workspace().zone})


@require_POST
@page
def remove(request: HttpRequest, file_id: int) -> HttpResponse:
    return _after(request, service.remove_file(file_id=file_id, act=act_of(request)))


@require_POST
@page
def restore(request: HttpRequest, file_id: int) -> HttpResponse:
    return _after(request, service.restore_file(file_id=file_id, act=act_of(request)))


@require_http_methods(["GET", "HEAD", "POST"])
@page
def erase(request: HttpRequest, file_id: int) -> HttpResponse:
    """Asked once more in the dialog, since it cannot be undone."""
    act = act_of(request)
    may_administer(act)
    file = queries.file_seen(act.actor, file_id)
    if request.method != "POST":
        return render_part(request, "collaboration/erase.html", {"file": file}, part="form")
    service.erase_file(file_id=file_id, act=act)
    messages.success(request, _("“%(name)s” is erased for good.") % {"name": file.name})
    return _after(request, file)


def _attach(kind: Kind, object_id: int, file: UploadedFile[bytes], act: Act) -> str:
    """Why it was not kept; empty when it was."""
    name, size = file.name or "", file.size or 0
    try:
        service.attach_file(kind=kind.key, object_id=object_id, name=name, content=file, size=size, act=act)
    except (NotFound, NotAllowed):
        raise
    except Fact as fact:
        return fact.text(gettext)
    return ""


def _after(request: HttpRequest, file: Attachment) -> HttpResponse:
    return _answer(request, kinds.kind_of(file.entity), file.object_id, [])


def _answer(request: HttpRequest, kind: Kind, object_id: int, refused: list[str]) -> HttpResponse:
    """The panel as it stands now; without scripts the record's page."""
    if not is_part(request):
        for said in refused:
            messages.error(request, said)
        return go(request, f"{kind.url(object_id)}#files")
    context = {"p": panel(kind, request, object_id), "refused": refused}
    return render(request, PANEL, context, status=422 if refused else 200)
