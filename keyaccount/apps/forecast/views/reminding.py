"""Reminding those who have not submitted; on the first page, whose forecast is asked for; the day of the week on which
the workspace asks by itself."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from keyaccount.apps.forecast.forms.reminding import ReminderRulesForm
from keyaccount.apps.forecast.queries.reminders import asked_of_person, reminder_rules
from keyaccount.apps.forecast.services.reminding import change_reminder_rules, remind
from keyaccount.apps.forecast.tables.rollup import rollup_page
from keyaccount.apps.forecast.views.asking import asked_of
from keyaccount.apps.forecast.views.panels import administers
from keyaccount.apps.forecast.views.rollup import back_of
from keyaccount.apps.workspace.models import User
from keyaccount.apps.workspace.queries.settings import workspace
from keyaccount.apps.workspace.views.edge import act_of, page, today_of
from keyaccount.apps.workspace.views.saving import Look, administrators, answer_form
from keyaccount.ui import settings_places, slots
from keyaccount.ui.htmx import go
from keyaccount.ui.settings_places import Group, Place
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


@administrators
def reminder_rules_page(request: HttpRequest) -> HttpResponse:
    mine = reminder_rules()
    look = Look(
        title=_("Weekly reminders"),
        text=_(
            "From that day of each week on, whoever sells and has not submitted this quarter’s forecast since Monday "
            "finds a reminder on their first page, until they submit. Nobody is reminded twice in a week, and nobody "
            "whom their manager has reminded in it."
        ),
        back=reverse("forecast:reminder_rules"),
        said=_("Saved."),
        record=mine,
    )
    form = ReminderRulesForm(request.POST or None, instance=mine)
    return answer_form(
        request, form, lambda values, seen: change_reminder_rules(values=values, act=act_of(request), seen=seen), look
    )


def add_places() -> None:
    slots.add("today", Panel("forecast_asked", "", "forecast/asked.html", panel, order=10))
    settings_places.add(
        Place(
            "forecast_reminders",
            _("Weekly reminders"),
            _("On which day those who have not submitted their forecast are reminded by themselves."),
            "forecast:reminder_rules",
            icon="bell",
            group=Group.SALES,
            order=21,
            allowed=administers,
        )
    )
