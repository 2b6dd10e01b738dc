"""Forecast categories: the one of each stage, and the one that somebody set on a deal. Both are kept and shown."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keyaccount.apps.forecast.models.holding import HoldingQuerySet
from keyaccount.apps.pipeline.models import Opportunity, Stage
from keyaccount.apps.workspace.models import User

NOTE_LENGTH = 300


class Category(models.TextChoices):
    """From the surest to what counts nowhere; what is won is closed, which nobody sets."""

    COMMIT = "commit", pgettext_lazy("forecast category", "Commit")
    BEST_CASE = "best_case", pgettext_lazy("forecast category", "Best case")
    PIPELINE = "pipeline", pgettext_lazy("forecast category", "Pipeline")
    OMITTED = "omitted", pgettext_lazy("forecast category", "Omitted")


class StageCategory(models.Model):
    """The category of the deals in a stage unless somebody says otherwise. A stage without one has the usual one of
    its win rate (formulas.rollup)."""

    stage = models.ForeignKey(Stage, on_delete=models.CASCADE, related_name="forecast_categories")
    category = models.CharField(_("category"), max_length=9, choices=Category.choices)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True, blank=True)

    objects = HoldingQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["stage"], condition=Q(valid_to=None), name="one_category_of_a_stage")
        ]

    def __str__(self) -> str:
        return f"{self.stage}: {self.category}"


class DealCategoryQuerySet(HoldingQuerySet):
    def visible_to(self, user: User) -> Self:
        if user.people_in_reach is None:
            return self
        return self.filter(opportunity__in=Opportunity.objects.visible_to(user).values("pk"))


class DealCategory(models.Model):
    """What somebody says of a deal, whatever its stage says: with a note, and the time it held."""

    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="forecast_categories")
    category = models.CharField(_("category"), max_length=9, choices=Category.choices)
    note = models.CharField(_("note"), max_length=NOTE_LENGTH, blank=True, default="")
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("set by")
    )
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    history_of = "opportunity"

    objects = DealCategoryQuerySet.as_manager()

    class Meta:
        ordering = ["-valid_from", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["opportunity"], condition=Q(valid_to=None), name="one_category_of_a_deal")
        ]

    def __str__(self) -> str:
        return f"{self.opportunity}: {self.category}"
