"""A scenario: four levers, what stood when it was made, and who may see it. Nothing of it is written to a deal."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.workspace.fields import AmountField, RateField
from keyaccount.apps.workspace.models import Archivable, ArchivableQuerySet, Team, User
from keyaccount.formulas.scenario import SHORTEST, Basis, Levers
from keyaccount.kernel.period import Period


class ScenarioQuerySet(ArchivableQuerySet):
    def visible_to(self, user: User) -> Self:
        """One's own, and of those shared with everyone, one's team or a team above it those about whom one sees."""
        line = [int(pk) for pk in user.team.path.split("/") if pk] if user.team is not None else []
        shared = Q(for_all=True) | Q(shared_team__in=line)
        if user.people_in_reach is not None:
            shared &= Q(person=None) | Q(person=user) | Q(person__in=user.people_in_reach)
            below = Q(team__path__startswith=user.team.path) if user.team is not None else Q()
            shared &= Q(team=None) | Q(team__in=line) | below
        return self.filter(Q(author=user) | shared)

    def writable_by(self, user: User) -> Self:
        return self.filter(author=user)


class Scenario(Archivable):
    """team, person: whose deals it is about, neither for all of them. The basis is what stood on `as_of`, so that a
    scenario is read as it was meant; money is in `currency`."""

    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="scenarios")
    name = models.CharField(_("name"), max_length=80)
    note = models.CharField(_("note"), max_length=500, blank=True, default="")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    period_start = models.DateField(_("period from"))
    period_end = models.DateField(_("period to"))
    new_deals = models.PositiveIntegerField(_("new deals"))
    win_rate = RateField(_("win rate"))
    mean_amount = AmountField(_("mean amount"), validators=[MinValueValidator(0)])
    cycle_days = models.DecimalField(
        _("cycle in days"), max_digits=6, decimal_places=1, validators=[MinValueValidator(SHORTEST)]
    )
    as_of = models.DateField()
    currency = models.CharField(max_length=3)
    open_deals = models.PositiveIntegerField()
    days_left = models.PositiveIntegerField(validators=[MaxValueValidator(10_000)])
    closed = AmountField()
    target = AmountField(null=True, blank=True)
    shared_team = models.ForeignKey(
        Team, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("shared with the team")
    )
    for_all = models.BooleanField(_("shared with everyone"), default=False)
    created_at = models.DateTimeField(editable=False)

    objects = ScenarioQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["author", "name"], condition=Q(archived_at=None), name="one_scenario_a_name"
            ),
            models.CheckConstraint(condition=Q(win_rate__gte=0, win_rate__lte=1), name="scenario_rate_is_a_share"),
            models.CheckConstraint(condition=Q(period_end__gte=models.F("period_start")), name="scenario_in_order"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_shared(self) -> bool:
        return self.for_all or self.shared_team_id is not None

    @property
    def period(self) -> Period:
        return Period(self.period_start, self.period_end)

    @property
    def levers(self) -> Levers:
        return Levers(self.new_deals, self.win_rate, self.mean_amount, self.cycle_days)

    @property
    def basis(self) -> Basis:
        return Basis(self.open_deals, self.days_left, self.closed, self.target)
