"""Where potential and share begin to count as high: dated, so that a past day is judged by the rules of that day."""

from __future__ import annotations

from decimal import Decimal
from typing import Self

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.workspace.fields import AmountField, RateField
from keyaccount.apps.workspace.models import User
from keyaccount.formulas.segments import Thresholds

USUAL = Thresholds(medium_from=Decimal(2_000_000), high_from=Decimal(5_000_000), share_from=Decimal("0.5"))
"""What holds until the workspace sets its own; money in the base currency."""


class SegmentRulesQuerySet(models.QuerySet["SegmentRules"]):
    def visible_to(self, user: User) -> Self:
        """Everyone reads by which rules their accounts are judged."""
        return self


class SegmentRules(models.Model):
    """Never changed: new thresholds are a new row, which holds from its moment on."""

    medium_from = AmountField(_("medium potential from"), validators=[MinValueValidator(0)])
    high_from = AmountField(_("high potential from"), validators=[MinValueValidator(0)])
    share_from = RateField(_("high share from"))
    valid_from = models.DateTimeField(editable=False)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False)

    objects = SegmentRulesQuerySet.as_manager()

    class Meta:
        ordering = ["-valid_from", "-id"]
        indexes = [models.Index(fields=["-valid_from", "-id"], name="segment_rules_by_moment")]
        constraints = [
            models.CheckConstraint(condition=Q(medium_from__lte=F("high_from")), name="medium_not_above_high"),
            models.CheckConstraint(condition=Q(share_from__gt=0), name="high_share_above_zero"),
        ]

    def __str__(self) -> str:
        return str(_("Thresholds of the segments"))

    @property
    def thresholds(self) -> Thresholds:
        return Thresholds(Decimal(self.medium_from), Decimal(self.high_from), Decimal(self.share_from))
