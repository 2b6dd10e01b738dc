"""Data quality: the list of possible duplicates, saying that two are not one, merging, and taking a merge back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from keyaccount.apps.workspace.models import DuplicatePair, User
from keyaccount.apps.workspace.queries.paging import Order, cursor_from, page_of
from keyaccount.apps.workspace.queries.quality import pairs
from keyaccount.apps.workspace.queries.quality.kinds import KINDS, Kind, kind_called
from keyaccount.apps.workspace.queries.settings import workspace
from keyaccount.apps.workspace.services.quality import finding, merging, undoing
from keyaccount.apps.workspace.tables import quality as tables
from keyaccount.apps.workspace.views.edge import act_of, page, viewer
from keyaccount.apps.workspace.views.saving import Look, answer_act
from keyaccount.formulas.duplicates import SURE
from keyaccount.kernel.errors import Fact, NotAllowed, NotFound
from keyaccount.ui.htmx import go

PAGE = 50
BY_SCORE = Order("score", down=True, filled=True)


@require_safe
@page
def quality(request: HttpRequest) -> HttpResponse:
    return redirect("workspace:duplicates", next(iter(KINDS)))


@require_safe
@page
def duplicates(request: HttpRequest, records: str) -> HttpResponse:
    return render(request, "workspace/quality/list.html", _list(request, kind_called(records)))


@require_POST
@page
def search(request: HttpRequest, records: str) -> HttpResponse:
    kind = kind_called(records)
    said = gettext_lazy("The search is under way. What it finds stands here when it is done.")
    look = Look(title="", back=reverse("workspace:duplicates", args=[kind.key]), said=said)
    return answer_act(request, lambda: finding.start_search(act=act_of(request)), look)


@require_POST
@page
def dismiss(request: HttpRequest, pair_id: int) -> HttpResponse:
    pair = pairs.pair_seen(pair_id, viewer(request))
    said = gettext_lazy("Kept as two. You are asked again only when one of them changes.")
    look = Look(title="", back=reverse("workspace:duplicates", args=[pair.kind]), said=said)
    return answer_act(request, lambda: finding.dismiss_pair(pair_id=pair_id, act=act_of(request)), look)


@require_POST
@page
def reopen(request: HttpRequest, pair_id: int) -> HttpResponse:
    pair = pairs.pair_seen(pair_id, viewer(request))
    back = f"{reverse('workspace:duplicates', args=[pair.kind])}?state={pairs.DISMISSED}"
    look = Look(title="", back=back, said=gettext_lazy("The pair stands in the list again."))
    return answer_act(request, lambda: finding.reopen_pair(pair_id=pair_id, act=act_of(request)), look)


@require_http_methods(["GET", "HEAD", "POST"])
@page
def merge(request: HttpRequest, records: str, survivor: int, merged: int) -> HttpResponse:
    """Both side by side; what is chosen becomes the survivor."""
    found = kind_called(records)
    stays, goes = _both(found, viewer(request), survivor, merged)
    if request.method != "POST":
        return render(request, "workspace/quality/merge.html", _choosing(request, found, stays, goes))
    given = request.POST
    fields = (*found.fields, *(field.column for field in merging.custom_choices(stays, goes, viewer(request))))
    take = [name for name in fields if given.get(f"take_{name}") == "goes"]
    versions = _number(given.get("stays")), _number(given.get("goes"))
    try:
        merging.merge(found, survivor=survivor, merged=merged, take=take, versions=versions, act=act_of(request))
    except (NotFound, NotAllowed):
        raise
    except Fact as fact:
        context = _choosing(request, found, stays, goes, chosen=take) | {"refused": fact.text(gettext)}
        return render(request, "workspace/quality/merge.html", context, status=409)
    said = gettext("“%(goes)s” is now part of “%(stays)s”. It can be taken back from here.")
    messages.success(request, said % {"goes": goes, "stays": stays})
    return go(request, reverse(found.page, args=[survivor]))


@require_POST
@page
def undo(request: HttpRequest, merge_id: int) -> HttpResponse:
    act = act_of(request)
    done, kind = undoing.merge_seen(merge_id, act)
    said = gettext_lazy("The merge is taken back: both records are as they were before.")
    look = Look(title="", back=reverse(kind.page, args=[done.survivor]), said=said)
    return answer_act(request, lambda: undoing.undo_merge(merge_id=merge_id, act=act), look)


# ── What the pages show ──
def _list(request: HttpRequest, kind: Kind) -> dict[str, Any]:
    user, state = viewer(request), request.GET.get("state", pairs.OPEN)
    rows = pairs.pairs_seen(kind, user, state)
    cursor = cursor_from(request.GET.get("after", ""), request.GET.get("before", ""))
    found = page_of(rows, ("pk",), BY_SCORE, cursor, PAGE)
    ids = [pk for (pk,) in found.rows]
    by_id = DuplicatePair.objects.select_related("dismissed_by").in_bulk(ids)
    return {
        "kind": kind,
        "kinds": [(each, reverse("workspace:duplicates", args=[each.key])) for each in KINDS.values()],
        "state": state,
        "lines": [_line(kind, shown) for shown in pairs.shown([by_id[pk] for pk in ids if pk in by_id], kind, user)],
        "after": found.after,
        "before": found.before,
        "total": rows.order_by()[:1001].count(),
        "half_seen": pairs.half_seen(kind, user) if state == pairs.OPEN else 0,
        "search": pairs.last_search(),
        "zone": workspace().zone,
    }


def _line(kind: Kind, shown: pairs.Shown) -> dict[str, Any]:
    one, other = shown.first, shown.second
    return {
        "pair": shown.pair,
        "records": [(record, reverse(kind.page, args=[record.pk])) for record in (one, other)],
        "why": tables.why(shown.pair.reasons),
        "is_sure": shown.pair.score >= SURE,
        "merge_url": reverse("workspace:merge", args=[kind.key, one.pk, other.pk]) if shown.may_merge else "",
    }


def _both(kind: Kind, user: User, survivor: int, merged: int) -> tuple[Any, Any]:
    """NotFound for whom one of them lies outside the view, NotAllowed for whoever may not write both."""
    foreign = [one.name for one in kind.model._meta.concrete_fields if one.is_relation]
    rows = kind.rows.visible_to(user).present().select_related(*foreign).in_bulk([survivor, merged])
    if len(rows) < 2:
        raise NotFound
    if kind.rows.writable_by(user).filter(pk__in=rows).count() < 2:
        raise NotAllowed
    return rows[survivor], rows[merged]


def _choosing(
    request: HttpRequest, kind: Kind, stays: Any, goes: Any, chosen: list[str] | None = None
) -> dict[str, Any]:
    lines = tables.differing(kind, stays, goes, viewer(request))
    taken = {line.name for line in lines if line.theirs} if chosen is None else set(chosen)
    return {
        "kind": kind,
        "stays": stays,
        "goes": goes,
        "stays_url": reverse(kind.page, args=[stays.pk]),
        "goes_url": reverse(kind.page, args=[goes.pk]),
        "lines": [(line, line.name in taken) for line in lines],
        "same": len(kind.fields) + len(merging.custom_choices(stays, goes, viewer(request))) - len(lines),
        "children": tables.children(kind, stays.pk, goes.pk),
        "swap_url": reverse("workspace:merge", args=[kind.key, goes.pk, stays.pk]),
        "back": reverse("workspace:duplicates", args=[kind.key]),
    }


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() else 0
