"""The stages of a relationship, in order."""

from __future__ import annotations

from django.db.models import Count, Q, QuerySet

from keyaccount.apps.contacts.models import RelationshipStage


def stages_to_choose(chosen: int | None = None) -> QuerySet[RelationshipStage]:
    """Those in use, and the one that is chosen already."""
    return RelationshipStage.objects.filter(Q(archived_at=None) | Q(pk=chosen))


def stages_with_use() -> QuerySet[RelationshipStage]:
    """All of them, each with `people`: how many contacts stand there."""
    return RelationshipStage.objects.annotate(people=Count("contacts"))
