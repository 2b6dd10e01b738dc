"""The board: the pipeline a stage a column."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from keyaccount.apps.pipeline.tables.board import columns, more_cards
from keyaccount.apps.pipeline.views.asking import answer, asked_of, asked_on_page
from keyaccount.apps.workspace.views.edge import page


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    return redirect("pipeline:board")


@require_safe
@page
def board(request: HttpRequest) -> HttpResponse:
    asked = asked_of(request).in_pipeline()
    return answer(request, asked, "board", {"columns": columns(asked)})


@require_safe
@page
def more(request: HttpRequest, stage: int) -> HttpResponse:
    """The next cards of a column, for the filters of the page that asks."""
    asked = asked_on_page(request).in_pipeline()
    cards, after = more_cards(asked, stage, request.GET.get("after", ""))
    return render(request, "pipeline/parts/next_cards.html", {"cards": cards, "stage": stage, "more": after})
