"""Somebody who leads a person asks for their forecast of a period; a submission answers it."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from keyaccount.apps.forecast.models.submissions import Submission
from keyaccount.apps.workspace.models import User
from keyaccount.kernel.period import Period


class ReminderQuerySet(models.QuerySet["Reminder"]):
    def visible_to(self, user: User) -> Self:
        """Whoever is asked, whoever asks, and those who see the records of whoever is asked."""
        if user.people_in_reach is None:
            return self
        return self.filter(Q(person=user) | Q(asked_by=user) | Q(person__in=user.people_in_reach))

    def unanswered(self) -> Self:
        later = Submission.objects.filter(
            person=OuterRef("person"), team=None, at__gte=OuterRef("at"),
            period_start=OuterRef("period_start"), period_end=OuterRef("period_end"),
        )  # fmt: skip
        return self.filter(~Exists(later))


class Reminder(models.Model):
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="forecast_reminders")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    period_start = models.DateField()
    period_end = models.DateField()
    at = models.DateTimeField()

    objects = ReminderQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["person", "period_end"], name="reminders_of_person")]
        constraints = [
            models.CheckConstraint(condition=Q(period_end__gte=F("period_start")), name="reminder_period_in_order")
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.period_start} – {self.period_end}"

    @property
    def period(self) -> Period:
        return Period(self.period_start, self.period_end)
