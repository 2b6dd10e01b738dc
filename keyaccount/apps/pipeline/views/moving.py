"""Moving a deal: on the board or on its page, to another stage, to won, to lost, or open again.

Forwards asks for the end mark of the stage that is left, in the dialog; what is refused is said where it was asked.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from keyaccount.apps.pipeline.forms.moving import CloseForm, EndMarkForm
from keyaccount.apps.pipeline.models import Opportunity, Outcome, Stage
from keyaccount.apps.pipeline.queries.opportunities import opportunity_seen, opportunity_to_write
from keyaccount.apps.pipeline.queries.stages import all_stages
from keyaccount.apps.pipeline.services import stages as service
from keyaccount.apps.pipeline.tables.board import columns
from keyaccount.apps.pipeline.tables.refusals import refusal_of
from keyaccount.apps.pipeline.views.asking import answer, asked_on_page
from keyaccount.apps.workspace.queries.settings import workspace
from keyaccount.apps.workspace.views.edge import act_of, page, today_of, viewer
from keyaccount.apps.workspace.views.saving import add_errors
from keyaccount.figures import memo
from keyaccount.kernel.errors import Conflict, Fact, Invalid, NotAllowed, NotFound
from keyaccount.ui import htmx

DIALOG = "#dialog"


@require_http_methods(["GET", "HEAD", "POST"])
@page
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """GET asks for the end mark; POST moves, or asks for what is missing."""
    data = request.POST if request.method == "POST" else request.GET
    outcome = {"won": Outcome.WON, "lost": Outcome.LOST}.get(data.get("column", ""))
    if outcome is not None:
        return _ask_outcome(request, pk, outcome)
    stage = next((each for each in all_stages() if str(each.pk) == data.get("column")), None)
    if stage is None:
        return _refused(request, pk, Invalid(gettext("There is no such stage any more.")))
    if request.method != "POST":
        return _ask_end_mark(request, opportunity_to_write(viewer(request), pk), stage)
    return _move(request, pk, stage)


def _ask_outcome(request: HttpRequest, pk: int, outcome: Outcome) -> HttpResponse:
    """Dropped on won or lost: how it ended is asked only of those who may say it."""
    try:
        deal = opportunity_to_write(viewer(request), pk)
    except Fact as fact:
        return _refused(request, pk, fact)
    return _dialog(request, deal, *_close_form(request, outcome))


def _move(request: HttpRequest, pk: int, stage: Stage) -> HttpResponse:
    form = EndMarkForm(request.POST)
    version, evidence = _version(request), request.POST.get("evidence", "")
    try:
        deal = service.move_stage(
            opportunity_id=pk, stage=stage, evidence=evidence, act=act_of(request), version=version
        )
    except service.EndMarkMissing:
        deal = opportunity_seen(viewer(request), pk)
        return _ask_end_mark(request, deal, stage, form if "evidence" in request.POST else None)
    except Fact as fact:
        if evidence and isinstance(fact, Conflict):
            return _ask_again(request, pk, stage, fact)
        return _refused(request, pk, fact)
    return _done(request, gettext("“%(name)s” is now in %(stage)s.") % {"name": deal.name, "stage": stage.label}, deal)


@require_http_methods(["GET", "HEAD", "POST"])
@page
def win(request: HttpRequest, pk: int) -> HttpResponse:
    return _close(request, pk, Outcome.WON, service.win_opportunity, gettext("“%(name)s” is won."))


@require_http_methods(["GET", "HEAD", "POST"])
@page
def lose(request: HttpRequest, pk: int) -> HttpResponse:
    return _close(request, pk, Outcome.LOST, service.lose_opportunity, gettext("“%(name)s” is filed as lost."))


@require_POST
@page
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        deal = service.reopen_opportunity(opportunity_id=pk, act=act_of(request), version=_version(request))
    except Fact as fact:
        return _refused(request, pk, fact)
    messages.success(request, gettext("“%(name)s” is open again.") % {"name": deal.name})
    return htmx.refresh(request, _page_of(pk))


def _close(
    request: HttpRequest, pk: int, outcome: Outcome, close: Callable[..., Opportunity], said: str
) -> HttpResponse:
    before = opportunity_to_write(viewer(request), pk)
    form, template = _close_form(request, outcome, request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _dialog(request, before, form, template)
    if not form.is_valid():
        return _dialog(request, before, form, template, status=422)
    given = {key: form.cleaned_data[key] for key in ("closed_on", "reason", "note")}
    try:
        deal = close(opportunity_id=pk, act=act_of(request), version=form.cleaned_data["version"], **given)
    except Invalid as invalid:
        add_errors(form, invalid)
    except Fact as fact:
        form.add_error(None, refusal_of(fact, before, workspace().zone).what)
    else:
        return _done(request, said % {"name": deal.name}, deal, undo=True)
    return _dialog(request, before, form, template, status=422)


# ── Answers ──
def _close_form(request: HttpRequest, outcome: Outcome, data: Any = None) -> tuple[CloseForm, str]:
    asked = request.POST or request.GET
    form = CloseForm(outcome, today_of(request), data, initial={"version": asked.get("version")})
    return form, f"pipeline/dialogs/{outcome}.html"


def _ask_end_mark(
    request: HttpRequest, deal: Opportunity, stage: Stage, form: EndMarkForm | None = None
) -> HttpResponse:
    asked = request.POST or request.GET
    status = 200 if form is None else 422
    form = form or EndMarkForm(initial={"column": stage.pk, "version": asked.get("version") or deal.version})
    return _dialog(request, deal, form, "pipeline/dialogs/end_mark.html", status=status, stage=stage)


def _ask_again(request: HttpRequest, pk: int, stage: Stage, fact: Conflict) -> HttpResponse:
    """What was typed stays; sending it once more moves the deal as it stands now."""
    deal = opportunity_seen(viewer(request), pk)
    data = request.POST.copy()
    data["version"] = str(deal.version)
    form = EndMarkForm(data)
    said = refusal_of(fact, deal, workspace().zone)
    how = gettext("Send it once more to move it all the same.")
    form.add_error(None, f"{said.what} {how}")
    return _dialog(request, deal, form, "pipeline/dialogs/end_mark.html", status=409, stage=stage)


def _dialog(
    request: HttpRequest, deal: Opportunity, form: forms.Form, template: str, status: int = 200, **more: Any
) -> HttpResponse:
    if not htmx.is_part(request):
        return render(request, "pipeline/dialogs/page.html", {"deal": deal, "form": form, "dialog": template, **more})
    return htmx.into(render(request, template, {"deal": deal, "form": form, **more}, status=status), DIALOG)


def _done(request: HttpRequest, said: str, deal: Opportunity, *, undo: bool = False) -> HttpResponse:
    """The board as it stands now; any other page is shown again."""
    if not _on_board(request):
        messages.success(request, said)
        return htmx.refresh(request, _page_of(deal.pk))
    response = htmx.trigger(_board(request), **{"ka:saved": {}, "ka:close": {}})
    return htmx.toast(response, said, undo_url=reverse("pipeline:reopen", args=[deal.pk])) if undo else response


def _refused(request: HttpRequest, pk: int, fact: Fact) -> HttpResponse:
    said = refusal_of(fact, _deal(request, pk), workspace().zone)
    if _on_board(request):
        return htmx.trigger(_board(request, status=409, refused=said), **{"ka:close": {}})
    if isinstance(fact, NotAllowed | NotFound):
        raise fact
    messages.error(request, f"{said.what} {said.kept} {said.todo}")
    return htmx.refresh(request, _page_of(pk))


def _board(request: HttpRequest, status: int = 200, **context: Any) -> HttpResponse:
    with memo.remembering():
        asked = asked_on_page(request).in_pipeline()
        response = answer(request, asked, "board", {"columns": columns(asked), **context}, status=status)
    return htmx.into(response, "#pipeline", "outerHTML")


def _on_board(request: HttpRequest) -> bool:
    path = urlsplit(request.headers.get("HX-Current-URL", "")).path
    return htmx.is_part(request) and path == reverse("pipeline:board")


def _deal(request: HttpRequest, pk: int) -> Opportunity | None:
    return Opportunity.objects.visible_to(viewer(request)).select_related("owner").filter(pk=pk).first()


def _version(request: HttpRequest) -> int | None:
    text = request.POST.get("version", "")
    return int(text) if text.isdecimal() else None


def _page_of(pk: int) -> str:
    return reverse("pipeline:opportunity", args=[pk])
