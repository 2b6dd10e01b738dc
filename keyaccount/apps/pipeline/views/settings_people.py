"""Settings: moving a person to another team, with what they are working on."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext

from keyaccount.apps.pipeline.forms.settings_money import MovePersonForm
from keyaccount.apps.pipeline.models import Opportunity
from keyaccount.apps.pipeline.services.people import move_person as move
from keyaccount.apps.workspace.views.edge import act_of
from keyaccount.apps.workspace.views.saving import Look, administrators, answer_form
from keyaccount.apps.workspace.views.settings.people import found_person


@administrators
def move_person(request: HttpRequest, user_id: int) -> HttpResponse:
    person = found_person(user_id)
    deals = Opportunity.objects.open().filter(owner=person).count()
    along = ngettext(
        "%(count)d open deal goes along: it counts for the new team from today on, and for the old one until then.",
        "%(count)d open deals go along: they count for the new team from today on, and for the old one until then.",
        deals,
    )
    look = Look(
        title=_("Move %(name)s to another team") % {"name": person.display_name},
        back=reverse("workspace:person", args=[user_id]),
        said=_("Moved."),
        text=along % {"count": deals},
        word=pgettext("to another team", "Move"),
        record=person,
    )
    form = MovePersonForm(request.POST or None, initial={"team": person.team})
    return answer_form(
        request,
        form,
        lambda values, seen: move(user_id=user_id, team=values["team"], act=act_of(request), seen=seen),
        look,
    )
