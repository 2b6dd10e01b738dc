"""Somebody who leads a person asks for their forecast of a period, or the workspace does every week; a submission
answers it."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.forecast.models.submissions import Submission
from keyaccount.apps.workspace.models import User
from keyaccount.kernel.period import Period

SUNDAY = 6


class ReminderRules(models.Model):
    """One row. weekday: 0 is Monday, as everywhere in Python; empty: nobody is reminded by themselves."""

    weekday = models.PositiveSmallIntegerField(_("day of the week"), null=True, blank=True)

    class Meta:
        verbose_name = _("weekly reminders")
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="one_set_of_reminder_rules"),
            models.CheckConstraint(condition=Q(weekday=None) | Q(weekday__lte=SUNDAY), name="reminder_day_of_a_week"),
        ]

    def __str__(self) -> str:
        return str(_("Weekly reminders"))


class ReminderQuerySet(models.QuerySet["Reminder"]):
    def visible_to(self, user: User) -> Self:
        """Whoever is asked, whoever asks, and those who see the records of whoever is asked."""
        if user.people_in_reach is None:
            return self
        return self.filter(Q(person=user) | Q(asked_by=user) | Q(person__in=user.people_in_reach))

    def unanswered(self) -> Self:
        return self.filter(~is_answered())


def is_answered() -> Q:
    later = Submission.objects.filter(
        person=OuterRef("person"), team=None, at__gte=OuterRef("at"),
        period_start=OuterRef("period_start"), period_end=OuterRef("period_end"),
    )  # fmt: skip
    return Q(Exists(later))


class Reminder(models.Model):
    """week: the Monday of the week that the workspace asks for by itself; empty where a person asked."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="forecast_reminders")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    period_start = models.DateField()
    period_end = models.DateField()
    at = models.DateTimeField()
    week = models.DateField(null=True)

    objects = ReminderQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["person", "period_end"], name="reminders_of_person")]
        constraints = [
            models.CheckConstraint(condition=Q(period_end__gte=F("period_start")), name="reminder_period_in_order"),
            models.UniqueConstraint(
                fields=["person", "week"], condition=Q(week__isnull=False), name="one_weekly_reminder"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.period_start} – {self.period_end}"

    @property
    def period(self) -> Period:
        return Period(self.period_start, self.period_end)
