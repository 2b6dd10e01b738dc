"""A map of provinces that somebody approved, put in by the workspace: none comes with the product."""

from __future__ import annotations

from django.core.validators import MinLengthValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.workspace.models import Archivable, ArchivableQuerySet, User


class ProvinceMap(Archivable):
    """drawing: height, regions {code: [path, x, y]} and others [path], as formulas.map_shapes draws them."""

    approval = models.CharField(_("approval number"), max_length=40, validators=[MinLengthValidator(4)])
    source = models.CharField(_("where it comes from"), max_length=200)
    drawing = models.JSONField(editable=False)
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", editable=False)
    added_at = models.DateTimeField(editable=False)

    objects = ArchivableQuerySet.as_manager()

    class Meta:
        verbose_name = _("map of provinces")
        ordering = ["-added_at", "-id"]

    def __str__(self) -> str:
        return self.approval
