"""Making, changing, archiving and restoring a person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from keyaccount.apps.contacts.forms.contact import ContactForm, MoveForm
from keyaccount.apps.contacts.models import Contact
from keyaccount.apps.contacts.queries.contacts import contact_to_write
from keyaccount.apps.contacts.services import contacts as service
from keyaccount.apps.contacts.services.quality import CONTACTS
from keyaccount.apps.workspace.services.access import may_create
from keyaccount.apps.workspace.views.alike import warning_of
from keyaccount.apps.workspace.views.edge import act_of, page
from keyaccount.apps.workspace.views.records import answer, save_form
from keyaccount.apps.workspace.views.saving import Look, answer_form
from keyaccount.ui.htmx import go, render_part

FORM = "contacts/form.html"
PAGE = "contacts/form_page.html"


def url_of(contact_id: int) -> str:
    return reverse("contacts:contact", args=[contact_id])


@require_http_methods(["GET", "HEAD", "POST"])
@page
def new(request: HttpRequest) -> HttpResponse:
    act, back = act_of(request), reverse("contacts:list")
    may_create(act)
    if request.method != "POST":
        form = ContactForm(user=act.actor, initial=request.GET.dict())
        return render_part(request, FORM, {"form": form, "back": back}, part="form")
    form = ContactForm(request.POST, user=act.actor)
    if alike := warning_of(request, CONTACTS, form):
        return render_part(request, FORM, {"form": form, "back": back, "alike": alike}, part="form", status=409)

    def save(values: Mapping[str, Any], version: int | None) -> Contact:
        fields, roles = _split(values)
        return service.create_contact(values=fields, roles=roles or (), act=act)

    saved = save_form(form, save)
    return answer(request, FORM, form, url_of(saved.record.pk) if saved else back, saved)


@require_http_methods(["GET", "HEAD", "POST"])
@page
def edit(request: HttpRequest, contact_id: int) -> HttpResponse:
    act = act_of(request)
    contact = contact_to_write(act.actor, contact_id)
    if request.method != "POST":
        form = ContactForm(instance=contact, user=act.actor)
        return render_part(request, FORM, {"form": form, "contact": contact, "back": url_of(contact_id)}, part="form")
    form = ContactForm(request.POST, instance=contact, user=act.actor)

    def save(values: Mapping[str, Any], version: int | None) -> Contact:
        fields, roles = _split(values)
        return service.update_contact(contact_id=contact_id, values=fields, roles=roles, act=act, version=version)

    return answer(request, FORM, form, url_of(contact_id), save_form(form, save), contact=contact)


@require_http_methods(["GET", "HEAD", "POST"])
@page
def move(request: HttpRequest, contact_id: int) -> HttpResponse:
    """In the dialog: they work at another company now."""
    act = act_of(request)
    contact = contact_to_write(act.actor, contact_id)
    form = MoveForm(request.POST or None, user=act.actor)

    def save(values: dict[str, Any], seen: int | None) -> Contact:
        return service.move_contact(contact_id=contact_id, values=values, act=act, version=seen)

    text = _("Where they were stays in their history. Roles and superior belonged to that company and end.")
    title = _("%(name)s works elsewhere now") % {"name": contact}
    look = Look(title, url_of(contact_id), _("Saved."), text, record=contact, template=PAGE, more={"contact": contact})
    return answer_form(request, form, save, look)


@require_POST
@page
def archive(request: HttpRequest, contact_id: int) -> HttpResponse:
    contact = service.archive_contact(contact_id=contact_id, act=act_of(request))
    messages.success(request, _("“%(name)s” is archived. It can be restored from its page.") % {"name": contact})
    return go(request, url_of(contact_id))


@require_POST
@page
def restore(request: HttpRequest, contact_id: int) -> HttpResponse:
    contact = service.restore_contact(contact_id=contact_id, act=act_of(request))
    messages.success(request, _("“%(name)s” is back.") % {"name": contact})
    return go(request, url_of(contact_id))


def _split(values: Mapping[str, Any]) -> tuple[dict[str, Any], list[str] | None]:
    """Fields of the record, and its roles where they are asked for."""
    return {name: value for name, value in values.items() if name != "roles"}, values.get("roles")
