"""Tiers: the workspace's rules, what a person sets against them, how each account stands and how that changed."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.accounts.models import Account, of_accounts_in_reach
from keyaccount.apps.workspace.fields import AmountField, RateField
from keyaccount.apps.workspace.models import User

REASON_LENGTH = 300


class TierName(models.TextChoices):
    A = "A", "A"
    B = "B", "B"
    C = "C", "C"


class TierRules(models.Model):
    """How tiers are computed here; one row. The weights sum to 1."""

    contribution = RateField(_("weight of contribution"), default=Decimal("0.4"))
    potential = RateField(_("weight of potential"), default=Decimal("0.35"))
    depth = RateField(_("weight of depth"), default=Decimal("0.25"))
    a_from = models.PositiveSmallIntegerField(_("tier A from"), default=70, validators=[MaxValueValidator(100)])
    b_from = models.PositiveSmallIntegerField(_("tier B from"), default=40, validators=[MinValueValidator(1)])
    key_account_from = AmountField(
        _("key account from"),
        default=Decimal(10_000),
        validators=[MinValueValidator(0)],
        help_text=_("Revenue of 12 months that makes a key account, in the base currency."),
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="one_set_of_tier_rules"),
            models.CheckConstraint(condition=Q(a_from__gt=F("b_from"), a_from__lte=100), name="tier_a_above_tier_b"),
        ]

    def __str__(self) -> str:
        return str(_("Tiers"))


class OfAccounts(models.QuerySet):  # type: ignore[type-arg]
    def visible_to(self, user: User) -> Self:
        """Whoever sees the account."""
        return self if user.people_in_reach is None else self.filter(of_accounts_in_reach(user, write=False))

    def writable_by(self, user: User) -> Self:
        return self if user.people_in_charge is None else self.filter(of_accounts_in_reach(user, write=True))


class OverrideQuerySet(OfAccounts):
    def holding(self, day: date, end: datetime) -> Self:
        """Those that hold at the end of the day (`end`: the first instant after it)."""
        return self.filter(Q(ended_at=None) | Q(ended_at__gte=end), set_at__lt=end, expires_on__gte=day)


class TierOverride(models.Model):
    """A tier set by a person against the computed one: with a reason, and until a day. Never changed but to end it."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="tier_overrides")
    tier = models.CharField(_("tier"), max_length=1, choices=TierName.choices)
    reason = models.CharField(_("reason"), max_length=REASON_LENGTH)
    expires_on = models.DateField(_("holds until"))
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = OverrideQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["account"], condition=Q(ended_at=None), name="one_tier_override_an_account")
        ]

    def __str__(self) -> str:
        return f"{self.account}: {self.tier}"


class TierEvent(models.Model):
    """A change of the computed tier, found by a review; from_tier is empty the first time, to_tier with no score."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="tier_events")
    on = models.DateField()
    at = models.DateTimeField()
    from_tier = models.CharField(max_length=1, choices=TierName.choices, blank=True, default="")
    to_tier = models.CharField(max_length=1, choices=TierName.choices, blank=True, default="")
    score = models.DecimalField(max_digits=4, decimal_places=1, null=True)

    history_of = "account"  # stays with it when two accounts are merged

    objects = OfAccounts.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["account", "-id"], name="tier_events_of_account")]

    def __str__(self) -> str:
        return f"{self.on} {self.from_tier or '–'} → {self.to_tier or '–'}"


class AccountStanding(models.Model):
    """How an account stood at the last review, for lists to filter by. tier: the one set by hand, else the computed."""

    account = models.OneToOneField(Account, on_delete=models.CASCADE, related_name="standing")
    on = models.DateField()
    tier = models.CharField(max_length=1, choices=TierName.choices, blank=True, default="")
    computed = models.CharField(max_length=1, choices=TierName.choices, blank=True, default="")
    score = models.DecimalField(max_digits=4, decimal_places=1, null=True)
    contribution = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    potential = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    depth = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    revenue = AmountField(default=Decimal(0))
    is_key = models.BooleanField(default=False)
    lifecycle = models.CharField(max_length=12, blank=True, default="")
    loyalty = models.CharField(max_length=12, blank=True, default="")

    history_of = "account"

    objects = OfAccounts.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["tier", "account"], name="standing_by_tier"),
            models.Index(fields=["account"], name="standing_of_key", condition=Q(is_key=True)),
        ]

    def __str__(self) -> str:
        return f"{self.account}: {self.tier or '–'}"
