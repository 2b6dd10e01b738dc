"""A list as a file: /exports/accounts.csv, /exports/figures/sales.closed.xlsx."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.views.decorators.http import require_safe

from keyaccount.apps.workspace.views.edge import page, today_of, viewer
from keyaccount.surfaces.exchange.services.exporting import export_rows


@require_safe
@page
def export(request: HttpRequest, place: str, format: str) -> HttpResponse:  # noqa: A002
    columns = request.GET.get("columns", "").split(",") if request.GET.get("columns") else None
    filters = {key: str(text) for key, text in request.GET.items() if key != "columns"}
    found = export_rows(
        place, viewer=viewer(request), filters=filters, columns=columns, format=format, today=today_of(request)
    )
    headers = {"Content-Disposition": f'attachment; filename="{found.filename}"'}
    return cast(HttpResponse, StreamingHttpResponse(found.chunks, content_type=found.content_type, headers=headers))
