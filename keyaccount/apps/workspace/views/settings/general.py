"""The workspace's own settings."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.workspace.forms.workspace import GeneralForm
from keyaccount.apps.workspace.queries.settings import workspace
from keyaccount.apps.workspace.services.settings import change_workspace
from keyaccount.apps.workspace.views.edge import act_of
from keyaccount.apps.workspace.views.saving import Look, administrators, answer_form


@administrators
def general(request: HttpRequest) -> HttpResponse:
    mine = workspace()
    form = GeneralForm(request.POST or None, instance=mine)
    look = Look(
        title=_("General"),
        back=reverse("workspace:general"),
        said=_("Saved."),
        record=mine,
        template="workspace/settings/general.html",
        more={"base_currency": mine.base_currency},
    )
    return answer_form(
        request, form, lambda values, seen: change_workspace(values=values, act=act_of(request), seen=seen), look
    )
