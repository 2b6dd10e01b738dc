"""What an account is thought to buy a year in our categories: dated entries, each with where it was learnt."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.accounts.models import Account, of_accounts_in_reach
from keyaccount.apps.workspace.fields import AmountField
from keyaccount.apps.workspace.models import User


class Confidence(models.TextChoices):
    LOW = "low", _("Low")
    MEDIUM = "medium", _("Medium")
    HIGH = "high", _("High")


class EstimateQuerySet(models.QuerySet["AccountEstimate"]):
    def visible_to(self, user: User) -> Self:
        """Whoever sees the account sees what it is thought to buy."""
        return self.filter(of_accounts_in_reach(user, write=False))

    def writable_by(self, user: User) -> Self:
        return self.filter(of_accounts_in_reach(user, write=True))

    def latest(self, as_of: date) -> Self:  # type: ignore[override]
        """The one entry an account that holds at the end of the day: the last dated, of one day the last written."""
        entries = AccountEstimate.objects.filter(account=OuterRef("account_id"), on__lte=as_of)
        return self.filter(pk=Subquery(entries.order_by("-on", "-pk").values("pk")[:1]))


class AccountEstimate(models.Model):
    """Never changed: who knows better adds an entry. `on`: the day from which it holds."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="estimates", verbose_name=_("account"))
    amount = AmountField(
        _("yearly purchasing"),
        validators=[MinValueValidator(0)],
        help_text=_("What they buy a year in our categories, from everyone."),
    )
    currency = models.CharField(_("currency"), max_length=3)
    source = models.CharField(_("where it was learnt"), max_length=200)
    on = models.DateField(_("holds from"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="estimates", verbose_name=_("author")
    )
    confidence = models.CharField(_("confidence"), max_length=8, choices=Confidence.choices, default=Confidence.MEDIUM)
    created_at = models.DateTimeField(editable=False)

    objects = EstimateQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-id"]
        indexes = [models.Index(fields=["account", "-on", "-id"], name="estimate_by_account")]
        constraints = [models.CheckConstraint(condition=Q(amount__gte=0), name="estimate_not_below_zero")]

    def __str__(self) -> str:
        return f"{self.account} {self.on}"
