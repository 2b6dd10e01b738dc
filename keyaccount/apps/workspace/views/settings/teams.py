"""The tree of teams."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from keyaccount.apps.workspace.forms.people import TeamForm
from keyaccount.apps.workspace.models import Team
from keyaccount.apps.workspace.queries.teams import team_tree
from keyaccount.apps.workspace.services import teams as service
from keyaccount.apps.workspace.views.edge import act_of
from keyaccount.apps.workspace.views.saving import Look, administrators, answer_act, answer_form


@require_safe
@administrators
def teams(request: HttpRequest) -> HttpResponse:
    return render(request, "workspace/settings/teams.html", {"teams": team_tree()})


@administrators
def new_team(request: HttpRequest) -> HttpResponse:
    form = TeamForm(request.POST or None, initial={"parent": request.GET.get("parent")})
    look = Look(title=_("New team"), back=reverse("workspace:teams"), word=_("Add"))
    return answer_form(request, form, lambda values, seen: service.add_team(**values, act=act_of(request)), look)


@administrators
def team(request: HttpRequest, team_id: int) -> HttpResponse:
    found = Team.objects.filter(pk=team_id).first()
    if found is None:
        raise Http404
    look = Look(
        title=_("Change team"),
        back=reverse("workspace:teams"),
        text=_("Its people and the teams below it go along; past figures of a team follow the tree as it is now."),
        record=found,
    )
    return answer_form(
        request,
        TeamForm(request.POST or None, instance=found),
        lambda values, seen: service.change_team(team_id=team_id, values=values, act=act_of(request), seen=seen),
        look,
    )


@require_POST
@administrators
def remove_team(request: HttpRequest, team_id: int) -> HttpResponse:
    look = Look(title="", back=reverse("workspace:teams"), said=_("The team is removed."))
    return answer_act(request, lambda: service.remove_team(team_id=team_id, act=act_of(request)), look)
