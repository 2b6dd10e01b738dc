"""Imports: files brought by upload, checked, run and undone by background jobs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from ninja import File, Form, Query, Router, UploadedFile
from pydantic import ValidationError as PydanticError

from keyaccount.apps.workspace.models import User
from keyaccount.kernel.errors import Invalid, NotAllowed
from keyaccount.surfaces.api import shapes
from keyaccount.surfaces.api.callers import act_of, user_of
from keyaccount.surfaces.api.lists.keyset import ID
from keyaccount.surfaces.api.lists.listing import Listing, equal
from keyaccount.surfaces.api.messages import sentence
from keyaccount.surfaces.api.records import changed, made, shown
from keyaccount.surfaces.api.schemas.common import Page, RecordId
from keyaccount.surfaces.api.schemas.imports import ImportForm, ImportOut, ImportsAsked, OptionsIn, UndoIn
from keyaccount.surfaces.api.shapes import Part, Shape
from keyaccount.surfaces.exchange import services
from keyaccount.surfaces.exchange.models import Import

router = Router(tags=["Imports"])

IMPORT: Shape[Import] = Shape(
    ImportOut,
    {"owner": shapes.person("owner"), "report": Part(lambda imp: services.report(imp.pk))},
    lean="report check_report",
)
LIST: Listing[Import] = Listing(IMPORT, ImportsAsked, sorts={"id": ID}, filters={"status": equal("status")})


def may_import(request: HttpRequest) -> User:
    """The caller, whose role may import; to all others imports do not open, not even those of before."""
    user = user_of(request)
    if not user.role.may_import:
        raise NotAllowed
    return user


@router.get("", response=Page[ImportOut], operation_id="listImports", summary="List imports")
def list_imports(request: HttpRequest, asked: Query[ImportsAsked]) -> HttpResponse:
    return LIST.answer(request, asked, services.imports_visible_to(may_import(request)))


@router.post("", response={201: ImportOut}, operation_id="startImport", summary="Bring files to import")
def start_import(request: HttpRequest, form: Form[ImportForm], files: File[list[UploadedFile]]) -> HttpResponse:
    """The files are read and understood; no record is touched before the import runs. A date that could be read in
    several ways is never guessed: the answer is 422 with the formats to choose from."""
    may_import(request)
    options = _options(form.options)
    with _on_disk(files) as paths:
        imp = services.start_import(
            paths=paths,
            names=[file.name or "" for file in files],
            preset=form.preset,
            options=options,
            act=act_of(request),
        )
    if form.run:
        services.enqueue_import(imp.pk, act=act_of(request))
    return made(request, IMPORT, imp)


@router.get("/{import_id}", response=ImportOut, operation_id="getImport", summary="One import with its report")
def get_import(request: HttpRequest, import_id: RecordId, fields: str | None = None) -> HttpResponse:
    return shown(request, IMPORT, services.imports_visible_to(may_import(request)), import_id, fields)


@router.post("/{import_id}/check", response=ImportOut, operation_id="checkImport", summary="Try an import out")
def check_import(request: HttpRequest, import_id: RecordId) -> HttpResponse:
    """A dry run as a background job: `check_report` says what the import would do. Nothing is written."""
    may_import(request)
    services.enqueue_check(import_id, act=act_of(request))
    return _as_it_stands(request, import_id)


@router.post("/{import_id}/run", response=ImportOut, operation_id="runImport", summary="Run an import")
def run_import(request: HttpRequest, import_id: RecordId) -> HttpResponse:
    """As a background job: follow `job_id`. One that was stopped half-way goes on."""
    may_import(request)
    services.enqueue_import(import_id, act=act_of(request))
    return _as_it_stands(request, import_id)


@router.post("/{import_id}/undo", response=ImportOut, operation_id="undoImport", summary="Undo an import")
def undo_import(request: HttpRequest, import_id: RecordId, item: UndoIn) -> HttpResponse:
    """As a background job: what it made is removed, what it changed is set back."""
    may_import(request)
    services.enqueue_undo(import_id, act=act_of(request), force=item.force)
    return _as_it_stands(request, import_id)


@router.delete(
    "/{import_id}", response={204: None}, operation_id="discardImport", summary="Forget an import that was not run"
)
def discard_import(request: HttpRequest, import_id: RecordId) -> HttpResponse:
    services.import_visible_to(may_import(request), import_id)
    services.discard_import(import_id, act=act_of(request))
    return HttpResponse(status=204)


@router.get(
    "/{import_id}/rejected",
    operation_id="getRejectedRows",
    summary="The rejected rows with their reasons, as CSV",
    openapi_extra={"responses": {200: {"content": {"text/csv": {"schema": {"type": "string"}}}}}},
)
def get_rejected(request: HttpRequest, import_id: RecordId) -> StreamingHttpResponse:
    imp = services.import_visible_to(may_import(request), import_id)
    named = {"Content-Disposition": f'attachment; filename="import-{imp.pk}-rejected.csv"'}
    return StreamingHttpResponse(services.rejected_csv(imp.pk), content_type="text/csv; charset=utf-8", headers=named)


def _as_it_stands(request: HttpRequest, import_id: int) -> HttpResponse:
    return changed(request, IMPORT, services.import_visible_to(may_import(request), import_id))


def _options(text: str) -> services.ImportOptions:
    try:
        read = OptionsIn.model_validate_json(text)
    except PydanticError as error:
        errors = error.errors(include_url=False)
        fields = {".".join(["options", *(str(part) for part in one["loc"])]): sentence(one) for one in errors}
        raise Invalid(fields=fields) from error
    return services.ImportOptions(**{**read.model_dump(), "currency": read.currency or ""})


@contextmanager
def _on_disk(files: Sequence[UploadedFile]) -> Iterator[list[Path]]:
    """The uploads as files, for as long as they are read; a small one has only been in memory so far."""
    with TemporaryDirectory(prefix="keyaccount-upload-") as folder:
        paths = [Path(folder) / f"{place}{Path(file.name or '').suffix.lower()}" for place, file in enumerate(files)]
        for path, file in zip(paths, files, strict=True):
            with path.open("wb") as target:
                target.writelines(file.chunks())
        yield paths
