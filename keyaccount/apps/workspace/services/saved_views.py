"""Saving a list's filters, order and columns under a name; a view is its owner's own."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import SavedView
from keyaccount.kernel.errors import Invalid, NotFound

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
    view = SavedView.objects.filter(owner=act.actor, pk=view_id).first()
    if view is None:
        raise NotFound
    SavedView.objects.filter(pk=view.pk).delete()
    return view
