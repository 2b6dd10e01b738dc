"""Making, changing, archiving and restoring a deal, and what belongs to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from keyaccount.apps.pipeline.forms.opportunity import (
    FactorsForm,
    LineFormSet,
    NeedSheetForm,
    NewOpportunityForm,
    OpportunityForm,
    PersonForm,
)
from keyaccount.apps.pipeline.models import NeedSheet, Opportunity
from keyaccount.apps.pipeline.queries import opportunities as queries
from keyaccount.apps.pipeline.queries.picking import products_called
from keyaccount.apps.pipeline.queries.stages import all_stages
from keyaccount.apps.pipeline.services import opportunities as service
from keyaccount.apps.pipeline.services import purchase
from keyaccount.apps.pipeline.tables.refusals import refusal_of
from keyaccount.apps.workspace.queries.settings import workspace
from keyaccount.apps.workspace.services.access import may_create
from keyaccount.apps.workspace.views.edge import act_of, page, today_of, viewer
from keyaccount.apps.workspace.views.records import answer, save_form
from keyaccount.apps.workspace.views.saving import add_errors
from keyaccount.kernel.errors import Fact, Invalid
from keyaccount.ui.htmx import go, is_part, refresh, render_part

FORM = "pipeline/deal/form.html"


def url_of(pk: int) -> str:
    return reverse("pipeline:opportunity", args=[pk])


@require_http_methods(["GET", "HEAD", "POST"])
@page
def new(request: HttpRequest) -> HttpResponse:
    act, back = act_of(request), reverse("pipeline:board")
    may_create(act)
    stages = [stage for stage in all_stages() if stage.archived_at is None and stage.pipeline.archived_at is None]
    if request.method != "POST":
        form = NewOpportunityForm(user=act.actor, stages=stages, initial=_first(request))
        return render_part(request, FORM, {"form": form, "back": back}, part="form")
    form = NewOpportunityForm(request.POST, user=act.actor, stages=stages)

    def save(values: Mapping[str, Any], version: int | None) -> Opportunity:
        rest = {name: value for name, value in values.items() if name != "stage"}
        return service.create_opportunity(values=rest, stage=values["stage"], act=act)

    saved = save_form(form, save)
    return answer(request, FORM, form, url_of(saved.record.pk) if saved else back, saved)


def _first(request: HttpRequest) -> dict[str, Any]:
    """What a new deal starts with: the address may name its account, its stage and so on."""
    usual = {
        "owner": viewer(request).pk,
        "currency": workspace().base_currency,
        "opened_on": today_of(request),
        "stage": service.first_stage().pk,
    }
    return {**usual, **request.GET.dict()}


@require_http_methods(["GET", "HEAD", "POST"])
@page
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    act = act_of(request)
    deal = queries.opportunity_to_write(act.actor, pk)
    if request.method != "POST":
        form = OpportunityForm(instance=deal, user=act.actor)
        return render_part(request, FORM, {"form": form, "deal": deal, "back": url_of(pk)}, part="form")
    form = OpportunityForm(request.POST, instance=deal, user=act.actor)

    def save(values: Mapping[str, Any], version: int | None) -> Opportunity:
        return service.update_opportunity(opportunity_id=pk, values=values, act=act, version=version)

    return answer(request, FORM, form, url_of(pk), save_form(form, save), deal=deal)


@require_POST
@page
def archive(request: HttpRequest, pk: int) -> HttpResponse:
    deal = service.archive_opportunity(opportunity_id=pk, act=act_of(request))
    messages.success(request, gettext("“%(name)s” is archived. It can be restored here.") % {"name": deal.name})
    return go(request, url_of(pk))


@require_POST
@page
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    deal = service.restore_opportunity(opportunity_id=pk, act=act_of(request))
    messages.success(request, gettext("“%(name)s” is back.") % {"name": deal.name})
    return go(request, url_of(pk))


# ── What belongs to it ──
@require_http_methods(["GET", "HEAD", "POST"])
@page
def factors(request: HttpRequest, pk: int) -> HttpResponse:
    deal = queries.opportunity_to_write(viewer(request), pk)
    form = FactorsForm(deal, request.POST or None)

    def save() -> object:
        version = form.cleaned_data["version"]
        return purchase.set_factors(opportunity_id=pk, scores=form.scores, act=act_of(request), version=version)

    return _answer(request, deal, form, save, "pipeline/dialogs/factors.html")


@require_http_methods(["GET", "HEAD", "POST"])
@page
def needs(request: HttpRequest, pk: int) -> HttpResponse:
    deal = queries.opportunity_to_write(viewer(request), pk)
    sheet = queries.need_sheet_of(deal) or NeedSheet(opportunity=deal)
    form = NeedSheetForm(request.POST or None, instance=sheet, user=viewer(request), version=deal.version)

    def save() -> object:
        version = form.cleaned_data["version"]
        return purchase.set_need_sheet(opportunity_id=pk, values=form.values, act=act_of(request), version=version)

    return _answer(request, deal, form, save, "pipeline/dialogs/needs.html")


@require_http_methods(["GET", "HEAD", "POST"])
@page
def add_person(request: HttpRequest, pk: int) -> HttpResponse:
    deal = queries.opportunity_to_write(viewer(request), pk)
    form = PersonForm(request.POST or None, user=viewer(request), account=deal.account_id)

    def save() -> object:
        return purchase.add_person(opportunity_id=pk, act=act_of(request), **form.cleaned_data)

    return _answer(request, deal, form, save, "pipeline/dialogs/person.html")


@require_POST
@page
def remove_person(request: HttpRequest, pk: int, person: int) -> HttpResponse:
    purchase.remove_person(opportunity_id=pk, person_id=person, act=act_of(request))
    return refresh(request, f"{url_of(pk)}#people")


@require_http_methods(["GET", "HEAD", "POST"])
@page
def lines(request: HttpRequest, pk: int) -> HttpResponse:
    """Product lines are replaced together; the amount of the deal becomes their sum."""
    deal = queries.opportunity_to_write(viewer(request), pk)
    first = [
        {"product": line.product_id, "quantity": line.quantity, "price": line.price} for line in queries.lines_of(deal)
    ]
    form = LineFormSet(request.POST or None, initial=first, prefix="lines")
    version = request.POST.get("version") or str(deal.version)
    if request.method == "POST" and form.is_valid():
        made = [line for each in form if (line := each.line) is not None]
        try:
            service.set_lines(opportunity_id=pk, lines=made, act=act_of(request), version=int(version))
            return go(request, f"{url_of(pk)}#lines")
        except Fact as fact:
            messages.error(request, refusal_of(fact, deal, workspace().zone).what)
            version = str(deal.version)
    status = 422 if request.method == "POST" else 200
    context = {"deal": deal, "formset": form, "version": version, "back": url_of(pk)}
    return render_part(request, "pipeline/deal/lines_form.html", context, part="form", status=status)


@require_safe
@page
def pick_product(request: HttpRequest) -> HttpResponse:
    products = products_called(request.GET.get("q", ""))
    return render(request, "pipeline/parts/product_options.html", {"products": products})


def _answer(
    request: HttpRequest,
    deal: Opportunity,
    form: forms.BaseForm,
    save: Callable[[], object],
    template: str,
) -> HttpResponse:
    """A form in the dialog: saved and back to its place on the page, or shown again with what to do."""
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                save()
                messages.success(request, gettext("Saved."))
                return refresh(request, url_of(deal.pk))
            except Invalid as invalid:
                add_errors(form, invalid)
            except Fact as fact:
                said = refusal_of(fact, deal, workspace().zone)
                form.add_error(None, f"{said.what} {said.todo}")
                status = 409
    context = {"deal": deal, "form": form, "dialog": template}
    return render(request, template if is_part(request) else "pipeline/dialogs/page.html", context, status=status)
