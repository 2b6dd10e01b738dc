"""The contact strategy plan of an account: one table, changed cell by cell or a row at a time in the dialog."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from keyaccount.apps.accounts.queries.accounts import account_seen, may_write
from keyaccount.apps.contacts.forms.plan import PlanForm
from keyaccount.apps.contacts.models.plan import ContactPlan
from keyaccount.apps.contacts.queries.contacts import contact_to_write
from keyaccount.apps.contacts.queries.plans import Line, plan_of, plan_to_write
from keyaccount.apps.contacts.services.plans import set_plan
from keyaccount.apps.contacts.tables.plans import CELLS, cell
from keyaccount.apps.contacts.tables.roles import badges
from keyaccount.apps.contacts.views.editing import PAGE, url_of
from keyaccount.apps.workspace.views.edge import act_of, page, today_of, viewer
from keyaccount.apps.workspace.views.saving import Look, answer_form


@require_safe
@page
def show(request: HttpRequest, account_id: int) -> HttpResponse:
    user, today = viewer(request), today_of(request)
    account = account_seen(user, account_id)
    writes = may_write(user, account)
    lines = [_line(line, today, writable=writes) for line in plan_of(account, user, today)]
    context = {"account": account, "lines": lines, "may_write": writes}
    return render(request, "contacts/plan.html", context)


def _line(line: Line, today: date, *, writable: bool) -> tuple[Line, str, dict[str, str]]:
    """The row, its badges, its cells by name."""
    plan = line.plan or ContactPlan(contact=line.contact)
    cells: dict[str, str] = {key: cell(plan, key, today, writable=writable) for key in CELLS}
    return line, badges(line.contact.roles.all()), cells


@require_http_methods(["GET", "HEAD", "POST"])
@page
def edit(request: HttpRequest, contact_id: int) -> HttpResponse:
    act, contact = act_of(request), contact_to_write(viewer(request), contact_id)
    plan = plan_to_write(contact)

    def save(values: dict[str, Any], seen: int | None) -> ContactPlan:
        return set_plan(contact_id=contact_id, values=values, act=act, version=seen)

    back = reverse("contacts:plan", args=[contact.account_id]) if contact.account_id else url_of(contact_id)
    title, record = _("Plan with %(name)s") % {"name": contact}, plan if plan.pk else None
    look = Look(title, back, _("Saved."), record=record, template=PAGE, more={"contact": contact})
    return answer_form(request, PlanForm(request.POST or None, instance=plan), save, look)
