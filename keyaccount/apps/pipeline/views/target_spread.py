"""Spreading the target of a year over its parts: a dialog that shows what each becomes, one act, and the way back."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from keyaccount.apps.pipeline.queries.target_spread import Into, Spread, Way, spread_of
from keyaccount.apps.pipeline.queries.year_targets import Owner
from keyaccount.apps.pipeline.services.targets import may_set, set_targets, take_back_spread
from keyaccount.apps.pipeline.views.settings_targets import found_owner
from keyaccount.apps.workspace.models import Team, User
from keyaccount.apps.workspace.queries.settings import workspace
from keyaccount.apps.workspace.views.edge import act_of, page, today_of, viewer
from keyaccount.figures import COMPANY, Question, Scope, ScopeKind
from keyaccount.kernel.errors import Invalid, NotAllowed
from keyaccount.kernel.period import Period
from keyaccount.ui.htmx import go


class SpreadForm(forms.Form):
    into = forms.ChoiceField(label=_("Over"), choices=Into.choices)
    way = forms.ChoiceField(label=_("How"), choices=Way.choices)


@require_http_methods(["GET", "HEAD", "POST"])
@page
def target_spread(request: HttpRequest, year: int, scope: str, pk: int) -> HttpResponse:
    owner = found_owner(scope, pk)
    if not may_set(owner, viewer(request)):
        raise NotAllowed
    given = request.POST if request.method == "POST" else request.GET
    form = SpreadForm({"into": given.get("into", Into.QUARTERS), "way": given.get("way", Way.KEEP)})
    context: dict[str, Any] = {"form": form, "owner": owner, "year": year, "currency": workspace().base_currency}
    found = _spread(request, form, owner, year)
    if request.method == "POST" and found is not None:
        if given.get("mark") == found.mark:
            return _written(request, found, year)
        context["moved"] = True
    context |= {"spread": found, "in_dialog": True}
    return render(request, "pipeline/settings/target_spread.html", context)


@require_POST
@page
def undo_spread(request: HttpRequest, year: int, ref: str) -> HttpResponse:
    back, stayed = take_back_spread(ref=ref, act=act_of(request))
    said = ngettext("%(count)d target is as it was before.", "%(count)d targets are as they were before.", back)
    text = said % {"count": back}
    if stayed:
        more = ngettext("%(count)d was changed since and stays.", "%(count)d were changed since and stay.", stayed)
        text = f"{text} {more % {'count': stayed}}"
    messages.success(request, text)
    return go(request, f"{reverse('pipeline:targets')}?year={year}")


def _spread(request: HttpRequest, form: SpreadForm, owner: Owner, year: int) -> Spread | None:
    if not form.is_valid():
        return None
    settings, today = workspace(), today_of(request)
    period = Period.year(year, settings.fiscal_year_start)
    question = Question(viewer(request), today, today, _scope(owner), period)
    into, way = Into(form.cleaned_data["into"]), Way(form.cleaned_data["way"])
    try:
        return spread_of(owner, question, settings, into, way)
    except Invalid as invalid:
        form.add_error(None, invalid.text(gettext))
        return None


def _scope(owner: Owner) -> Scope:
    if isinstance(owner, Team):
        return Scope(ScopeKind.TEAM, owner.pk, owner.name)
    return Scope(ScopeKind.USER, owner.pk, owner.display_name) if isinstance(owner, User) else COMPANY


def _written(request: HttpRequest, found: Spread, year: int) -> HttpResponse:
    ref = f"spread:{uuid4().hex[:16]}"
    set_targets(amounts=found.amounts, act=act_of(request).part_of(ref))
    query = f"?year={year}" + (f"&spread={ref}" if found.amounts else "")
    return go(request, reverse("pipeline:targets") + query)
