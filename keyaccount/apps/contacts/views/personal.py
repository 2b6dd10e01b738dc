"""Writing down what is personal about someone: a page for the texts, the dialog for special days."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from keyaccount.apps.contacts.forms.personal import DayForm, PersonalForm
from keyaccount.apps.contacts.models import Contact, Personal, SpecialDay
from keyaccount.apps.contacts.queries.contacts import contact_seen
from keyaccount.apps.contacts.queries.personal import personal_to_write
from keyaccount.apps.contacts.services import personal as service
from keyaccount.apps.contacts.views.editing import url_of
from keyaccount.apps.workspace.views.edge import act_of, page, viewer
from keyaccount.apps.workspace.views.records import answer, save_form
from keyaccount.apps.workspace.views.saving import Look, answer_act, answer_form
from keyaccount.kernel.errors import NotFound
from keyaccount.ui.htmx import render_part

FORM = "contacts/personal_form.html"
PAGE = "contacts/form_page.html"


@require_http_methods(["GET", "HEAD", "POST"])
@page
def edit(request: HttpRequest, contact_id: int) -> HttpResponse:
    act, (contact, personal) = act_of(request), _to_write(request, contact_id)
    context = {"contact": contact, "back": _back(contact_id)}
    if request.method != "POST":
        return render_part(request, FORM, {"form": PersonalForm(instance=personal), **context}, part="form")
    form = PersonalForm(request.POST, instance=personal)

    def save(values: Mapping[str, Any], version: int | None) -> Personal:
        return service.set_personal(contact_id=contact_id, values=values, act=act, version=version)

    return answer(request, FORM, form, _back(contact_id), save_form(form, save), contact=contact)


@require_http_methods(["GET", "HEAD", "POST"])
@page
def new_day(request: HttpRequest, contact_id: int) -> HttpResponse:
    act, (contact, _personal) = act_of(request), _to_write(request, contact_id)
    form = DayForm(request.POST or None, initial={"kind": request.GET.get("kind", "")})

    def save(values: dict[str, Any], seen: int | None) -> SpecialDay:
        return service.add_day(contact_id=contact_id, values=values, act=act)

    look = Look(_("Special day"), _back(contact_id), said=_("Saved."), template=PAGE, more={"contact": contact})
    return answer_form(request, form, save, look)


@require_http_methods(["GET", "HEAD", "POST"])
@page
def day(request: HttpRequest, contact_id: int, day_id: int) -> HttpResponse:
    act, (contact, _personal) = act_of(request), _to_write(request, contact_id)
    found = SpecialDay.objects.filter(contact=contact, pk=day_id).first()
    if found is None:
        raise NotFound
    form = DayForm(request.POST or None, instance=found)

    def save(values: dict[str, Any], seen: int | None) -> SpecialDay:
        return service.change_day(contact_id=contact_id, day_id=day_id, values=values, act=act)

    look = Look(_("Special day"), _back(contact_id), said=_("Saved."), template=PAGE, more={"contact": contact})
    return answer_form(request, form, save, look)


@require_POST
@page
def remove_day(request: HttpRequest, contact_id: int, day_id: int) -> HttpResponse:
    act = act_of(request)
    _to_write(request, contact_id)
    look = Look("", _back(contact_id), said=_("The day is removed."))
    return answer_act(request, lambda: service.remove_day(contact_id=contact_id, day_id=day_id, act=act), look)


def _to_write(request: HttpRequest, contact_id: int) -> tuple[Contact, Personal]:
    contact = contact_seen(viewer(request), contact_id)
    return contact, personal_to_write(viewer(request), contact)


def _back(contact_id: int) -> str:
    return f"{url_of(contact_id)}#personal"
