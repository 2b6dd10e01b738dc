"""The views a person has saved of a list."""

from __future__ import annotations

from django.db.models import QuerySet

from keyaccount.apps.workspace.models import SavedView, User


def views_of(user: User, place: str) -> QuerySet[SavedView]:
    return SavedView.objects.filter(owner=user, place=place).order_by("name")
