"""What must be true to reach the target: sliders whose result the server computes, and scenarios kept and shared."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from keyaccount.apps.forecast.forms.scenario import LeversForm, ScenarioForm
from keyaccount.apps.forecast.queries.asking import Asked
from keyaccount.apps.forecast.queries.scenarios import Present, present, scenario_seen
from keyaccount.apps.forecast.services import scenarios
from keyaccount.apps.forecast.services.scenarios import About
from keyaccount.apps.forecast.tables import scenario as tables
from keyaccount.apps.forecast.views.asking import answer, asked_of
from keyaccount.apps.workspace.models import Team, User
from keyaccount.apps.workspace.queries.saved_views import teams_to_share_with
from keyaccount.apps.workspace.views.edge import act_of, page, viewer
from keyaccount.figures import ScopeKind
from keyaccount.formulas.scenario import LEVERS, Levers
from keyaccount.ui import tabs
from keyaccount.ui.tabs import Tab

HERE = "forecast:scenario"


def add_places() -> None:
    tabs.add("forecast", Tab("scenario", _("Scenario"), HERE, "adjustments-horizontal", order=60))


@require_safe
@page
def scenario(request: HttpRequest) -> HttpResponse:
    asked = asked_of(request)
    opened = request.GET.get("open", "")
    shown = scenario_seen(viewer(request), int(opened)) if opened.isdecimal() else None
    return _page(request, asked, {"opened": shown, "form": ScenarioForm()})


@require_safe
@page
def outcome(request: HttpRequest) -> HttpResponse:
    """What stands beside the sliders, while they are moved."""
    asked = asked_of(request)
    return render(request, "forecast/scenario/outcome.html", {**_computed(request, asked), "live": True})


@require_POST
@page
def save(request: HttpRequest) -> HttpResponse:
    asked, form = asked_of(request), ScenarioForm(request.POST)
    if not form.is_valid():
        return _page(request, asked, {"opened": None, "form": form}, status=422)
    about = About(asked.period, asked.question.as_of, asked.workspace.base_currency, **_whose(asked))
    made = scenarios.save_scenario(
        name=form.cleaned_data["name"],
        note=form.cleaned_data["note"],
        levers=form.levers,
        basis=present(asked).basis,
        about=about,
        act=act_of(request),
    )
    return redirect(f"{reverse(HERE)}?{tables.using(asked, made.levers)}&open={made.pk}")


@require_POST
@page
def share(request: HttpRequest, pk: int) -> HttpResponse:
    given = request.POST.get("team", "")
    team = teams_to_share_with(viewer(request)).filter(pk=given).first() if given.isdecimal() else None
    scenarios.share_scenario(scenario_id=pk, team=team, act=act_of(request))
    return redirect(f"{reverse(HERE)}?{asked_of(request).link()}")


@require_POST
@page
def archive(request: HttpRequest, pk: int) -> HttpResponse:
    scenarios.archive_scenario(scenario_id=pk, act=act_of(request))
    return redirect(f"{reverse(HERE)}?{asked_of(request).link()}")


def _page(request: HttpRequest, asked: Asked, more: dict[str, Any], status: int = 200) -> HttpResponse:
    context = {
        **_computed(request, asked),
        "kept": tables.kept(asked),
        "teams": list(teams_to_share_with(viewer(request))[:50]),
        **more,
    }
    response = answer(request, asked, HERE, "forecast/scenario/page.html", context)
    response.status_code = status
    return response


def _computed(request: HttpRequest, asked: Asked) -> dict[str, Any]:
    measured = present(asked)
    levers = _levers(request, measured)
    return {
        "asked": asked,
        "state": asked.link(),
        "sliders": tables.sliders(asked, measured, levers),
        "outcome": tables.outcome(measured, levers, asked.workspace.base_currency),
        "figures": measured.figures,
    }


def _levers(request: HttpRequest, measured: Present) -> Levers:
    """As the address or the form sets them; the measured present where it does not, or not well."""
    given = request.POST if request.method == "POST" else request.GET
    start = measured.start()
    if not any(key in given for key in LEVERS):
        return start
    form = LeversForm({**{key: tables.as_input(key, getattr(start, key)) for key in LEVERS}, **given.dict()})
    return form.levers if form.is_valid() else start


def _whose(asked: Asked) -> dict[str, Any]:
    scope = asked.question.scope
    if scope.kind == ScopeKind.TEAM:
        return {"team": Team.objects.get(pk=scope.pk)}
    return {"person": User.objects.get(pk=scope.pk)} if scope.kind == ScopeKind.USER else {}
