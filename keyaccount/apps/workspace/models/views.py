"""Saved views: a list's filters, columns and order under a name, for oneself or for others too."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.workspace.models.people import Team, User


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def visible_to(self, user: User) -> Self:
        """One's own, those shared with everyone, and those shared with one's team or a team above it."""
        shared = Q(for_all=True)
        if user.team is not None:
            shared |= Q(shared_team__in=[int(pk) for pk in user.team.path.split("/") if pk])
        return self.filter(Q(owner=user) | shared)

    def writable_by(self, user: User) -> Self:
        """Its owner's; what is shared an administrator may take away."""
        if user.role.may_administer:
            return self.filter(Q(owner=user) | Q(for_all=True) | Q(shared_team__isnull=False))
        return self.filter(owner=user)


class SavedView(models.Model):
    """Whoever opens a shared view sees in it only what is theirs to see: it holds questions, not answers."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_views")
    place = models.CharField(max_length=40)
    name = models.CharField(_("name"), max_length=80)
    query = models.JSONField(default=dict)
    shared_team = models.ForeignKey(
        Team,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="shared_views",
        verbose_name=_("shared with the team"),
    )
    for_all = models.BooleanField(_("shared with everyone"), default=False)
    created_at = models.DateTimeField()

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["owner", "place", "name"], name="one_view_a_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_shared(self) -> bool:
        return self.for_all or self.shared_team_id is not None
