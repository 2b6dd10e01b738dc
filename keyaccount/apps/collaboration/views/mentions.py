"""What mentions the reader: the list on the first page, read and unread."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from keyaccount.apps.collaboration import kinds
from keyaccount.apps.collaboration.models import Comment
from keyaccount.apps.collaboration.queries import comments as queries
from keyaccount.apps.collaboration.services import comments as service
from keyaccount.apps.collaboration.tables.comments import words_of
from keyaccount.apps.workspace.queries.settings import workspace
from keyaccount.apps.workspace.views.edge import act_of, page
from keyaccount.ui import slots
from keyaccount.ui.htmx import go, is_part
from keyaccount.ui.slots import Panel

PANEL = "collaboration/mentions.html"


def add_panel() -> None:
    slots.add("today", Panel("mentions", "", PANEL, lambda request, user: panel(user), order=20))


def panel(user: Any) -> dict[str, Any] | None:
    """None for someone whom nobody has mentioned yet."""
    found = queries.mentions_of(user)
    if not found:
        return None
    records = queries.records_of(found)
    lines = [
        {
            "mention": mention,
            "words": words_of(mention.comment),
            "record": records.get((mention.comment.entity, mention.comment.object_id)),
            "url": address_of(mention.comment),
        }
        for mention in found
    ]
    return {"lines": lines, "unread": sum(one.read_at is None for one in found), "zone": workspace().zone}


def address_of(comment: Comment) -> str:
    return f"{kinds.kind_of(comment.entity).url(comment.object_id)}#comment-{comment.pk}"


@require_safe
@page
def mentions(request: HttpRequest) -> HttpResponse:
    return _answer(request)


@require_POST
@page
def read(request: HttpRequest, mention_id: int) -> HttpResponse:
    service.mark_read(mention_id=mention_id, act=act_of(request))
    return _answer(request)


@require_POST
@page
def read_all(request: HttpRequest) -> HttpResponse:
    service.mark_all_read(act=act_of(request))
    return _answer(request)


def _answer(request: HttpRequest) -> HttpResponse:
    if not is_part(request):
        return go(request, reverse("web:today"))
    return render(request, PANEL, {"p": panel(request.user)})
