"""Recording a visit, correcting it, taking it away: in the dialog of the person's page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from keyaccount.apps.contacts.forms.visit import VisitForm
from keyaccount.apps.contacts.models import Visit
from keyaccount.apps.contacts.queries.contacts import contact_to_write
from keyaccount.apps.contacts.queries.visits import visit_to_write
from keyaccount.apps.contacts.services import visits as service
from keyaccount.apps.contacts.views.editing import url_of
from keyaccount.apps.workspace.views.edge import act_of, page, today_of, viewer
from keyaccount.apps.workspace.views.saving import Look, answer_act, answer_form

PAGE = "contacts/form_page.html"


@require_http_methods(["GET", "HEAD", "POST"])
@page
def new(request: HttpRequest, contact_id: int) -> HttpResponse:
    act, contact = act_of(request), contact_to_write(viewer(request), contact_id)
    form = VisitForm(request.POST or None, initial={"made_on": today_of(request), "made_by": act.actor.pk})

    def save(values: dict[str, Any], seen: int | None) -> Visit:
        return service.record_visit(contact_id=contact_id, values=values, act=act)

    title = _("Visit to %(name)s") % {"name": contact}
    look = Look(title, _back(contact_id), said=_("The visit is recorded."), template=PAGE, more={"contact": contact})
    return answer_form(request, form, save, look)


@require_http_methods(["GET", "HEAD", "POST"])
@page
def edit(request: HttpRequest, visit_id: int) -> HttpResponse:
    act, visit = act_of(request), visit_to_write(viewer(request), visit_id)
    form = VisitForm(request.POST or None, instance=visit)

    def save(values: dict[str, Any], seen: int | None) -> Visit:
        return service.change_visit(visit_id=visit_id, values=values, act=act, version=seen)

    title = _("Visit to %(name)s") % {"name": visit.contact}
    more = {"contact": visit.contact}
    look = Look(title, _back(visit.contact_id), said=_("Saved."), record=visit, template=PAGE, more=more)
    return answer_form(request, form, save, look)


@require_POST
@page
def archive(request: HttpRequest, visit_id: int) -> HttpResponse:
    act, visit = act_of(request), visit_to_write(viewer(request), visit_id)
    look = Look("", _back(visit.contact_id), said=_("The visit is archived and counts no more."))
    return answer_act(request, lambda: service.archive_visit(visit_id=visit_id, act=act), look)


@require_POST
@page
def restore(request: HttpRequest, visit_id: int) -> HttpResponse:
    act, visit = act_of(request), visit_to_write(viewer(request), visit_id)
    look = Look("", _back(visit.contact_id), said=_("The visit counts again."))
    return answer_act(request, lambda: service.restore_visit(visit_id=visit_id, act=act), look)


def _back(contact_id: int) -> str:
    return f"{url_of(contact_id)}#visits"
