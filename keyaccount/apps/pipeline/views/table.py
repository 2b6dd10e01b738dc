"""The table of deals: filtered, ordered, its columns chosen, several rows archived at once."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST, require_safe

from keyaccount.apps.pipeline.queries.asking import Asked
from keyaccount.apps.pipeline.services.opportunities import archive_opportunity
from keyaccount.apps.pipeline.tables import frame
from keyaccount.apps.pipeline.tables.columns import columns_now
from keyaccount.apps.pipeline.tables.frame import sums
from keyaccount.apps.pipeline.tables.rows import columns_shown, foot, table_of
from keyaccount.apps.pipeline.views.asking import PLACE, answer, asked_of, asked_on_page
from keyaccount.apps.workspace.views.edge import act_of, page
from keyaccount.apps.workspace.views.lists import columns_kept, remember_columns
from keyaccount.figures import memo
from keyaccount.kernel.errors import Fact
from keyaccount.ui import htmx


@require_safe
@page
def table(request: HttpRequest) -> HttpResponse:
    return _answer(request, asked_of(request))


@require_POST
@page
def choose_columns(request: HttpRequest) -> HttpResponse:
    """The same list with other columns; kept for the next visit and in the address."""
    chosen = [key for key in request.POST.getlist("columns") if key in columns_now()]
    remember_columns(request, PLACE, chosen)
    asked = asked_on_page(request).having(columns=",".join(chosen))
    with memo.remembering():
        response = _answer(request, asked, choosing=True)
    response["HX-Replace-Url"] = f"{reverse('pipeline:table')}?{asked.link()}"
    return response


@require_safe
@page
def totals(request: HttpRequest) -> HttpResponse:
    """The foot of the table after a cell was changed."""
    asked = asked_on_page(request)
    shown = columns_shown(asked, asked.given.get("columns", "") or columns_kept(request, PLACE))
    return render(request, "pipeline/parts/foot.html", {"foot": foot(asked, shown, request.GET.get("unit", ""))})


@require_safe
@page
def statbar(request: HttpRequest) -> HttpResponse:
    """The sums above the table after a cell was changed."""
    asked = asked_on_page(request)
    return render(request, "pipeline/parts/sums.html", {"sums": sums(asked), "asked": asked})


@require_safe
@page
def coverage(request: HttpRequest) -> HttpResponse:
    """What takes longest of the sums comes when the page stands."""
    return render(request, "pipeline/parts/coverage.html", {"coverage": frame.coverage(asked_of(request))})


@require_POST
@page
def archive(request: HttpRequest) -> HttpResponse:
    """Each deal by itself: one that may not be archived keeps none of the others."""
    act, archived, refused = act_of(request), 0, []
    for pk in request.POST.getlist("ids"):
        try:
            archive_opportunity(opportunity_id=int(pk), act=act)
            archived += 1
        except Fact as fact:
            refused.append(fact.text(gettext))
    said = ngettext("%(count)s deal is archived.", "%(count)s deals are archived.", archived) % {"count": archived}
    messages.success(request, said)
    for text in dict.fromkeys(refused):
        messages.error(request, text)
    return htmx.go(request, f"{reverse('pipeline:table')}?{asked_on_page(request).link()}")


def _answer(request: HttpRequest, asked: Asked, *, choosing: bool = False) -> HttpResponse:
    after, before = request.GET.get("after", ""), request.GET.get("before", "")
    drawn = table_of(asked, after=after, before=before, kept_columns=columns_kept(request, PLACE))
    return answer(request, asked, "table", {"table": drawn, "choosing": choosing}, stages=True, statuses=True)
