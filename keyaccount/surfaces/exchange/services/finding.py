"""Imports that a person may see."""

from __future__ import annotations

from django.db.models import QuerySet

from keyaccount.apps.workspace.models import User
from keyaccount.kernel.errors import NotFound
from keyaccount.surfaces.exchange.models import Import


def imports_visible_to(user: User) -> QuerySet[Import]:
    """Newest first."""
    return Import.objects.visible_to(user).select_related("owner", "job")


def import_visible_to(user: User, import_id: int) -> Import:
    found = imports_visible_to(user).filter(pk=import_id).first()
    if found is None:
        raise NotFound
    return found
