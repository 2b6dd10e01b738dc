"""Scenarios: what must be true to reach a target. Nothing of them is written to a deal."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Query, Router

from keyaccount.apps.forecast.models import Scenario
from keyaccount.apps.forecast.queries.asking import read
from keyaccount.apps.forecast.queries.scenarios import present
from keyaccount.apps.forecast.services.scenarios import About, archive_scenario, restore_scenario, save_scenario
from keyaccount.apps.workspace import clock
from keyaccount.apps.workspace.queries.settings import workspace as load_workspace
from keyaccount.formulas.scenario import LEVERS, missing, result
from keyaccount.kernel.errors import Invalid
from keyaccount.surfaces.api import references, shapes
from keyaccount.surfaces.api.callers import act_of, user_of
from keyaccount.surfaces.api.lists.keyset import ID, Sort
from keyaccount.surfaces.api.lists.listing import Listing, ids
from keyaccount.surfaces.api.records import changed, made, shown
from keyaccount.surfaces.api.schemas.common import Page, RecordId
from keyaccount.surfaces.api.schemas.scenarios import ScenarioIn, ScenarioOut, ScenariosAsked
from keyaccount.surfaces.api.shapes import Part, Shape

router = Router(tags=["Scenarios"])

SCENARIO: Shape[Scenario] = Shape(
    ScenarioOut,
    {
        "author": shapes.person("author"),
        "team": shapes.related("team"),
        "person": shapes.person("person"),
        "shared_team": shapes.related("shared_team"),
        "result": Part(lambda one: result(one.basis, one.levers)),
        "missing": Part(lambda one: missing(one.basis, one.levers)),
    },
)
LIST: Listing[Scenario] = Listing(
    SCENARIO, ScenariosAsked, sorts={"id": ID, "created_at": Sort("created_at")}, filters={"author": ids("author")}
)


@router.get("", response=Page[ScenarioOut], operation_id="listScenarios", summary="List scenarios")
def list_scenarios(request: HttpRequest, asked: Query[ScenariosAsked]) -> HttpResponse:
    """One's own and those that were shared with one."""
    return LIST.answer(request, asked, Scenario.objects.visible_to(user_of(request)).present())


@router.get("/{scenario_id}", response=ScenarioOut, operation_id="getScenario", summary="One scenario")
def get_scenario(request: HttpRequest, scenario_id: RecordId, fields: str | None = None) -> HttpResponse:
    return shown(request, SCENARIO, Scenario.objects.visible_to(user_of(request)), scenario_id, fields)


@router.post("", response={201: ScenarioOut}, operation_id="createScenario", summary="Keep a scenario")
def create_scenario(request: HttpRequest, item: ScenarioIn) -> HttpResponse:
    """With what stands now; no deal is changed."""
    act, about = act_of(request), _whose(request, item)
    parts = {"team": about.get("team"), "owner": about.get("person")}
    given = {key: str(record.pk) for key, record in parts.items() if record} or {"scope": "company"}
    if "period" in item.model_fields_set:
        given["period"] = item.period
    asked = read(given, viewer=act.actor, today=clock.day_of(act.now, load_workspace().zone))
    measured = present(asked)
    levers = measured.start()
    for lever in LEVERS:
        if lever in item.model_fields_set:
            levers = levers.with_lever(lever, getattr(item, lever))
    told = About(asked.period, asked.question.as_of, asked.workspace.base_currency, **about)
    scenario = save_scenario(name=item.name, note=item.note, levers=levers, basis=measured.basis, about=told, act=act)
    return made(request, SCENARIO, scenario)


@router.post(
    "/{scenario_id}/archive", response=ScenarioOut, operation_id="archiveScenario", summary="Put a scenario away"
)
def archive(request: HttpRequest, scenario_id: RecordId) -> HttpResponse:
    return changed(request, SCENARIO, archive_scenario(scenario_id=scenario_id, act=act_of(request)))


@router.post(
    "/{scenario_id}/restore", response=ScenarioOut, operation_id="restoreScenario", summary="Take a scenario back"
)
def restore(request: HttpRequest, scenario_id: RecordId) -> HttpResponse:
    return changed(request, SCENARIO, restore_scenario(scenario_id=scenario_id, act=act_of(request)))


def _whose(request: HttpRequest, item: ScenarioIn) -> dict[str, Any]:
    if item.team and item.user:
        raise Invalid(fields={"user": _("Give a team or a person, not both.")})
    finder = references.Finder(user_of(request))
    if item.team:
        return {"team": finder.one(references.TEAM, item.team, "team")}
    return {"person": finder.one(references.USER, item.user, "user")} if item.user else {}
