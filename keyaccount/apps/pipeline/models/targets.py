"""Targets for the company, a team or a person, by year and quarter; a change keeps what was there before."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.workspace.fields import AmountField
from keyaccount.apps.workspace.models import Team, User


class TargetScope(models.TextChoices):
    COMPANY = "company", _("Company")
    TEAM = "team", _("Team")
    USER = "user", _("Person")


class TargetQuerySet(models.QuerySet["Target"]):
    def visible_to(self, user: User) -> Self:
        """The company's target is everyone's; a person's is seen by those who see their records, and a team's by its
        members, by the teams below it, and by those above it who see them."""
        if user.people_in_reach is None:
            return self
        seen = Q(scope="company") | Q(user__in=user.people_in_reach) | Q(user=user)
        if user.team is not None:
            seen |= Q(team__in=user.team.path.strip("/").split("/")) | Q(team__path__startswith=user.team.path)
        return self.filter(seen)

    def until(self, moment: datetime) -> Self:
        """The targets that held just before the moment."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=moment), valid_from__lt=moment)


class Target(models.Model):
    """quarter: 1–4 of the fiscal year, or empty for the whole year. A new figure closes the row and opens another.
    place: whose target and of when, as one text (`team:4 2026-Q3`), so that only one holds at a time."""

    scope = models.CharField(_("for"), max_length=8, choices=TargetScope.choices)
    team = models.ForeignKey(
        Team, on_delete=models.PROTECT, null=True, blank=True, related_name="targets", verbose_name=_("team")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="targets",
        verbose_name=_("person"),
    )
    year = models.PositiveSmallIntegerField(_("fiscal year"))
    quarter = models.PositiveSmallIntegerField(_("quarter"), null=True, blank=True)
    place = models.CharField(max_length=40, editable=False)
    amount = AmountField(_("amount"))
    currency = models.CharField(_("currency"), max_length=3)
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True, blank=True)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = TargetQuerySet.as_manager()

    class Meta:
        ordering = ["year", "quarter", "scope", "id"]
        constraints = [
            models.UniqueConstraint(fields=["place"], condition=Q(valid_to=None), name="one_target_now"),
            models.CheckConstraint(
                condition=Q(scope="company", team=None, user=None)
                | Q(scope="team", team__isnull=False, user=None)
                | Q(scope="user", team=None, user__isnull=False),
                name="target_fits_scope",
            ),
            models.CheckConstraint(
                condition=Q(quarter=None) | Q(quarter__gte=1, quarter__lte=4), name="quarter_1_to_4"
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="target_above_zero"),
        ]

    def __str__(self) -> str:
        return f"{self.year} Q{self.quarter}" if self.quarter else str(self.year)
