"""Notes about rivals that concern a person, on their page: for those who tend the account alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from keyaccount.apps.contacts.forms.rival_notes import NotesForm
from keyaccount.apps.contacts.models import Contact
from keyaccount.apps.contacts.queries.contacts import contact_seen
from keyaccount.apps.contacts.queries.personal import may_write_personal, tends
from keyaccount.apps.contacts.queries.rival_notes import notes_about, notes_at
from keyaccount.apps.contacts.services import rival_notes as service
from keyaccount.apps.contacts.views.editing import url_of
from keyaccount.apps.workspace.views.edge import act_of, page, today_of, viewer
from keyaccount.apps.workspace.views.saving import Look, answer_form
from keyaccount.kernel.errors import NotAllowed
from keyaccount.ui import slots
from keyaccount.ui.slots import Panel


def add_panels() -> None:
    template = "contacts/on_contact/rival_notes.html"
    slots.add("contact", Panel("rival_notes", gettext_lazy("Notes about rivals"), template, panel, order=50))


def panel(request: HttpRequest, contact: Contact) -> Mapping[str, Any] | None:
    user = viewer(request)
    if contact.account_id is None or not tends(user, contact):
        return None
    writes = may_write_personal(user, contact) and contact.archived_at is None
    return {"notes": list(notes_about(contact, user)), "may_write": writes, "today": today_of(request)}


@require_http_methods(["GET", "HEAD", "POST"])
@page
def edit(request: HttpRequest, contact_id: int) -> HttpResponse:
    user, contact = viewer(request), contact_seen(viewer(request), contact_id)
    if not may_write_personal(user, contact):
        raise NotAllowed
    notes, chosen = list(notes_at(contact, user)), notes_about(contact, user).values_list("pk", flat=True)
    form = NotesForm(request.POST if request.method == "POST" else None, notes, chosen)

    def save(values: dict[str, Any], seen: int | None) -> Contact:
        return service.set_notes(contact_id=contact.pk, notes=values["notes"], act=act_of(request))

    text = _("Such a note is given out and erased with the person, even where it does not name them.")
    back, more = f"{url_of(contact.pk)}#rival_notes", {"contact": contact}
    look = Look(_("Notes about rivals"), back, _("Saved."), text, template="contacts/form_page.html", more=more)
    return answer_form(request, form, save, look)
