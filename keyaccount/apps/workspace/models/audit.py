"""The audit trail: who did what to which record, when, from what to what, through which surface."""

from __future__ import annotations

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _


class Surface(models.TextChoices):
    WEB = "web", _("page")
    API = "api", _("API")
    CLI = "cli", _("command line")
    IMPORT = "import", _("import")
    SYSTEM = "system", _("system")


class AuditAction(models.TextChoices):
    CREATED = "created", _("created")
    CHANGED = "changed", _("changed")
    ARCHIVED = "archived", _("archived")
    RESTORED = "restored", _("restored")
    REMOVED = "removed", _("removed")


class AuditEntry(models.Model):
    """changes: {field: [from, to]}; version: of the record after the change; ref: the import or job it was part of."""

    at = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    surface = models.CharField(max_length=10, choices=Surface.choices)
    entity = models.CharField(max_length=40)
    object_id = models.BigIntegerField()
    label = models.CharField(max_length=200, blank=True, default="")
    action = models.CharField(max_length=10, choices=AuditAction.choices)
    changes = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    version = models.PositiveIntegerField(default=1)
    ref = models.CharField(max_length=40, blank=True, default="")

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["entity", "object_id", "-id"], name="audit_of_record"),
            models.Index(fields=["ref", "id"], name="audit_of_ref", condition=~models.Q(ref="")),
            models.Index(fields=["-at"], name="audit_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action} {self.entity} {self.object_id}"
