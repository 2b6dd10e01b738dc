"""Where the methods show themselves beside their own page; called when the application starts."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.forecast.queries.asking import Asked
from keyaccount.apps.forecast.queries.fitting import KIND
from keyaccount.apps.forecast.tables.methods import best_gist
from keyaccount.apps.forecast.tables.odds import odds_panel
from keyaccount.apps.forecast.views.forecast import SLOT as OF_FORECAST
from keyaccount.apps.pipeline.models import Opportunity
from keyaccount.apps.pipeline.views.opportunity import SLOT
from keyaccount.apps.workspace.views import job_links
from keyaccount.apps.workspace.views.edge import today_of, viewer
from keyaccount.figures import Question
from keyaccount.ui import slots, tabs
from keyaccount.ui.slots import Panel
from keyaccount.ui.tabs import Tab


def add_places() -> None:
    tabs.add("forecast", Tab("methods", _("Methods"), "forecast:methods", "scale", order=40))
    job_links.add(KIND, _("See the methods"), lambda job: reverse("forecast:methods"))
    slots.add(OF_FORECAST, Panel("methods", _("Methods"), "forecast/methods/gist.html", gist, order=40))
    slots.add(SLOT, Panel("chance", _("Chance to win"), "forecast/methods/on_deal.html", chance, order=30))


def gist(request: HttpRequest, asked: Asked) -> dict[str, Any] | None:
    """What the best method says of the months ahead, where the reader may see that total."""
    return best_gist(asked.question)


def chance(request: HttpRequest, deal: Opportunity) -> dict[str, Any] | None:
    """Of an open deal that the last run knew."""
    today = today_of(request)
    question = Question(viewer(request), today, today).narrowed(opportunity=str(deal.pk))
    return odds_panel(question, deal)
