"""Numbers that people say against the computed roll-up: a person for themselves, a manager for each of their people."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keyaccount.apps.forecast.models.categories import NOTE_LENGTH
from keyaccount.apps.forecast.models.holding import HoldingQuerySet
from keyaccount.apps.workspace.fields import AmountField
from keyaccount.apps.workspace.models import User


class Spoken(models.TextChoices):
    """The categories that one may say a number for; it is cumulative, as formulas.rollup adds them up."""

    COMMIT = "commit", pgettext_lazy("forecast category", "Commit")
    BEST_CASE = "best_case", pgettext_lazy("forecast category", "Best case")
    PIPELINE = "pipeline", pgettext_lazy("forecast category", "Pipeline")


def of_people_in_reach(user: User) -> Q:
    """Rows about a person: one's own, and those of the people whose records one sees."""
    people = user.people_in_reach
    return Q() if people is None else Q(person__in=people | {user.pk})


class OverrideQuerySet(HoldingQuerySet):
    def visible_to(self, user: User) -> Self:
        return self.filter(of_people_in_reach(user))


class Override(models.Model):
    """One number of one person's forecast. by_manager: said by somebody above them. A reset ends it with a reason."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="forecast_overrides", verbose_name=_("person")
    )
    by_manager = models.BooleanField(_("by the manager"))
    category = models.CharField(_("category"), max_length=9, choices=Spoken.choices)
    period_start = models.DateField(_("from"))
    period_end = models.DateField(_("to"))
    amount = AmountField(_("amount"), validators=[MinValueValidator(0)])
    currency = models.CharField(_("currency"), max_length=3)
    note = models.CharField(_("note"), max_length=NOTE_LENGTH)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reset_reason = models.CharField(_("reason"), max_length=NOTE_LENGTH, blank=True, default="")

    objects = OverrideQuerySet.as_manager()

    class Meta:
        ordering = ["-valid_from", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["period_start", "period_end", "person", "category", "by_manager"],
                condition=Q(valid_to=None),
                name="one_forecast_override",
            ),
            models.CheckConstraint(condition=Q(period_end__gte=F("period_start")), name="override_period_in_order"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="override_not_negative"),
        ]
        indexes = [models.Index(fields=["period_start", "period_end", "person"], name="override_of_period")]

    def __str__(self) -> str:
        return f"{self.person} {self.category} {self.amount}"
