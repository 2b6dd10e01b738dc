"""What somebody promised for a period, frozen at the moment of the promise."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.forecast.models.categories import NOTE_LENGTH
from keyaccount.apps.forecast.models.overrides import of_people_in_reach
from keyaccount.apps.workspace.fields import AmountField
from keyaccount.apps.workspace.models import Team, User


class SubmissionQuerySet(models.QuerySet["Submission"]):
    def visible_to(self, user: User) -> Self:
        """A team's is seen by those who see the records of whoever submitted it."""
        return self.filter(of_people_in_reach(user))

    def of_period(self, start: object, end: object) -> Self:
        return self.filter(period_start=start, period_end=end)

    def before(self, moment: datetime) -> Self:
        return self.filter(at__lt=moment)


class Submission(models.Model):
    """Cumulative amounts in the base currency, as people had judged them; `computed_commit` as the deals said.

    closed, weighted: None where there was something and nothing of it had an exchange rate.

    team: None for the person's own; else what they promise for that team. Never changed: a new one follows.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="submissions", verbose_name=_("person")
    )
    team = models.ForeignKey(
        Team, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("team")
    )
    period_start = models.DateField(_("from"))
    period_end = models.DateField(_("to"))
    at = models.DateTimeField(_("submitted at"))
    note = models.CharField(_("note"), max_length=NOTE_LENGTH, blank=True, default="")
    currency = models.CharField(_("currency"), max_length=3)
    closed = AmountField(_("closed"), null=True, blank=True)
    commit = AmountField(_("commit"))
    best_case = AmountField(_("best case"))
    pipeline = AmountField(_("pipeline"))
    computed_commit = AmountField(_("commit as computed"))
    weighted = AmountField(_("weighted"), null=True, blank=True)
    target = AmountField(_("target"), null=True, blank=True)

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(period_end__gte=F("period_start")), name="submission_period_in_order")
        ]
        indexes = [models.Index(fields=["period_start", "period_end", "person", "-at"], name="submission_of_period")]

    def __str__(self) -> str:
        return f"{self.person} {self.period_start} – {self.period_end}"
