"""The comments of a record: the panel, writing, changing, taking back, whom one may mention."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from keyaccount.apps.collaboration import kinds
from keyaccount.apps.collaboration.kinds import Kind
from keyaccount.apps.collaboration.models import LONGEST, Comment
from keyaccount.apps.collaboration.queries import comments as queries
from keyaccount.apps.collaboration.services import comments as service
from keyaccount.apps.collaboration.tables.comments import lines_of, words_of
from keyaccount.apps.collaboration.views.mentions import address_of
from keyaccount.apps.workspace.queries.choosing import active_people, people_called
from keyaccount.apps.workspace.queries.settings import workspace
from keyaccount.apps.workspace.views.edge import act_of, page, viewer
from keyaccount.kernel.errors import Fact, Invalid, NotAllowed, NotFound
from keyaccount.ui.htmx import go, is_part, render_part

PANEL = "collaboration/comments.html"
OPTIONS = 8


def panel(kind: Kind, request: HttpRequest, object_id: int, *, archived: bool = False) -> Mapping[str, Any]:
    """What the panel on a record's page is drawn with; the page has asked whether the reader sees the record."""
    said = queries.comments_of(kind, object_id)
    return {
        **_frame(kind, object_id),
        "lines": lines_of(said, act_of(request)),
        "count": said.total,
        "older": said.older,
        "may_write": not archived,
        "trail": ("collaboration.comment", [comment.pk for comment in said.comments]),
    }


@require_POST
@page
def post(request: HttpRequest, kind: str, object_id: int) -> HttpResponse:
    """The panel with the comment in it, or the form again with what was typed and what to do."""
    target, act = kinds.kind_of(kind), act_of(request)
    kinds.record_seen(act.actor, target, object_id)
    text, knowing = request.POST.get("text", ""), request.POST.getlist("knowing")
    try:
        service.post_comment(kind=kind, object_id=object_id, text=text, act=act, knowing=knowing)
    except (NotFound, NotAllowed):
        raise
    except Fact as fact:
        return _answer(request, target, object_id, {"text": text, **_refusal(fact)})
    return _answer(request, target, object_id, {})


@require_safe
@page
def older(request: HttpRequest, kind: str, object_id: int) -> HttpResponse:
    target = kinds.kind_of(kind)
    kinds.record_seen(viewer(request), target, object_id)
    before = request.GET.get("before", "")
    said = queries.comments_of(target, object_id, int(before) if before.isdecimal() else None)
    context = {**_frame(target, object_id), "lines": lines_of(said, act_of(request)), "older": said.older}
    return render(request, "collaboration/parts/lines.html", {"p": context})


@require_http_methods(["GET", "HEAD", "POST"])
@page
def change(request: HttpRequest, comment_id: int) -> HttpResponse:
    """A form in the dialog."""
    act = act_of(request)
    comment = _own(request, comment_id)
    refused: dict[str, Any] = {}
    if request.method == "POST":
        refused = _changed(request, comment)
        if not refused:
            return go(request, address_of(comment))
    context = {"comment": comment, "text": comment.text, "longest": LONGEST, "actor": act.actor, **refused}
    return render_part(request, "collaboration/change.html", context, part="form", status=422 if refused else 200)


@require_safe
@page
def wordings(request: HttpRequest, comment_id: int) -> HttpResponse:
    """How it read before, in the dialog."""
    comment = queries.comment_seen(viewer(request), comment_id)
    context = {"comment": comment, "wordings": queries.wordings_of(comment), "zone": workspace().zone}
    return render(request, "collaboration/wordings.html", {**context, "words": words_of(comment)})


@require_POST
@page
def remove(request: HttpRequest, comment_id: int) -> HttpResponse:
    comment = service.remove_comment(comment_id=comment_id, act=act_of(request))
    return _answer(request, kinds.kind_of(comment.entity), comment.object_id, {"removed": comment})


@require_POST
@page
def restore(request: HttpRequest, comment_id: int) -> HttpResponse:
    comment = service.restore_comment(comment_id=comment_id, act=act_of(request))
    return _answer(request, kinds.kind_of(comment.entity), comment.object_id, {})


@require_safe
@page
def pick(request: HttpRequest, kind: str, object_id: int) -> HttpResponse:
    """People to mention; beside those who cannot see the record it says so."""
    target = kinds.kind_of(kind)
    kinds.record_seen(viewer(request), target, object_id)
    found = people_called(active_people().select_related("role"), request.GET.get("q", ""), OPTIONS)
    unseeing = queries.who_does_not_see(found, target, object_id)
    return render(request, "collaboration/parts/people.html", {"people": found, "unseeing": unseeing})


@require_safe
@page
def check(request: HttpRequest, kind: str, object_id: int) -> HttpResponse:
    """Who will be told, and who cannot be, while someone still writes."""
    target = kinds.kind_of(kind)
    kinds.record_seen(viewer(request), target, object_id)
    people = queries.people_named(request.GET.get("text", ""))[: service.MOST_NAMED]
    unseeing = queries.who_does_not_see(people, target, object_id)
    told = [person for person in people if person not in unseeing and person != viewer(request)]
    return render(request, "collaboration/parts/told.html", {"told": told, "unseeing": unseeing})


def _frame(kind: Kind, object_id: int) -> dict[str, Any]:
    return {"kind": kind, "object_id": object_id, "longest": LONGEST, "zone": workspace().zone}


def _own(request: HttpRequest, comment_id: int) -> Comment:
    """Only its author changes it, and only for a while."""
    act = act_of(request)
    comment = queries.comment_seen(act.actor, comment_id)
    if comment.author_id != act.actor.pk:
        raise NotAllowed
    return comment


def _changed(request: HttpRequest, comment: Comment) -> dict[str, Any]:
    """What stands in the way; empty when it is changed."""
    text, version = request.POST.get("text", ""), request.POST.get("version", "")
    try:
        service.change_comment(
            comment_id=comment.pk,
            text=text,
            act=act_of(request),
            version=int(version) if version.isdecimal() else None,
            knowing=request.POST.getlist("knowing"),
        )
    except (NotFound, NotAllowed):
        raise
    except Fact as fact:
        return {"text": text, **_refusal(fact)}
    return {}


def _refusal(fact: Fact) -> dict[str, Any]:
    if isinstance(fact, service.MentionedCannotSee):
        return {"unseeing": fact.people, "refused": fact.text(gettext)}
    if isinstance(fact, Invalid) and fact.fields:
        return {"refused": " ".join(fact.fields.values())}
    return {"refused": fact.text(gettext)}


def _answer(request: HttpRequest, kind: Kind, object_id: int, more: dict[str, Any]) -> HttpResponse:
    """The panel as it stands now; without scripts the record's page."""
    refused = more.get("refused", "")
    if not is_part(request):
        if refused:
            messages.error(request, refused)
        return go(request, f"{kind.url(object_id)}#comments")
    context = {"p": panel(kind, request, object_id), **more}
    return render(request, PANEL, context, status=422 if refused else 200)
