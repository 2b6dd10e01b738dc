"""A cell of the table, changed in place: the form it becomes, and the row as it stands afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from keyaccount.apps.pipeline.forms.cells import CELLS, CellForm
from keyaccount.apps.pipeline.models import Opportunity
from keyaccount.apps.pipeline.queries.deals import deal_of
from keyaccount.apps.pipeline.queries.opportunities import opportunity_seen, opportunity_to_write
from keyaccount.apps.pipeline.queries.stages import stages_by_id
from keyaccount.apps.pipeline.services.opportunities import update_opportunity
from keyaccount.apps.pipeline.services.stages import EndMarkMissing, move_stage
from keyaccount.apps.pipeline.tables.refusals import refusal_of
from keyaccount.apps.pipeline.tables.rows import beside_of, columns_shown, line_of, row, scale_from
from keyaccount.apps.pipeline.tables.rows import cell as cell_html
from keyaccount.apps.pipeline.views.asking import PLACE, asked_on_page
from keyaccount.apps.workspace.queries.settings import workspace
from keyaccount.apps.workspace.views.edge import act_of, page, today_of, viewer
from keyaccount.apps.workspace.views.lists import columns_kept
from keyaccount.apps.workspace.views.saving import add_errors
from keyaccount.kernel.errors import Conflict, Fact, Invalid, NotFound
from keyaccount.ui import htmx


@require_http_methods(["GET", "HEAD", "POST"])
@page
def cell(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    if key not in CELLS:
        raise Http404
    deal = opportunity_to_write(viewer(request), pk)
    if request.method != "POST":
        return _form(request, CELLS[key].of(deal))
    form = CELLS[key].of(deal, request.POST)
    if not form.is_valid():
        return _refused(request, pk, key, form)
    return _save(request, deal, key, form)


def _save(request: HttpRequest, deal: Opportunity, key: str, form: CellForm) -> HttpResponse:
    value, version = form.cleaned_data["value"], form.cleaned_data["version"]
    try:
        if key == "stage":
            stage = stages_by_id()[int(value)]
            move_stage(opportunity_id=deal.pk, stage=stage, act=act_of(request), version=version)
        else:
            update_opportunity(opportunity_id=deal.pk, values={key: value}, act=act_of(request), version=version)
    except EndMarkMissing:
        return _asking_end_mark(request, deal, value, version)
    except Conflict as conflict:
        return _clash(request, deal.pk, key, conflict)
    except Invalid as invalid:
        add_errors(form, Invalid(fields={"value": " ".join(invalid.fields.values()) or invalid.text(gettext)}))
    except Fact as fact:
        form.add_error("value", fact.text(gettext))
    else:
        return _saved(request, deal.pk, key)
    return _refused(request, deal.pk, key, form)


def _saved(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """The whole row, since the weighted amount follows; the totals ask for themselves."""
    asked = asked_on_page(request)
    shown = columns_shown(asked, asked.given.get("columns", "") or columns_kept(request, PLACE))
    response = HttpResponse(row(_line(request, pk, shown), shown, writable=True, saved=key))
    return htmx.trigger(htmx.into(response, f"#deal-{pk}", "outerHTML"), **{"ka:deals": {}})


def _asking_end_mark(request: HttpRequest, deal: Opportunity, stage: str, version: int | None) -> HttpResponse:
    """The cell as it stands, which at once brings the form for the end mark into the dialog."""
    query = urlencode({"column": stage, "version": version or ""})
    url = f"{reverse('pipeline:move', args=[deal.pk])}?{query}"
    more = format_html(' hx-get="{}" hx-trigger="load" hx-target="#dialog" hx-swap="innerHTML"', url)
    return HttpResponse(cell_html(_line(request, deal.pk), "stage", writable=True, more=more))


def _clash(request: HttpRequest, pk: int, key: str, conflict: Conflict) -> HttpResponse:
    """What was typed stays in the field; sent once more it replaces the other value, which is named."""
    deal = opportunity_seen(viewer(request), pk)
    again = CELLS[key].of(deal, {**request.POST.dict(), "version": str(deal.version)})
    again.is_valid()
    what = refusal_of(conflict, deal, workspace().zone).what
    how = gettext("Enter keeps yours, Escape leaves theirs.")
    again.add_error("value", f"{what} {how}")
    return _refused(request, pk, key, again, status=409)


def _refused(request: HttpRequest, pk: int, key: str, form: CellForm, status: int = 422) -> HttpResponse:
    context = {"form": form, "url": request.get_full_path(), "css": _line_css(key)}
    return render(request, "pipeline/parts/cell_refused.html", context, status=status)


def _form(request: HttpRequest, form: CellForm) -> HttpResponse:
    return render(request, "ui/parts/cell_form.html", {"form": form, "url": request.get_full_path()})


def _line_css(key: str) -> str:
    return "num" if key == "amount" else ""


def _line(request: HttpRequest, pk: int, shown: Sequence[str] = ()) -> Any:
    deal = deal_of(pk)
    if deal is None:
        raise NotFound
    beside = beside_of([pk], shown, viewer(request))[pk]
    return line_of(deal, scale_from(request.GET.get("unit", "")), workspace(), today_of(request), beside)
