"""The category of a deal on its page, and those of the stages in the settings."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from keyaccount.apps.forecast.forms.categories import DealCategoryForm, StageCategoriesForm
from keyaccount.apps.forecast.models import Category
from keyaccount.apps.forecast.queries.categories import category_of, category_of_stage
from keyaccount.apps.forecast.services import categories
from keyaccount.apps.pipeline.models import Opportunity, Status
from keyaccount.apps.pipeline.queries.opportunities import may_write, opportunity_to_write
from keyaccount.apps.pipeline.queries.stages import all_stages
from keyaccount.apps.workspace.queries.settings import workspace
from keyaccount.apps.workspace.views.edge import act_of, page, viewer
from keyaccount.apps.workspace.views.saving import Look, administrators, answer_act, answer_form


def on_deal(request: HttpRequest, deal: Opportunity) -> dict[str, Any] | None:
    """The panel of a deal's page: what the stage says beside what people said."""
    found = category_of(deal)
    is_open = deal.status == Status.OPEN and deal.archived_at is None
    if not is_open and not found.past:
        return None
    return {
        "deal": deal,
        "found": found,
        "by_stage": Category(found.by_stage).label,
        "is_open": is_open,
        "may_write": is_open and may_write(viewer(request), deal),
        "zone": workspace().zone,
    }


def _back(pk: int) -> str:
    return f"{reverse('pipeline:opportunity', args=[pk])}#forecast-category"


@require_http_methods(["GET", "HEAD", "POST"])
@page
def deal_category(request: HttpRequest, pk: int) -> HttpResponse:
    deal = opportunity_to_write(viewer(request), pk)
    found = category_of(deal)
    first = {"category": found.counts, "note": found.said.note if found.said else ""}
    look = Look(
        title=_("Forecast category"), back=_back(pk), said=_("The category is set."), text=deal.name, word=_("Set it")
    )
    return answer_form(
        request,
        DealCategoryForm(request.POST or None, initial=first),
        lambda values, seen: categories.set_deal_category(opportunity_id=pk, act=act_of(request), **values),
        look,
    )


@require_POST
@page
def clear_category(request: HttpRequest, pk: int) -> HttpResponse:
    opportunity_to_write(viewer(request), pk)
    look = Look(title="", back=_back(pk), said=_("The stage's category counts again."))
    return answer_act(request, lambda: categories.clear_deal_category(opportunity_id=pk, act=act_of(request)), look)


@require_http_methods(["GET", "HEAD", "POST"])
@administrators
def stage_categories(request: HttpRequest) -> HttpResponse:
    stages = [stage for stage in all_stages() if stage.archived_at is None and stage.pipeline.archived_at is None]
    first = {f"stage_{stage.pk}": category_of_stage(stage) for stage in stages}
    form = StageCategoriesForm(request.POST or None, stages=stages, initial=first)
    look = Look(
        title=_("Forecast categories"),
        back=reverse("forecast:stage_categories"),
        said=_("The categories are set."),
        text=_(
            "Which category the deals of a stage have in the forecast, unless somebody says otherwise on a deal. "
            "A past day keeps what held then."
        ),
    )
    return answer_form(request, form, lambda values, seen: _save(values, request), look)


def _save(values: dict[str, Any], request: HttpRequest) -> None:
    for name, category in values.items():
        stage_id = int(name.removeprefix("stage_"))
        categories.set_stage_category(stage_id=stage_id, category=category, act=act_of(request))
