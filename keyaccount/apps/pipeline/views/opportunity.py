"""The page of one deal: how it stands, its way through the stages, what is known of the purchase, and its log."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from keyaccount.apps.accounts.queries.rivals import rivals_named
from keyaccount.apps.collaboration.views import tags
from keyaccount.apps.pipeline.models import Opportunity, Status
from keyaccount.apps.pipeline.queries import opportunities as queries
from keyaccount.apps.pipeline.queries.funnel import funnel_of_deal
from keyaccount.apps.pipeline.queries.story import path_of, states_of
from keyaccount.apps.pipeline.views.people import people_context
from keyaccount.apps.workspace.models import Workspace
from keyaccount.apps.workspace.queries.settings import workspace
from keyaccount.apps.workspace.services.audit import entity_of
from keyaccount.apps.workspace.tables.custom_fields import facts_of
from keyaccount.apps.workspace.tables.log import log_of
from keyaccount.apps.workspace.views.edge import page, today_of, viewer
from keyaccount.apps.workspace.visibility import hides
from keyaccount.figures import Figure, Question, stated
from keyaccount.ui import slots

SLOT = "opportunity"  # panels of other domains in the scroll


@require_safe
@page
def opportunity(request: HttpRequest, pk: int) -> HttpResponse:
    deal = queries.opportunity_seen(viewer(request), pk)
    return render(request, "pipeline/deal/page.html", _context(request, deal))


@require_safe
@page
def why(request: HttpRequest, pk: int) -> HttpResponse:
    """Why the reader sees it, in the dialog."""
    deal = queries.opportunity_seen(viewer(request), pk)
    reasons = queries.reasons_to_see(viewer(request), deal)
    return render(request, "pipeline/dialogs/why.html", {"deal": deal, "reasons": reasons})


def _context(request: HttpRequest, deal: Opportunity) -> dict[str, Any]:
    user, today, place = viewer(request), today_of(request), workspace()
    states = states_of(deal)
    lines = queries.lines_of(deal)
    panels = slots.fill(SLOT, request, deal)
    is_open = deal.status == Status.OPEN and deal.archived_at is None
    may_write = queries.may_write(user, deal) and deal.archived_at is None
    return {
        "deal": deal,
        "is_open": is_open,
        "may_write": may_write,
        "may_restore": deal.archived_at is not None and queries.may_write(user, deal),
        "may_move": may_write and is_open,
        "account_id": queries.account_to_link(user, deal),
        "weighted": _weighted(request, deal, place) if is_open else None,
        "rate": deal.stage.win_rate if deal.win_rate is None else deal.win_rate,
        "days": (today - deal.stage_since).days,
        "path": path_of(deal, states, place, today),
        "states": states[::-1],
        "factors": queries.factors_of(deal),
        "sheet": queries.need_sheet_of(deal),
        "sees_margin": not hides(user, "pipeline.needsheet", "expected_margin"),
        "lines": lines,
        "lines_total": sum(line.amount for line in lines),
        "tags": tags.panel(request, "pipeline.opportunity", deal, may_write=may_write),
        "custom": facts_of(deal, user),
        **people_context(request, deal),
        "rivals": rivals_named(deal.rivals),
        "panels": panels,
        "log": log_of(entity_of(deal), deal.pk, slots.trails(panels, deal), user, place),
        "self_kind": entity_of(deal),
        "zone": place.zone,
        "today": today,
    }


def _weighted(request: HttpRequest, deal: Opportunity, place: Workspace) -> Figure:
    today = today_of(request)
    question = Question(viewer(request), today, today).narrowed(opportunity=str(deal.pk))
    value = funnel_of_deal(deal, question, place).weighted
    return stated(
        "pipeline.weighted", question, value, currency=place.base_currency, fiscal_start=place.fiscal_year_start
    )
