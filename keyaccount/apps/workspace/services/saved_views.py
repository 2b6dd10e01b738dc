"""Saving a list's filters, order and columns under a name, sharing that with others, copying what others share."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import AuditAction, Reach, SavedView, Team
from keyaccount.apps.workspace.queries.saved_views import teams_to_share_with
from keyaccount.apps.workspace.services import audit
from keyaccount.kernel.errors import Invalid, NotAllowed, NotFound

MOST = 50


@transaction.atomic
def save_view(*, place: str, name: str, query: Mapping[str, str], act: Act) -> SavedView:
    """A new view, or the one of that name with what is asked now."""
    name = name.strip()
    if not name or len(name) > 80:
        raise Invalid(fields={"name": str(_("Give the view a name of up to 80 characters."))})
    views = SavedView.objects.filter(owner=act.actor, place=place)
    if views.exclude(name=name).count() >= MOST:
        raise Invalid(fields={"name": str(_("You have 50 views here. Remove one first."))})
    kept = {key: str(text) for key, text in query.items() if text}
    view, _new = views.update_or_create(
        owner=act.actor, place=place, name=name, defaults={"query": kept}, create_defaults=_first(act, kept)
    )
    return view


def _first(act: Act, query: Mapping[str, str]) -> dict[str, object]:
    return {"query": dict(query), "created_at": act.now}


@transaction.atomic
def remove_view(*, view_id: int, act: Act) -> SavedView:
    view = _held(view_id, act)
    SavedView.objects.filter(pk=view.pk).delete()
    if view.is_shared:
        audit.record(act, view, AuditAction.REMOVED)
    return view


@transaction.atomic
def share_view(*, view_id: int, team: Team | None = None, for_all: bool = False, act: Act) -> SavedView:
    """With a team and those below it, with everyone, or (neither) with nobody any more."""
    view = _held(view_id, act)
    wanted = team is not None or for_all
    if wanted and view.owner_id != act.actor.pk:
        raise NotAllowed
    if for_all and act.actor.role.writes != Reach.ALL:
        raise NotAllowed
    if team is not None and not teams_to_share_with(act.actor).filter(pk=team.pk).exists():
        raise NotAllowed
    changes = {"shared_team": (view.shared_team, team), "for_all": (view.for_all, for_all)}
    view.shared_team, view.for_all = team, for_all
    view.save(update_fields=["shared_team", "for_all"])
    audit.record(act, view, AuditAction.CHANGED, {name: pair for name, pair in changes.items() if pair[0] != pair[1]})
    return view


@transaction.atomic
def copy_view(*, view_id: int, act: Act) -> SavedView:
    """A view of one's own that can be changed, under its name or the next one that is free."""
    view = SavedView.objects.visible_to(act.actor).filter(pk=view_id).first()
    if view is None:
        raise NotFound
    taken = set(SavedView.objects.filter(owner=act.actor, place=view.place).values_list("name", flat=True))
    names = (f"{view.name[:74]} {number}" if number > 1 else view.name for number in count(1))
    return save_view(
        place=view.place, name=next(name for name in names if name not in taken), query=view.query, act=act
    )


def _held(view_id: int, act: Act) -> SavedView:
    """NotFound for those who do not see it, NotAllowed for those who only use it."""
    if not SavedView.objects.visible_to(act.actor).filter(pk=view_id).exists() and not act.actor.role.may_administer:
        raise NotFound
    view = SavedView.objects.writable_by(act.actor).filter(pk=view_id).first()
    if view is None:
        seen = SavedView.objects.visible_to(act.actor).filter(pk=view_id).exists()
        raise NotAllowed if seen else NotFound
    return view
