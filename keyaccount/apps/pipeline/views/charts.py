"""The funnel and the flow: the same deals as pictures, each beside the table that says the same."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from keyaccount.apps.pipeline.figures.flow import BARS
from keyaccount.apps.pipeline.tables.filters import hidden
from keyaccount.apps.pipeline.tables.flow import bar_lines, deal_lines, flow_page
from keyaccount.apps.pipeline.tables.funnel import funnel_page, outcomes
from keyaccount.apps.pipeline.views.asking import answer, asked_of, asked_on_page
from keyaccount.apps.workspace.views.edge import page

ALL_SHOWN = 500


@require_safe
@page
def funnel(request: HttpRequest) -> HttpResponse:
    asked = asked_of(request)
    return answer(request, asked, "funnel", {"funnel": funnel_page(asked), "outcomes": outcomes(asked)})


@require_safe
@page
def flow(request: HttpRequest) -> HttpResponse:
    asked = asked_of(request)
    return answer(request, asked, "flow", {"flow": flow_page(asked), "flow_filters": hidden(asked, "since", "as_of")})


@require_safe
@page
def flow_deals(request: HttpRequest) -> HttpResponse:
    """The largest deals behind every bar, which come after the page."""
    return render(request, "pipeline/parts/flow_bars.html", {"bars": deal_lines(asked_of(request))})


@require_safe
@page
def flow_bar(request: HttpRequest, key: str) -> HttpResponse:
    """All deals behind one bar, for the page that asks."""
    if key not in BARS:
        raise Http404
    bar = bar_lines(asked_on_page(request), key, ALL_SHOWN)
    return render(request, "pipeline/parts/flow_bar.html", {"bar": bar})
