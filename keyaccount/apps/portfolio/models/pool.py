"""The pool of accounts that nobody tends: its rules, its warnings, and what became of each account."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.accounts.models import Account, of_accounts_in_reach
from keyaccount.apps.workspace.models import User

DAYS = [MinValueValidator(1), MaxValueValidator(3650)]


def tier_a() -> list[str]:
    return ["A"]


class PoolRules(models.Model):
    """One row. Empty days: that rule is off."""

    is_on = models.BooleanField(
        _("accounts go back to the pool"),
        default=False,
        help_text=_("Off: nothing goes by itself; people may still return, claim and assign."),
    )
    idle_days = models.PositiveIntegerField(
        _("days without any act"),
        null=True,
        blank=True,
        default=90,
        validators=DAYS,
        help_text=_("On the account, its people, its deals, its orders, or in its comments. Empty: no such rule."),
    )
    no_deal_days = models.PositiveIntegerField(
        _("days without a deal"),
        null=True,
        blank=True,
        default=365,
        validators=DAYS,
        help_text=_("Neither open nor won since someone got it. Empty: no such rule."),
    )
    open_deal_keeps = models.BooleanField(_("an open deal keeps the account"), default=True)
    key_accounts_stay = models.BooleanField(_("key accounts never go"), default=True)
    tiers_stay = models.JSONField(_("tiers that never go"), default=tier_a, blank=True)
    warn_days = models.PositiveIntegerField(
        _("the owner is warned so many days before"), default=7, validators=[MinValueValidator(1)]
    )
    protect_days = models.PositiveIntegerField(_("days of protection after a claim"), default=30)
    claims_a_week = models.PositiveIntegerField(
        _("accounts one person may claim in seven days"), default=5, validators=[MinValueValidator(1)]
    )
    wait_days = models.PositiveIntegerField(
        _("days before the last owner may claim it back"),
        default=14,
        help_text=_("So that nobody keeps an account by letting it go for a moment."),
    )

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="one_set_of_pool_rules")]

    def __str__(self) -> str:
        return str(_("Rules of the pool"))


class PoolReason(models.TextChoices):
    IDLE = "idle", _("nothing was done for it")
    NO_DEAL = "no_deal", _("it had no deal")


class PoolWarning(models.Model):
    """An account that goes soon, for as long as that is so. No account goes without its owner having been warned."""

    account = models.OneToOneField(Account, on_delete=models.CASCADE, related_name="pool_warning")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="pool_warnings")
    why = models.CharField(max_length=8, choices=PoolReason.choices)
    goes_on = models.DateField()
    warned_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["owner", "goes_on"], name="pool_warnings_of_owner")]

    def __str__(self) -> str:
        return f"{self.account} {self.goes_on}"


class PoolAct(models.TextChoices):
    RELEASED = "released", _("went to the pool")
    RETURNED = "returned", _("returned to the pool")
    CLAIMED = "claimed", _("claimed")
    ASSIGNED = "assigned", _("assigned")


class PoolEntryQuerySet(models.QuerySet["PoolEntry"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(of_accounts_in_reach(user, write=False))


class PoolEntry(models.Model):
    """What became of an account in the pool; never changed. person: who had it before, or who has it from then on."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="pool_entries")
    act = models.CharField(max_length=10, choices=PoolAct.choices)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="pool_entries"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.CharField(max_length=300, blank=True, default="")

    objects = PoolEntryQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["account", "-id"], name="pool_of_account"),
            models.Index(fields=["person", "act", "at"], name="pool_of_person"),
        ]

    def __str__(self) -> str:
        return f"{self.account} {self.act}"
