"""Saved views: a list's filters, columns and order under a name."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class SavedView(models.Model):
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_views")
    place = models.CharField(max_length=40)
    name = models.CharField(_("name"), max_length=80)
    query = models.JSONField(default=dict)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["owner", "place", "name"], name="one_view_a_name")]

    def __str__(self) -> str:
        return self.name
