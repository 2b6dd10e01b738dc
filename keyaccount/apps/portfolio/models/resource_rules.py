"""What each stance is meant to take of time, people and money, and how the operation's effort is meant to split: dated,
so that a past day keeps its norms."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Self

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q, Value
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.workspace.fields import AmountField, RateField
from keyaccount.apps.workspace.models import User
from keyaccount.figures.figure import Text
from keyaccount.formulas.effort import USUAL as USUAL_EFFORT
from keyaccount.formulas.effort import Effort, Shares
from keyaccount.formulas.resources import USUAL, Norms, Resource
from keyaccount.formulas.segments import Stance

ONE = Value(Decimal(1), output_field=RateField())


class ResourceRulesQuerySet(models.QuerySet["ResourceRules"]):
    def visible_to(self, user: User) -> Self:
        """Everyone reads by which norms their time is judged."""
        return self


def _norm(name: Text, stance: Stance, resource: Resource) -> RateField:
    return RateField(name, default=USUAL[stance][resource])


def _effort(name: Text, part: Effort) -> RateField:
    return RateField(name, default=USUAL_EFFORT[part])


def _hands_out(resource: Resource) -> models.CheckConstraint:
    rest = ONE - F(f"defend_{resource}") - F(f"maintain_{resource}") - F(f"none_{resource}")
    return models.CheckConstraint(condition=Q(**{f"attack_{resource}": rest}), name=f"norms_hand_out_{resource}")


class ResourceRules(models.Model):
    """Never changed: new norms are a new row, which holds from its moment on. Of each resource, and of the effort, they
    make the whole.
    """

    attack_time = _norm(_("attack: time"), Stance.ATTACK, Resource.TIME)
    attack_people = _norm(_("attack: people"), Stance.ATTACK, Resource.PEOPLE)
    attack_money = _norm(_("attack: money"), Stance.ATTACK, Resource.MONEY)
    defend_time = _norm(_("defend: time"), Stance.DEFEND, Resource.TIME)
    defend_people = _norm(_("defend: people"), Stance.DEFEND, Resource.PEOPLE)
    defend_money = _norm(_("defend: money"), Stance.DEFEND, Resource.MONEY)
    maintain_time = _norm(_("maintain: time"), Stance.MAINTAIN, Resource.TIME)
    maintain_people = _norm(_("maintain: people"), Stance.MAINTAIN, Resource.PEOPLE)
    maintain_money = _norm(_("maintain: money"), Stance.MAINTAIN, Resource.MONEY)
    none_time = _norm(_("no stance: time"), Stance.NONE, Resource.TIME)
    none_people = _norm(_("no stance: people"), Stance.NONE, Resource.PEOPLE)
    none_money = _norm(_("no stance: money"), Stance.NONE, Resource.MONEY)
    effort_selling = _effort(_("effort: selling process"), Effort.SELLING)
    effort_managing = _effort(_("effort: sales management"), Effort.MANAGING)
    effort_support = _effort(_("effort: support resources"), Effort.SUPPORT)
    hours_per_visit = AmountField(
        _("hours a visit takes"), default=Decimal(3), validators=[MinValueValidator(Decimal("0.25"))]
    )
    repeat_probability = RateField(_("probability that repeat sales come again"), default=Decimal("0.5"))
    valid_from = models.DateTimeField(editable=False)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False)

    objects = ResourceRulesQuerySet.as_manager()

    class Meta:
        ordering = ["-valid_from", "-id"]
        verbose_name_plural = "resource rules"
        indexes = [models.Index(fields=["-valid_from", "-id"], name="resource_rules_by_moment")]
        constraints = [
            *(_hands_out(resource) for resource in Resource),
            models.CheckConstraint(
                condition=Q(effort_selling=ONE - F("effort_managing") - F("effort_support")), name="effort_makes_whole"
            ),
            models.CheckConstraint(condition=Q(hours_per_visit__gt=0), name="a_visit_takes_time"),
        ]

    def __str__(self) -> str:
        return str(_("Norms of the stances"))

    @property
    def norms(self) -> Norms:
        return MappingProxyType({stance: self._of(stance) for stance in Stance})

    @property
    def effort(self) -> Shares:
        return MappingProxyType({part: getattr(self, f"effort_{part}") for part in Effort})

    def _of(self, stance: Stance) -> Mapping[Resource, Decimal]:
        return {resource: getattr(self, f"{stance}_{resource}") for resource in Resource}
