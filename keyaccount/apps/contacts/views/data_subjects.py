"""What is held about a person: shown in numbers, given out as a file, erased for good."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from keyaccount.apps.contacts.forms.data_subjects import EraseForm, RequestForm
from keyaccount.apps.contacts.models import Contact
from keyaccount.apps.contacts.queries.data_subjects import data_subject, held_about, objections
from keyaccount.apps.contacts.services import data_subjects as service
from keyaccount.apps.contacts.tables.data_file import zipped
from keyaccount.apps.contacts.views.editing import url_of
from keyaccount.apps.workspace.views.edge import act_of, page, viewer
from keyaccount.apps.workspace.views.saving import Look, answer_form

PAGE = "contacts/form_page.html"


@require_safe
@page
def show(request: HttpRequest, contact_id: int) -> HttpResponse:
    contact = data_subject(viewer(request), contact_id)
    return render(request, "contacts/data.html", _context(request, contact, RequestForm()))


@require_POST
@page
def export(request: HttpRequest, contact_id: int) -> HttpResponse:
    contact = data_subject(viewer(request), contact_id)
    form = RequestForm(request.POST)
    if not form.is_valid():
        return render(request, "contacts/data.html", _context(request, contact, form), status=422)
    sections = service.export_data(contact_id=contact_id, act=act_of(request), **form.cleaned_data)
    content = zipped(contact.name, sections, timezone.now())
    headers = {"Content-Disposition": f'attachment; filename="person-{contact_id}.zip"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type="application/zip", headers=headers)


@require_http_methods(["GET", "HEAD", "POST"])
@page
def erase(request: HttpRequest, contact_id: int) -> HttpResponse:
    contact = data_subject(viewer(request), contact_id)

    form = EraseForm(request.POST or None, contact=contact, user=viewer(request))

    def save(values: dict[str, Any], seen: int | None) -> Contact:
        said = {name: values[name] for name in ("request", "typed_name")}
        return service.erase_person(contact_id=contact_id, texts=form.ways(), act=act_of(request), **said)

    text = _(
        "“%(name)s” will be erased: the name, how to reach them, notes, everything personal, photo, files, comments "
        "and the values in the audit trail. Deals, roles and visits stay, without a name. This cannot be undone."
    ) % {"name": contact.name}
    said, word = _("The person is erased."), _("Erase for good")
    look = Look(
        _("Erase this person"),
        url_of(contact_id),
        said,
        text,
        word,
        template=PAGE,
        more={"contact": contact},
        final=True,
    )
    return answer_form(request, form, save, look)


def _context(request: HttpRequest, contact: Contact, form: RequestForm) -> dict[str, Any]:
    held = held_about(contact, viewer(request))
    return {"contact": contact, "sections": held, "objections": objections(contact), "form": form}
