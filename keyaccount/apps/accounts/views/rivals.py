"""The register of rivals, their battle cards, and what an account's own team notes of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from keyaccount.apps.accounts.forms.rivals import NoteForm, RivalForm
from keyaccount.apps.accounts.models import Account, Rival
from keyaccount.apps.accounts.queries.accounts import account_seen
from keyaccount.apps.accounts.queries.rivals import note_seen, notes_seen, rival_seen, tends
from keyaccount.apps.accounts.services import rivals as service
from keyaccount.apps.workspace.services.access import may_create
from keyaccount.apps.workspace.views.edge import act_of, page, today_of, viewer
from keyaccount.apps.workspace.views.records import answer, save_form
from keyaccount.apps.workspace.views.saving import Look, answer_act, answer_form
from keyaccount.kernel.errors import NotFound
from keyaccount.ui import slots
from keyaccount.ui.htmx import render_part
from keyaccount.ui.slots import Panel

FORM = "accounts/rivals/form.html"


def add_panels() -> None:
    slots.add("account", Panel("rivals", _("Rivals"), "accounts/rivals/on_account.html", panel, order=38, late=True))


def panel(request: HttpRequest, account: Account) -> Mapping[str, Any] | None:
    """For those who tend the account alone."""
    user = viewer(request)
    if not tends(user, account):
        return None
    notes = list(notes_seen(user).filter(account=account))
    new = reverse("accounts:new_rival_note", args=[account.pk]) if account.archived_at is None else ""
    return {"notes": notes, "count": len(notes) or None, "today": today_of(request), "new_url": new}


@require_safe
@page
def rivals(request: HttpRequest) -> HttpResponse:
    rows = Rival.objects.present()
    return render(request, "accounts/rivals/list.html", {"rivals": rows, "today": today_of(request)})


@require_safe
@page
def rival(request: HttpRequest, rival_id: int) -> HttpResponse:
    """The battle card; accounts they hold are named to those who tend these accounts."""
    found = rival_seen(rival_id)
    notes = notes_seen(viewer(request)).filter(rival=found)
    context = {"rival": found, "notes": notes, "today": today_of(request)}
    return render(request, "accounts/rivals/card.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page
def new(request: HttpRequest) -> HttpResponse:
    act, back = act_of(request), reverse("accounts:rivals")
    may_create(act)
    if request.method != "POST":
        return render_part(request, FORM, {"form": RivalForm(), "back": back}, part="form")
    form = RivalForm(request.POST)
    saved = save_form(form, lambda values, version: service.create_rival(values=values, act=act))
    return answer(request, FORM, form, url_of(saved.record.pk) if saved else back, saved)


@require_http_methods(["GET", "HEAD", "POST"])
@page
def edit(request: HttpRequest, rival_id: int) -> HttpResponse:
    act, found = act_of(request), rival_seen(rival_id)
    may_create(act)
    form = RivalForm(request.POST or None, instance=found)
    context = {"form": form, "rival": found, "back": url_of(rival_id)}
    if request.method != "POST":
        return render_part(request, FORM, context, part="form")

    def save(values: Mapping[str, Any], version: int | None) -> Rival:
        return service.update_rival(rival_id=rival_id, values=values, act=act, version=version)

    return answer(request, FORM, form, url_of(rival_id), save_form(form, save), rival=found)


@require_POST
@page
def archive(request: HttpRequest, rival_id: int) -> HttpResponse:
    look = Look(title="", back=reverse("accounts:rivals"), said=_("The rival is archived; notes and deals keep it."))
    return answer_act(request, lambda: service.archive_rival(rival_id=rival_id, act=act_of(request)), look)


@page
def new_note(request: HttpRequest, account_id: int) -> HttpResponse:
    account = account_seen(viewer(request), account_id)
    if not tends(viewer(request), account):
        raise NotFound
    form = NoteForm(request.POST or None, initial={"on": today_of(request)})
    look = Look(title=_("Note about a rival"), back=_notes(account_id), text=_("Only the account’s own team reads it."))
    return answer_form(
        request,
        form,
        lambda values, seen: service.add_note(account_id=account_id, values=values, act=act_of(request)),
        look,
    )


@page
def note(request: HttpRequest, note_id: int) -> HttpResponse:
    found = note_seen(viewer(request), note_id)
    look = Look(title=found.rival.name, back=_notes(found.account_id), text=_("Only the account’s own team reads it."))
    return answer_form(
        request,
        NoteForm(request.POST or None, instance=found),
        lambda values, seen: service.change_note(note_id=note_id, values=values, act=act_of(request)),
        look,
    )


@require_POST
@page
def archive_note(request: HttpRequest, note_id: int) -> HttpResponse:
    found = note_seen(viewer(request), note_id)
    look = Look(title="", back=_notes(found.account_id), said=_("The note is archived."))
    return answer_act(request, lambda: service.archive_note(note_id=note_id, act=act_of(request)), look)


def url_of(rival_id: int) -> str:
    return reverse("accounts:rival", args=[rival_id])


def _notes(account_id: int) -> str:
    return f"{reverse('accounts:account', args=[account_id])}#rivals"
