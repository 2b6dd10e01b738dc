"""What is written of guests, in their row: the answer, whether they came, what followed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from keyaccount.apps.events.forms.event import GuestForm
from keyaccount.apps.events.models import Answer, Guest
from keyaccount.apps.events.queries import events as queries
from keyaccount.apps.events.services import guests as service
from keyaccount.apps.events.views.editing import url_of
from keyaccount.apps.events.views.event import MARKED, counts_of, strip_of
from keyaccount.apps.workspace.views.edge import act_of, page, viewer
from keyaccount.apps.workspace.views.saving import Look, answer_act, answer_form
from keyaccount.ui.htmx import go, is_part

WORDS: dict[str, bool | None] = {"yes": True, "no": False, "": None}


@require_http_methods(["GET", "HEAD", "POST"])
@page
def edit(request: HttpRequest, guest_id: int) -> HttpResponse:
    act, guest = act_of(request), queries.guest_to_write(viewer(request), guest_id)
    form = GuestForm(request.POST or None, instance=guest, user=act.actor)

    def save(values: dict[str, Any], seen: int | None) -> Guest:
        return service.change_guest(guest_id=guest_id, values=values, act=act, version=seen)

    title = _("%(name)s at “%(event)s”") % {"name": guest.contact, "event": guest.event}
    look = Look(title, _back(guest), said=_("Saved."), record=guest, more={"event": guest.event})
    return answer_form(request, form, save, look)


@require_POST
@page
def came(request: HttpRequest, guest_id: int) -> HttpResponse:
    """One press says it; the same once more takes it back."""
    said = request.POST.get("came", "")
    if said not in WORDS:
        raise Http404
    return _marked(request, guest_id, {"came": WORDS[said]})


@require_POST
@page
def answer(request: HttpRequest, guest_id: int) -> HttpResponse:
    said = request.POST.get("answer", "")
    if said not in Answer.values:
        raise Http404
    return _marked(request, guest_id, {"answer": said})


@require_POST
@page
def mark_rest(request: HttpRequest, event_id: int) -> HttpResponse:
    """All of whom it is not known: they came. What was marked can be taken back from the message."""
    event = queries.event_seen(viewer(request), event_id)
    ids = [int(text) for text in request.POST.getlist("guest") if text.isdecimal()]
    said = WORDS.get(request.POST.get("came", ""))
    marked = service.mark_rest(event_id=event_id, guest_ids=ids, came=said, act=act_of(request))
    text = ngettext("%(count)s guest is marked.", "%(count)s guests are marked.", len(marked))
    messages.success(request, text % {"count": len(marked)})
    if said is not None and marked:
        request.session[MARKED] = {"event": event.pk, "guests": marked}
    return go(request, f"{url_of(event_id)}#guests")


@require_POST
@page
def remove(request: HttpRequest, guest_id: int) -> HttpResponse:
    guest = queries.guest_to_write(viewer(request), guest_id)
    said = _("%(name)s is off the list. Inviting them once more brings back what was written.")
    look = Look("", _back(guest), said=said % {"name": guest.contact})
    return answer_act(request, lambda: service.remove_guest(guest_id=guest_id, act=act_of(request)), look)


@require_POST
@page
def restore(request: HttpRequest, guest_id: int) -> HttpResponse:
    guest = queries.guest_to_write(viewer(request), guest_id)
    look = Look("", _back(guest), said=_("%(name)s is on the list again.") % {"name": guest.contact})
    return answer_act(request, lambda: service.restore_guest(guest_id=guest_id, act=act_of(request)), look)


def _marked(request: HttpRequest, guest_id: int, values: dict[str, Any]) -> HttpResponse:
    """The row as it stands now, and the counts and figures above it."""
    guest = queries.guest_to_write(viewer(request), guest_id)
    if not is_part(request):
        return answer_act(
            request,
            lambda: service.change_guest(guest_id=guest_id, values=values, act=act_of(request)),
            Look("", _back(guest), said=_("Saved.")),
        )
    service.change_guest(guest_id=guest_id, values=values, act=act_of(request))
    event = queries.event_seen(viewer(request), guest.event_id)
    (line,) = queries.lines([queries.guest_to_write(viewer(request), guest_id)], viewer(request))
    context = {**counts_of(request, event), **strip_of(request, event), "line": line, "swapped": True}
    return render(request, "events/parts/marked.html", context)


def _back(guest: Guest) -> str:
    return f"{url_of(guest.event_id)}#guests"
