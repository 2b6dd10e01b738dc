"""Reminding those who have not submitted; and on the first page, whose forecast is asked for."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST

from keyaccount.apps.forecast.queries.reminders import asked_of_person
from keyaccount.apps.forecast.services.reminding import remind
from keyaccount.apps.forecast.tables.rollup import rollup_page
from keyaccount.apps.forecast.views.asking import asked_of
from keyaccount.apps.forecast.views.rollup import back_of
from keyaccount.apps.workspace.models import User
from keyaccount.apps.workspace.queries.settings import workspace
from keyaccount.apps.workspace.views.edge import act_of, page, today_of
from keyaccount.ui import slots
from keyaccount.ui.htmx import go
from keyaccount.ui.slots import Panel


@require_POST
@page
def remind_of_forecast(request: HttpRequest) -> HttpResponse:
    asked = asked_of(request)
    made = remind(people=rollup_page(asked).due, period=asked.period, act=act_of(request))
    said = ngettext("%(count)d person is reminded.", "%(count)d people are reminded.", len(made))
    nobody = gettext("Nobody is reminded: they have been already, or others lead them.")
    messages.success(request, said % {"count": len(made)} if made else nobody)
    return go(request, back_of(asked))


def panel(request: HttpRequest, user: User) -> dict[str, Any] | None:
    start = workspace().fiscal_year_start
    found = [(one, one.period.label(start)) for one in asked_of_person(user, today_of(request))]
    return {"reminders": found} if found else None


def add_panel() -> None:
    slots.add("today", Panel("forecast_asked", "", "forecast/asked.html", panel, order=10))
