"""Files on records: brought by upload, with the same limits as on the pages, and downloaded."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from ninja import File, Form, Query, Router, UploadedFile

from keyaccount.apps.collaboration.models import Attachment
from keyaccount.apps.collaboration.queries.files import file_seen
from keyaccount.apps.collaboration.services import files
from keyaccount.apps.collaboration.views.guarded import guarded
from keyaccount.surfaces.api import shapes
from keyaccount.surfaces.api.callers import act_of, user_of
from keyaccount.surfaces.api.lists.keyset import ID
from keyaccount.surfaces.api.lists.listing import Listing, archived, ids, refuse_unknown
from keyaccount.surfaces.api.records import changed, made, names_a_record, shown
from keyaccount.surfaces.api.resources.collaboration import ON_RECORD, RECORD
from keyaccount.surfaces.api.schemas.collaboration import FileForm, FileOut, FilesAsked
from keyaccount.surfaces.api.schemas.common import Page, RecordId
from keyaccount.surfaces.api.shapes import Shape

router = Router(tags=["Files"])

FILE: Shape[Attachment] = Shape(FileOut, {"record": RECORD, "uploaded_by": shapes.person("uploaded_by")})
LIST: Listing[Attachment] = Listing(
    FILE,
    FilesAsked,
    sorts={"id": ID},
    filters={"archived": archived, **ON_RECORD, "uploaded_by": ids("uploaded_by")},
)
CONTENT = {"responses": {200: {"content": {"*/*": {"schema": {"type": "string", "format": "binary"}}}}}}


@router.get("", response=Page[FileOut], operation_id="listFiles", summary="List files")
def list_files(request: HttpRequest, asked: Query[FilesAsked]) -> HttpResponse:
    """Every revision of every file on records you see."""
    return LIST.answer(request, asked, _kept(request))


@router.post("", response={201: FileOut}, operation_id="attachFile", summary="Bring a file to a record")
@names_a_record
def attach_file(request: HttpRequest, form: Form[FileForm], file: File[UploadedFile]) -> HttpResponse:
    """One of the same name becomes its next revision. What is refused leaves nothing."""
    attached = files.attach_file(
        kind=form.kind,
        object_id=form.record,
        name=file.name or "",
        content=file,
        size=file.size or 0,
        act=act_of(request),
    )
    return made(request, FILE, attached)


@router.get("/{attachment_id}", response=FileOut, operation_id="getFile", summary="What is known of a file")
def get_file(request: HttpRequest, attachment_id: RecordId, fields: str | None = None) -> HttpResponse:
    return shown(request, FILE, _kept(request), attachment_id, fields)


@router.get(
    "/{attachment_id}/content", operation_id="downloadFile", summary="The content of a file", openapi_extra=CONTENT
)
def download_file(request: HttpRequest, attachment_id: RecordId) -> HttpResponse:
    """As it was brought; refused as `not_readable` while the scanner has not passed it."""
    refuse_unknown(request, set())
    file = file_seen(user_of(request), attachment_id)
    content = files.opened(file)
    return guarded(FileResponse(content, as_attachment=True, filename=file.name, content_type=file.media_type))


@router.delete("/{attachment_id}", response={204: None}, operation_id="archiveFile", summary="Take a file away")
def archive_file(request: HttpRequest, attachment_id: RecordId) -> HttpResponse:
    """It can come back; only an administrator erases it for good, on the page."""
    files.remove_file(file_id=attachment_id, act=act_of(request))
    return HttpResponse(status=204)


@router.post("/{attachment_id}/restore", response=FileOut, operation_id="restoreFile", summary="Put a file back")
def restore_file(request: HttpRequest, attachment_id: RecordId) -> HttpResponse:
    return changed(request, FILE, files.restore_file(file_id=attachment_id, act=act_of(request)))


def _kept(request: HttpRequest) -> QuerySet[Attachment]:
    """Erased ones are gone for everyone."""
    return Attachment.objects.visible_to(user_of(request)).filter(erased_at=None)
