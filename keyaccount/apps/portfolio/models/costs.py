"""What serving an account cost us: dated entries, none of which is ever changed; a mistake is taken back by another."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.accounts.models import Account, of_accounts_in_reach
from keyaccount.apps.workspace.fields import AmountField
from keyaccount.apps.workspace.models import User


class CostKind(models.TextChoices):
    TRAVEL = "travel", _("Travel")
    GOODS = "goods", _("Goods and samples")
    EXPERTS = "experts", _("Experts")
    SERVICE = "service", _("Service and support")
    PROMOTION = "promotion", _("Promotion")
    HOSPITALITY = "hospitality", _("Hospitality")
    OTHER = "other", _("Other")


class ServingCostQuerySet(models.QuerySet["ServingCost"]):
    def visible_to(self, user: User) -> Self:
        """Whoever sees the account and, by their role, costs and margins."""
        return self.filter(of_accounts_in_reach(user, write=False)) if user.sees_group("margin") else self.none()

    def writable_by(self, user: User) -> Self:
        return self.filter(of_accounts_in_reach(user, write=True)) if user.sees_group("margin") else self.none()


class ServingCost(models.Model):
    """amount: below 0 in an entry that takes another one back, and nowhere else."""

    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="serving_costs", verbose_name=_("account"), db_index=False
    )
    spent_on = models.DateField(_("spent on"))
    kind = models.CharField(_("kind of cost"), max_length=12, choices=CostKind.choices)
    amount = AmountField(_("amount"))
    currency = models.CharField(_("currency"), max_length=3)
    note = models.CharField(_("what for"), max_length=200, blank=True, default="")
    takes_back = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="taken_back_by",
        verbose_name=_("takes back"),
        editable=False,
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("author"), editable=False
    )
    created_at = models.DateTimeField(editable=False)

    objects = ServingCostQuerySet.as_manager()

    class Meta:
        ordering = ["-spent_on", "-id"]
        indexes = [
            models.Index(fields=["account", "-spent_on", "-id"], name="costs_of_account"),
            models.Index(fields=["spent_on"], include=["account", "currency", "amount"], name="costs_by_day"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(takes_back=None, amount__gt=0) | Q(takes_back__isnull=False, amount__lt=0),
                name="cost_above_zero_or_takes_back",
            )
        ]

    def __str__(self) -> str:
        return f"{self.account} · {self.get_kind_display()} {self.spent_on.isoformat()}"
