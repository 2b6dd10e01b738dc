"""Roles × rights."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from keyaccount.apps.workspace.forms.people import RoleForm
from keyaccount.apps.workspace.models import Reach, Role
from keyaccount.apps.workspace.queries.teams import roles_with_people
from keyaccount.apps.workspace.services.roles import WIDTH, change_role
from keyaccount.apps.workspace.views.edge import act_of
from keyaccount.apps.workspace.views.saving import Look, administrators, answer_form
from keyaccount.apps.workspace.visibility import FIELD_GROUPS


@require_safe
@administrators
def roles(request: HttpRequest) -> HttpResponse:
    context = {
        "rows": [(role, _rights(role)) for role in roles_with_people()],
        "groups": [(SHORT_GROUPS.get(key, title), title) for key, title in FIELD_GROUPS.items()],
    }
    return render(request, "workspace/settings/roles.html", context)


@administrators
def role(request: HttpRequest, role_id: int) -> HttpResponse:
    found = Role.objects.filter(pk=role_id).first()
    if found is None:
        raise Http404
    look = Look(
        title=found.label,
        back=reverse("workspace:roles"),
        said=_("Saved. It holds from each person's next click."),
        record=found,
    )
    return answer_form(
        request,
        RoleForm(request.POST or None, instance=found),
        lambda values, seen: change_role(role_id=role_id, values=values, act=act_of(request), seen=seen),
        look,
    )


SHORT = {
    Reach.NOTHING: gettext_lazy("nothing"),
    Reach.OWN: gettext_lazy("own"),
    Reach.ACCOUNT_TEAM: gettext_lazy("own and tended"),
    Reach.TEAM: gettext_lazy("team and below"),
    Reach.ALL: gettext_lazy("everything"),
}
SHORT_GROUPS = {"margin": gettext_lazy("Costs, margins"), "reach": gettext_lazy("Phone, e-mail")}


def _rights(role: Role) -> dict[str, object]:
    """How far each right goes, as a share of the widest, beside its word."""
    widest = len(Reach) - 1
    return {
        "reads": (WIDTH[role.reads] / widest, SHORT[Reach(role.reads)], role.get_reads_display()),
        "writes": (WIDTH[role.writes] / widest, SHORT[Reach(role.writes)], role.get_writes_display()),
        "groups": [group in role.field_groups for group in FIELD_GROUPS],
        "flags": [role.may_import, role.may_export, role.may_set_targets, role.may_administer],
    }
