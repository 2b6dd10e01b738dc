"""What the methods said: runs, their predictions of months, and the odds of open deals."""

from __future__ import annotations

from decimal import Decimal
from typing import Self

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.pipeline.models import Opportunity
from keyaccount.apps.workspace.fields import AmountField, RateField
from keyaccount.apps.workspace.models import Team, User
from keyaccount.formulas.forecasting.interface import WEEKDAYS

MOST_PEOPLE = 100  # whom one run fits the methods for: about a minute of it (docs/decisions)


class ForecastRun(models.Model):
    """One time that all methods were fitted on what was known at the end of a day, and judged by the months before.

    Runs are kept for good: a question as of a past day is answered by the last one not later than that day.
    """

    as_of = models.DateField(_("fitted on what was known on"))
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    deals = models.PositiveIntegerField(_("closed deals learnt from"), default=0)
    seconds = models.PositiveIntegerField(default=0)
    peak_memory = models.PositiveIntegerField(_("memory of the process that learnt, in megabytes"), default=0)

    class Meta:
        ordering = ["-as_of", "-id"]
        indexes = [models.Index(fields=["-as_of", "-id"], name="forecast_run_by_day")]

    def __str__(self) -> str:
        return f"{self.as_of}"


class MethodChoice(models.TextChoices):
    TREND = "trend", _("Historical trend")
    WEIGHTED = "weighted", _("Weighted pipeline, rates set by hand")
    MEASURED = "measured", _("Weighted pipeline, measured rates")
    REGRESSION = "regression", _("Multiple regression")
    LEARNED = "learned", _("Machine learning")


class MonthForecastQuerySet(models.QuerySet["MonthForecast"]):
    def visible_to(self, user: User) -> Self:
        """A total is shown to whoever may see every deal that it sums: the company's to those who see everything, a
        team's to those whose reach is that team or one above it, a person's to those who see that person's deals
        (docs/decisions)."""
        if user.people_in_reach is None:
            return self
        of_people = Q(person__in=user.people_in_reach)
        if user.team is None or user.people_in_reach <= {user.pk}:
            return self.filter(of_people)
        return self.filter(of_people | Q(team__path__startswith=user.team.path))


class MonthForecast(models.Model):
    """What one method said of one month: for a team with those below it, for a person, or else for the company.

    said, low, high are empty where there was too little history: then lack says of what, with how much there is and
    how much is needed. origin: the day whose end it was said at; came: what the month brought, where it was over.
    """

    run = models.ForeignKey(ForecastRun, on_delete=models.CASCADE, related_name="months")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    method = models.CharField(max_length=10, choices=MethodChoice.choices)
    month = models.DateField()
    origin = models.DateField()
    said = AmountField(null=True, blank=True)
    low = AmountField(null=True, blank=True)
    high = AmountField(null=True, blank=True)
    came = AmountField(null=True, blank=True)
    lack = models.CharField(max_length=16, blank=True, default="")
    have = models.PositiveIntegerField(default=0)
    need = models.PositiveIntegerField(default=0)
    reasons = models.JSONField(default=list, encoder=DjangoJSONEncoder)

    objects = MonthForecastQuerySet.as_manager()

    class Meta:
        ordering = ["run", "team", "person", "method", "month"]
        constraints = [
            models.UniqueConstraint(fields=["run", "team", "method", "month"], name="forecast_of_team_once"),
            models.UniqueConstraint(fields=["run", "person", "method", "month"], name="forecast_of_person_once"),
            models.UniqueConstraint(
                fields=["run", "method", "month"], condition=Q(team=None, person=None), name="forecast_of_company_once"
            ),
            models.CheckConstraint(condition=Q(team=None) | Q(person=None), name="forecast_of_team_or_person"),
            models.CheckConstraint(
                condition=Q(said=None, low=None, high=None) & ~Q(lack="")
                | Q(said__isnull=False, low__isnull=False, high__isnull=False, lack=""),
                name="a_number_or_what_is_missing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.method} {self.month:%Y-%m}"

    @property
    def is_blank(self) -> bool:
        """Of a month to come: there was nothing that a number could be made of, and none is no forecast of nothing."""
        return self.came is None and self.said is not None and not (self.said or self.low or self.high)

    @property
    def shown(self) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
        """Said, low and high as they may be shown: none of a month that has nothing to go by."""
        return (None, None, None) if self.is_blank else (self.said, self.low, self.high)

    @property
    def is_by_weekdays(self) -> bool:
        """Whether Monday to Friday were counted, since nobody had said yet which days of that year are holidays."""
        return any(code == "workdays" and about == WEEKDAYS for code, _effect, _size, about in self.reasons)


class DealOddsQuerySet(models.QuerySet["DealOdds"]):
    def visible_to(self, user: User) -> Self:
        if user.people_in_reach is None:
            return self
        return self.filter(opportunity__in=Opportunity.objects.visible_to(user).values("pk"))


class DealOdds(models.Model):
    """What the last run learnt about one open deal: the chance to win it, and the month it most likely closes in.

    month is empty where it will rather take longer than three months; month_share: how likely that is.
    """

    opportunity = models.OneToOneField(Opportunity, on_delete=models.CASCADE, related_name="odds", primary_key=True)
    run = models.ForeignKey(ForecastRun, on_delete=models.CASCADE, related_name="odds")
    chance = RateField()
    month = models.DateField(null=True, blank=True)
    month_share = RateField()
    reasons = models.JSONField(default=list, encoder=DjangoJSONEncoder)

    objects = DealOddsQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.opportunity_id}: {self.chance}"
