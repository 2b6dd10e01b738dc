"""Inviting many at once: look for them by account, saved view, role or name; see who they are; invite those ticked."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from keyaccount.apps.contacts.models import BuyingRole
from keyaccount.apps.events.forms.inviting import WhomForm
from keyaccount.apps.events.models import Event
from keyaccount.apps.events.queries.events import event_seen
from keyaccount.apps.events.queries.inviting import candidates
from keyaccount.apps.events.services import guests as service
from keyaccount.apps.events.services.guests import Invited
from keyaccount.apps.events.views.editing import url_of
from keyaccount.apps.workspace.services.access import may_create
from keyaccount.apps.workspace.views.edge import act_of, page, today_of, viewer
from keyaccount.kernel.errors import Fact, NotAllowed, NotFound
from keyaccount.ui.htmx import go, render_part


@require_http_methods(["GET", "HEAD", "POST"])
@page
def invite(request: HttpRequest, event_id: int) -> HttpResponse:
    act = act_of(request)
    event = event_seen(act.actor, event_id)
    may_create(act)
    if request.method != "POST":
        return render_part(request, "events/invite.html", _context(request, event), part="found")
    ids = [int(text) for text in request.POST.getlist("contact") if text.isdecimal()]
    try:
        _say(request, service.invite_people(event_id=event_id, contact_ids=ids, act=act))
    except (NotFound, NotAllowed):
        raise
    except Fact as fact:
        messages.error(request, fact.text(_))
    return go(request, f"{url_of(event_id)}#guests")


def _context(request: HttpRequest, event: Event) -> dict[str, Any]:
    user = viewer(request)
    return {
        "event": event,
        "form": WhomForm(request.GET or None, user=user),
        "found": candidates(user, event, request.GET, today_of(request)),
        "roles": dict(BuyingRole.choices),
        "back": url_of(event.pk),
    }


def _say(request: HttpRequest, invited: Invited) -> None:
    count = len(invited.new)
    if count:
        messages.success(
            request,
            ngettext("%(count)s person is invited.", "%(count)s people are invited.", count) % {"count": count},
        )
    if invited.known:
        messages.info(request, _("%(count)s of them were invited already.") % {"count": invited.known})
    if invited.refused or not (count or invited.known):
        messages.warning(request, _("Nobody else was invited: tick people whom you see and may invite."))
