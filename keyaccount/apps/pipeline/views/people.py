"""Where the people of a deal stand in it: the panel on its page, and the dialog in which it is written down."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from keyaccount.apps.contacts.models import Contact
from keyaccount.apps.contacts.tables.people_map import warnings_shown
from keyaccount.apps.pipeline.forms.people import DealReadingForm
from keyaccount.apps.pipeline.models import DealReading, Opportunity
from keyaccount.apps.pipeline.queries import opportunities as queries
from keyaccount.apps.pipeline.queries.deal_people import deal_people, readings_in
from keyaccount.apps.pipeline.services import deal_readings as service
from keyaccount.apps.pipeline.tables.deal_people import lines_of
from keyaccount.apps.workspace.views.edge import act_of, page, today_of, viewer
from keyaccount.apps.workspace.views.saving import Look, answer_act, answer_form
from keyaccount.figures import Question, compute
from keyaccount.kernel.errors import NotFound


def people_context(request: HttpRequest, deal: Opportunity) -> dict[str, Any]:
    user, today = viewer(request), today_of(request)
    parts = queries.people_of(user, deal)
    rows = [one for one in parts if one.valid_to is None]
    found = deal_people(deal, user, today) if rows else None
    question = Question(user, today, today).narrowed(opportunity=str(deal.pk))
    return {
        "parts": sorted(parts, key=lambda one: (one.valid_to is not None, one.contact.name)),
        "people": lines_of(rows, found, readings_in(deal, user) if rows else {}),
        "support": compute("pipeline.people_support", question) if found else None,
        "coverage": compute("pipeline.people_coverage", question) if found else None,
        "warnings": warnings_shown(found.map) if found else [],
    }


@require_http_methods(["GET", "HEAD", "POST"])
@page
def reading(request: HttpRequest, pk: int, person: int) -> HttpResponse:
    deal = queries.opportunity_to_write(viewer(request), pk)
    contact = _taking_part(request, deal, person)
    form = DealReadingForm(request.POST or None, initial={"on": today_of(request)})

    def save(values: dict[str, Any], seen: int | None) -> DealReading:
        act = act_of(request)
        return service.record_deal_reading(opportunity_id=pk, contact_id=person, seen=form.seen, act=act)

    text = _("Where %(name)s stands in this deal. What shows it and who wrote it is for the account’s own team alone.")
    more = {"contact": contact}
    look = Look(_("Commitment in this deal"), _back(pk), _("Saved."), text % {"name": contact.name}, more=more)
    return answer_form(request, form, save, look)


@require_POST
@page
def withdraw(request: HttpRequest, pk: int, reading_id: int) -> HttpResponse:
    if not DealReading.objects.visible_to(viewer(request)).filter(pk=reading_id, opportunity=pk).exists():
        raise NotFound
    look = Look("", _back(pk), said=gettext_lazy("The reading is taken back."))
    return answer_act(request, lambda: service.withdraw_deal_reading(reading_id=reading_id, act=act_of(request)), look)


def _taking_part(request: HttpRequest, deal: Opportunity, person: int) -> Contact:
    rows = queries.people_of(viewer(request), deal)
    found = next((row.contact for row in rows if row.contact_id == person and row.valid_to is None), None)
    if found is None:
        raise NotFound
    return found


def _back(pk: int) -> str:
    return f"{reverse('pipeline:opportunity', args=[pk])}#people"
