"""A cell of the contact strategy plan, changed in place: the form it becomes, and the cell as it stands afterwards."""

from __future__ import annotations

from django.forms import ModelForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from keyaccount.apps.contacts.forms.plan import cell_form
from keyaccount.apps.contacts.models import Contact
from keyaccount.apps.contacts.models.plan import ContactPlan
from keyaccount.apps.contacts.queries.contacts import contact_to_write
from keyaccount.apps.contacts.queries.plans import plan_to_write
from keyaccount.apps.contacts.services.plans import set_plan
from keyaccount.apps.contacts.tables.plans import CELLS
from keyaccount.apps.contacts.tables.plans import cell as cell_html
from keyaccount.apps.workspace.views.edge import act_of, page, today_of, viewer
from keyaccount.apps.workspace.views.saving import add_errors
from keyaccount.kernel.errors import Conflict, Invalid


@require_http_methods(["GET", "HEAD", "POST"])
@page
def cell(request: HttpRequest, contact_id: int, key: str) -> HttpResponse:
    if key not in CELLS:
        raise Http404
    contact = contact_to_write(viewer(request), contact_id)
    form = cell_form(plan_to_write(contact), key, request.POST or None)
    if request.method != "POST":
        return render(request, "ui/parts/cell_form.html", {"form": form, "url": request.path})
    return _save(request, contact, key, form) if form.is_valid() else _refused(request, form)


def _save(request: HttpRequest, contact: Contact, key: str, form: ModelForm[ContactPlan]) -> HttpResponse:
    values, version = {key: form.cleaned_data[key]}, form.cleaned_data["version"]
    try:
        plan = set_plan(contact_id=contact.pk, values=values, act=act_of(request), version=version)
    except Conflict as conflict:
        return _clash(request, contact, key, conflict)
    except Invalid as invalid:
        add_errors(form, invalid)
        return _refused(request, form)
    return HttpResponse(cell_html(plan, key, today_of(request), writable=True, css="saved"))


def _clash(request: HttpRequest, contact: Contact, key: str, conflict: Conflict) -> HttpResponse:
    """What was typed stays in the field; sent once more it replaces the other value, which is named."""
    plan = ContactPlan.objects.get(contact=contact)
    theirs, version = getattr(plan, f"get_{key}_display", lambda: getattr(plan, key))(), plan.version
    again = cell_form(plan, key, {**request.POST.dict(), "version": str(version)})
    again.is_valid()
    said = _("%(who)s changed this to “%(to)s” after you had opened it. Enter keeps yours, Escape leaves theirs.")
    again.add_error(key, said % {"who": conflict.clashes[0].who, "to": theirs or "–"})
    return _refused(request, again, status=409)


def _refused(request: HttpRequest, form: ModelForm[ContactPlan], status: int = 422) -> HttpResponse:
    return render(request, "contacts/plan_cell.html", {"form": form, "url": request.path}, status=status)
