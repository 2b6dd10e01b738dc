"""Changing many records: what was chosen, what would happen to it, what did, and taking it back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from keyaccount.apps.workspace.models import BulkChange
from keyaccount.apps.workspace.queries.quality.bulk_kinds import BulkKind, bulk_kind
from keyaccount.apps.workspace.queries.settings import workspace
from keyaccount.apps.workspace.services.quality import bulk_editing as service
from keyaccount.apps.workspace.tables import bulk as tables
from keyaccount.apps.workspace.views.edge import act_of, page, today_of, viewer
from keyaccount.apps.workspace.views.saving import Look, answer_act
from keyaccount.kernel.errors import Fact, NotAllowed, NotFound
from keyaccount.ui.htmx import go, is_part

TEMPLATE = "workspace/quality/bulk.html"
RESULT = "workspace/quality/bulk_result.html"


def url_of(change_id: int) -> str:
    return reverse("workspace:bulk_change", args=[change_id])


@require_POST
@page
def choose(request: HttpRequest, records: str) -> HttpResponse:
    """The ticked rows of a list, or all of its filter; on to what is to be done with them."""
    kind, act = bulk_kind(records), act_of(request)
    try:
        ids = _ids(request, kind)
        change = service.choose_records(kind, deed=request.POST.get("deed", ""), ids=ids, act=act)
    except (NotFound, NotAllowed):
        raise
    except Fact as fact:
        messages.error(request, service.reason_of(fact))
        return go(request, reverse(kind.back))
    return go(request, url_of(change.pk))


@require_http_methods(["GET", "HEAD", "POST"])
@page
def change(request: HttpRequest, change_id: int) -> HttpResponse:
    """Before it runs: the fields to set and what would come of them. Afterwards: what came of it."""
    act = act_of(request)
    found, kind = service.own_change(change_id, act)
    if found.started_at is not None:
        return render(request, RESULT if is_part(request) else TEMPLATE, _result(request, found, kind))
    form = _form(request, found, kind)
    if request.method != "POST":
        return render(request, TEMPLATE, _context(request, found, kind, form))
    if not form.is_valid():
        return render(request, TEMPLATE, _context(request, found, kind, form), status=422)
    if "preview" in request.POST:
        return render(request, TEMPLATE, _context(request, found, kind, form, form.cleaned_data))
    return _start(request, found, kind, form)


@require_POST
@page
def undo(request: HttpRequest, change_id: int) -> HttpResponse:
    act = act_of(request)
    service.own_change(change_id, act)
    look = Look(
        title="", back=url_of(change_id), said=gettext_lazy("Taken back, as far as nobody has gone on with it.")
    )
    return answer_act(request, lambda: service.start_undo(change_id=change_id, act=act), look)


# ── Reading what was sent ──
def _ids(request: HttpRequest, kind: BulkKind) -> list[int]:
    if not request.POST.get("all"):
        return [int(text) for text in request.POST.getlist("ids") if text.isdecimal()]
    filters = dict(parse_qsl(request.POST.get("filters", "")))
    rows = kind.listed(viewer(request), filters, today_of(request)).order_by()
    return list(rows.values_list("pk", flat=True)[: service.MOST + 1])


def _form(request: HttpRequest, found: BulkChange, kind: BulkKind) -> forms.ModelForm:  # type: ignore[type-arg]
    """The record's own form with the fields that may be set; of what was sent, with those that were ticked."""
    data = request.POST if request.method == "POST" else None
    form = kind.form(viewer(request), data)
    allowed = tables.settable(kind, form) if found.deed == service.SET else ()
    for name in list(form.fields):
        if name not in allowed or (data is not None and f"set_{name}" not in data):
            del form.fields[name]
    for one in form.fields.values():
        one.required = one.required and not isinstance(one, forms.CharField)
    form.initial = {}
    return form


def _start(request: HttpRequest, found: BulkChange, kind: BulkKind, form: Any) -> HttpResponse:
    try:
        service.start_change(change_id=found.pk, values=form.cleaned_data, act=act_of(request))
    except (NotFound, NotAllowed):
        raise
    except Fact as fact:
        context = _context(request, found, kind, form) | {"said": service.reason_of(fact)}
        return render(request, TEMPLATE, context, status=422)
    return go(request, url_of(found.pk))


# ── What the page shows ──
def _context(
    request: HttpRequest, found: BulkChange, kind: BulkKind, form: Any, values: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """values: what the preview is of; archiving and restoring need none."""
    full = kind.form(viewer(request), None)
    full.initial = {}
    asked = {**request.POST.dict()} if request.method == "POST" else {}
    wanted = values if found.deed == service.SET else {}
    preview = None if wanted is None else tables.preview_of(found, kind, wanted, viewer(request))
    return {
        "change": found,
        "kind": kind,
        "deed": tables.deed_words(found),
        "form": form,
        "fields": tables.field_lines(kind, full, form, asked) if found.deed == service.SET else [],
        "preview": preview,
        "run_words": tables.deed_words(found, preview.changing) if preview else "",
        "back": reverse(kind.back),
    }


def _result(request: HttpRequest, found: BulkChange, kind: BulkKind) -> dict[str, Any]:
    going = service.is_going(found)
    return {
        "change": found,
        "kind": kind,
        "deed": tables.deed_words(found),
        "going": going,
        "set": tables.values_set(kind, found, viewer(request)),
        "may_undo": not going and found.undone_at is None and found.changed > 0,
        "back": reverse(kind.back),
        "zone": workspace().zone,
    }
