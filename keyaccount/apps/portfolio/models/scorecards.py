"""The balanced scorecard of each stance: which measures, their weights and wanted values; and what people read off."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keyaccount.apps.workspace.fields import RateField, ReadingField
from keyaccount.apps.workspace.models import User
from keyaccount.figures.figure import Text
from keyaccount.formulas.scorecard import Card, Wanted
from keyaccount.formulas.segments import Stance

STANCE_CHOICES = [
    (str(Stance.ATTACK), _("Attack")),
    (str(Stance.DEFEND), _("Defend")),
    (str(Stance.MAINTAIN), pgettext_lazy("stance", "Maintain")),
    (str(Stance.NONE), pgettext_lazy("stance", "None")),
]
MEASURES: Mapping[str, Text] = {
    "revenue_growth": _("Revenue growth"),
    "margin_growth": _("Margin growth"),
    "selling_cost": _("Cost to serve ÷ revenue"),
    "bad_debts": _("Bad debts ÷ revenue"),
    "new_customers": _("New customers won"),
    "customers_kept": _("Customers kept"),
    "satisfaction": _("Customer satisfaction"),
    "segmentation": _("Estimates younger than a year"),
    "visits_planned": _("Visits made ÷ planned"),
    "visits_reported": _("Visits with objective and result"),
    "team_growth": _("Team growth"),
    "staff_satisfaction": _("Staff satisfaction"),
    "transfers": _("Transfers out of the team"),
    "turnover": _("Staff turnover"),
}


class ForEveryone(models.QuerySet):  # type: ignore[type-arg]
    def visible_to(self, user: User) -> Self:
        """Everyone reads by which measures they are judged."""
        return self


class StanceCard(models.Model):
    """Never changed: a new card is a new row, which holds from its moment on."""

    stance = models.CharField(_("stance"), max_length=8, choices=STANCE_CHOICES)
    valid_from = models.DateTimeField(editable=False)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False)

    objects = ForEveryone.as_manager()

    class Meta:
        ordering = ["-valid_from", "-id"]
        indexes = [models.Index(fields=["stance", "-valid_from", "-id"], name="stance_card_by_moment")]

    def __str__(self) -> str:
        return str(self.get_stance_display())

    @property
    def content(self) -> Card:
        return {one.key: Wanted(one.weight, one.wanted) for one in self.measures.all()}


class CardMeasure(models.Model):
    card = models.ForeignKey(StanceCard, on_delete=models.CASCADE, related_name="measures")
    key = models.CharField(_("measure"), max_length=20, choices=list(MEASURES.items()))
    weight = RateField(_("weight"))
    wanted = ReadingField(_("wanted"))

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["card", "key"], name="measure_once_a_card"),
            models.CheckConstraint(condition=Q(weight__gt=0, wanted__gt=0), name="measure_weighs_and_wants"),
        ]

    def __str__(self) -> str:
        return str(self.get_key_display())


class MeasureReading(models.Model):
    """What somebody read off for a quarter. Never changed: who knows better adds a reading."""

    stance = models.CharField(_("stance"), max_length=8, choices=STANCE_CHOICES)
    key = models.CharField(_("measure"), max_length=20, choices=list(MEASURES.items()))
    quarter = models.DateField(_("first day of the quarter"))
    value = ReadingField(_("value"))
    source = models.CharField(_("where it was learnt"), max_length=200)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(editable=False)

    objects = ForEveryone.as_manager()

    class Meta:
        ordering = ["-quarter", "-id"]
        indexes = [models.Index(fields=["stance", "key", "-quarter", "-id"], name="readings_of_measure")]

    def __str__(self) -> str:
        return f"{self.get_key_display()} · {self.get_stance_display()}"
