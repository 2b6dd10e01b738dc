"""The workspace's own settings; one row."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.workspace.fields import AmountField


class Workspace(models.Model):
    name = models.CharField(_("name"), max_length=80, default="KeyAccount")
    base_currency = models.CharField(_("base currency"), max_length=3, default="CNY")
    time_zone = models.CharField(_("time zone"), max_length=40, default="Asia/Shanghai")
    fiscal_year_start = models.PositiveSmallIntegerField(
        _("first month of the fiscal year"), default=1, validators=[MinValueValidator(1), MaxValueValidator(12)]
    )
    off_funnel_threshold = AmountField(
        _("off-funnel threshold"),
        default=10_000,
        help_text=_("Orders below this amount stay out of the funnel and still count in closed revenue."),
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="one_workspace")]

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)
