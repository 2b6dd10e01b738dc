"""Spreading the target of a year over its parts: a dialog that shows what each becomes, one act, and the way back."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.pipeline.models import Owner
from keyaccount.apps.pipeline.queries.target_parts import name_of
from keyaccount.apps.pipeline.queries.target_spread import Into, Spread, Way, spread_of
from keyaccount.apps.pipeline.services.targets import may_set, set_targets, take_back_spread
from keyaccount.apps.pipeline.tables.targets import CENTS, Asked
from keyaccount.apps.pipeline.views.settings_targets import asked_of, found_owner, question_of
from keyaccount.apps.workspace.models import Team, User
from keyaccount.apps.workspace.queries.settings import workspace
from keyaccount.apps.workspace.views.edge import act_of, page, viewer
from keyaccount.figures import COMPANY, Scope, ScopeKind
from keyaccount.kernel.errors import Invalid, NotAllowed, gettext_noop
from keyaccount.ui.htmx import go
from keyaccount.ui.widgets import AmountInput

NO_SHARE = gettext_noop("“%(text)s” is no share: write a number of 0 or more with at most two decimals.")


class SpreadForm(forms.Form):
    into = forms.ChoiceField(label=_("Over"), choices=Into.choices)
    way = forms.ChoiceField(label=_("How"), choices=Way.choices)
    note = forms.CharField(label=_("Note"), required=False, max_length=200)


class Share(forms.Form):
    """A part by hand: a percentage or an amount, with or without commas."""

    part = forms.DecimalField(min_value=0, max_digits=18, decimal_places=2, required=False, widget=AmountInput)


@require_http_methods(["GET", "HEAD", "POST"])
@page
def target_spread(request: HttpRequest, year: int, scope: str, pk: int) -> HttpResponse:
    """Whoever changes a choice sees what comes of it; what is written by hand is summed as it is typed."""
    owner = found_owner(scope, pk)
    if not may_set(owner, viewer(request)):
        raise NotAllowed
    given = request.POST if request.method == "POST" else request.GET
    chosen = {"into": given.get("into", Into.QUARTERS), "way": given.get("way", Way.KEEP)}
    form = SpreadForm({**chosen, "note": given.get("note", "")})
    asked = asked_of(request, request.GET, year)
    found = _spread(request, form, owner, asked)
    moved = request.method == "POST" and found is not None and given.get("mark") != found.mark
    if request.method == "POST" and found is not None and not moved and not found.left:
        return _written(request, found, asked, form.cleaned_data["note"])
    context = {"form": form, "owner": name_of(owner), "asked": asked, "spread": found, "moved": moved}
    context |= {"in_dialog": True, "url": request.path + asked.within, "by_hand": _by_hand(form)}
    context |= {"places": CENTS if asked.measure.is_money else 0}
    context |= {"unit": workspace().base_currency if asked.measure.is_money else asked.measure.label}
    refused = request.method == "POST" and not moved
    return render(request, "pipeline/settings/target_spread.html", context, status=422 if refused else 200)


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
    return go(request, reverse("pipeline:targets") + asked_of(request, request.GET, year).query())


def _by_hand(form: SpreadForm) -> Way | None:
    way = form.cleaned_data.get("way")
    return Way(way) if way and Way(way).by_hand else None


def _spread(request: HttpRequest, form: SpreadForm, owner: Owner, asked: Asked) -> Spread | None:
    if not form.is_valid():
        return None
    question = replace(question_of(request, asked.year), scope=_scope(owner))
    into, way = Into(form.cleaned_data["into"]), Way(form.cleaned_data["way"])
    try:
        typed = _typed(request.POST if request.method == "POST" else request.GET, f"{into} {way}")
        return spread_of(owner, question, workspace(), into, way, measure=asked.measure, typed=typed)
    except Invalid as invalid:
        form.add_error(None, invalid.text(gettext))
        return None


def _typed(given: QueryDict, choice: str) -> list[Decimal | None]:
    """What was written by hand for the present choice; what was written for another one says nothing about it."""
    if given.get("typed_for") != choice:
        return []
    found: list[Decimal | None] = []
    for text in given.getlist("part"):
        share = Share({"part": text})
        if not share.is_valid():
            raise Invalid(
                _("“%(text)s” is no share: write a number of 0 or more with at most two decimals."), text=text
            )
        found.append(share.cleaned_data["part"])
    return found


def _scope(owner: Owner) -> Scope:
    if isinstance(owner, Team):
        return Scope(ScopeKind.TEAM, owner.pk, owner.name)
    if isinstance(owner, Account):
        return Scope(ScopeKind.ACCOUNT, owner.pk, owner.name)
    return Scope(ScopeKind.USER, owner.pk, owner.display_name) if isinstance(owner, User) else COMPANY


def _written(request: HttpRequest, found: Spread, asked: Asked, note: str) -> HttpResponse:
    ref = f"spread:{uuid4().hex[:16]}"
    set_targets(amounts=found.amounts, note=note, act=act_of(request).part_of(ref))
    query = asked.query() + (f"&spread={ref}" if found.amounts else "")
    return go(request, reverse("pipeline:targets") + query)
