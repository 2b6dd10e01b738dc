"""The import wizard: bring files, decide what they hold, try it out, run it, read the report, undo it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import wraps
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from keyaccount.apps.workspace.services import jobs
from keyaccount.apps.workspace.views.edge import act_of, page, viewer
from keyaccount.kernel.errors import Fact, Invalid, NotAllowed, NotFound
from keyaccount.surfaces.exchange import services
from keyaccount.surfaces.exchange.forms import OptionsForm, StartForm
from keyaccount.surfaces.exchange.models import Import
from keyaccount.surfaces.exchange.services.undoing import UndoRefused
from keyaccount.surfaces.exchange.views.showing import context_of
from keyaccount.ui.htmx import go, render_part

LATEST = 50


def importers(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page for those whose role may import."""

    @page
    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not viewer(request).role.may_import:
            raise NotAllowed
        return view(request, *args, **kwargs)

    return checked


@require_safe
@importers
def imports(request: HttpRequest) -> HttpResponse:
    found = services.imports_visible_to(viewer(request)).prefetch_related("files")[:LATEST]
    return render(request, "exchange/imports.html", {"imports": found})


@require_http_methods(["GET", "HEAD", "POST"])
@importers
def new(request: HttpRequest) -> HttpResponse:
    """Step 1. What cannot be read is said here, and nothing of it is kept."""
    form = StartForm(request.POST or None, request.FILES or None)
    refused = ""
    if request.method == "POST" and form.is_valid():
        try:
            return go(request, _url(_start(request, form).pk))
        except (NotAllowed, NotFound):
            raise
        except Fact as fact:
            refused = fact.text(gettext)
    status = 422 if request.method == "POST" else 200
    return render_part(request, "exchange/new.html", {"form": form, "refused": refused}, part="form", status=status)


def _start(request: HttpRequest, form: StartForm) -> Import:
    files = request.FILES.getlist("upload")
    with _on_disk(files) as paths:
        return services.start_import(
            paths=paths,
            names=[file.name or "" for file in files],
            preset=form.cleaned_data["preset"],
            options=services.ImportOptions(as_of=form.cleaned_data["as_of"]),
            act=act_of(request),
            ask=True,
        )


@contextmanager
def _on_disk(files: list[UploadedFile[bytes]]) -> Iterator[list[Path]]:
    """The uploads as files with harmless names and their own endings, gone when the block ends."""
    with TemporaryDirectory() as folder:
        paths = [Path(folder) / f"{place}{Path(file.name or '').suffix[:8]}" for place, file in enumerate(files)]
        for path, file in zip(paths, files, strict=True):
            with path.open("wb") as opened:
                opened.writelines(file.chunks())
        yield paths


@require_safe
@importers
def imported(request: HttpRequest, import_id: int) -> HttpResponse:
    """Steps 2 to 5, whichever the import has reached; whoever polls gets only the part that moves."""
    found = services.import_visible_to(viewer(request), import_id)
    return render_part(request, "exchange/import.html", context_of(found), part="body")


@require_POST
@importers
def entity(request: HttpRequest, import_id: int, file_id: int) -> HttpResponse:
    """Say what a file holds; its columns are matched anew."""
    services.import_visible_to(viewer(request), import_id)
    services.change_entity(file_id, entity=request.POST.get("entity", ""), act=act_of(request))
    return go(request, _url(import_id))


@require_POST
@importers
def check(request: HttpRequest, import_id: int) -> HttpResponse:
    """Keep what was decided about columns and options, then try the import out in the background."""
    act = act_of(request)
    found = services.import_visible_to(act.actor, import_id)
    form = OptionsForm(request.POST)
    try:
        if not form.is_valid():
            raise Invalid(" ".join(str(text) for texts in form.errors.values() for text in texts).replace("%", "%%"))
        options = replace(services.ImportOptions.from_json(found.options), **form.cleaned_data)
        services.change_options(import_id, options=options, act=act)
        for file in found.files.exclude(entity=""):
            services.change_columns(file.pk, act=act, **_columns(request, file))
        services.enqueue_check(import_id, act=act)
    except (NotAllowed, NotFound):
        raise
    except Fact as fact:
        found.refresh_from_db()
        context = {**context_of(found), "refused": fact.text(gettext)}
        return render_part(request, "exchange/import.html", context, part="body", status=422)
    return go(request, _url(import_id))


def _columns(request: HttpRequest, file: Any) -> dict[str, dict[str, str]]:
    """What the form says of each heading, by the column's place."""
    given = list(enumerate(file.columns))
    fields = {column["heading"]: request.POST.get(f"{file.pk}-{place}-field", "") for place, column in given}
    days = {column["heading"]: request.POST.get(f"{file.pk}-{place}-day", "") for place, column in given}
    return {"fields": fields, "days": {heading: day for heading, day in days.items() if day}}


@require_POST
@importers
def run(request: HttpRequest, import_id: int) -> HttpResponse:
    services.import_visible_to(viewer(request), import_id)
    services.enqueue_import(import_id, act=act_of(request))
    return go(request, _url(import_id))


@require_POST
@importers
def stop(request: HttpRequest, import_id: int) -> HttpResponse:
    """Stop what runs; what is done stays and can be undone."""
    found = services.import_visible_to(viewer(request), import_id)
    if found.job_id is not None:
        jobs.cancel(found.job_id, act_of(request))
    return go(request, _url(import_id))


@require_http_methods(["GET", "HEAD", "POST"])
@importers
def undo(request: HttpRequest, import_id: int) -> HttpResponse:
    """Asks first, in the dialog; names what was changed since, and then asks again."""
    found = services.import_visible_to(viewer(request), import_id)
    refused = ""
    if request.method == "POST":
        try:
            services.enqueue_undo(import_id, act=act_of(request), force=request.POST.get("force") == "yes")
            return go(request, _url(import_id))
        except UndoRefused as fact:
            refused = fact.text(gettext)
    context = {"imp": found, "refused": refused}
    return render_part(request, "exchange/undo.html", context, part="form", status=422 if refused else 200)


@require_POST
@importers
def discard(request: HttpRequest, import_id: int) -> HttpResponse:
    services.import_visible_to(viewer(request), import_id)
    services.discard_import(import_id, act=act_of(request))
    return go(request, reverse("exchange:imports"))


@require_safe
@importers
def rejected(request: HttpRequest, import_id: int) -> HttpResponse:
    """The refused rows as a file, with why: mend them there and bring them again."""
    found = services.import_visible_to(viewer(request), import_id)
    headers = {"Content-Disposition": f'attachment; filename="rejected-{found.pk}.csv"'}
    pieces = (piece.encode() for piece in services.rejected_csv(found.pk))
    return StreamingHttpResponse(pieces, content_type="text/csv; charset=utf-8", headers=headers)  # type: ignore[return-value]


def _url(import_id: int) -> str:
    return reverse("exchange:import", args=[import_id])
