"""Orders too small for the funnel; they count in closed revenue."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.pipeline.models.opportunity import seen_by
from keyaccount.apps.workspace.fields import AmountField
from keyaccount.apps.workspace.models import Archivable, ArchivableQuerySet, Imported, Team, User, Versioned


class OrderQuerySet(ArchivableQuerySet):
    def visible_to(self, user: User) -> Self:
        return self.filter(seen_by(user, user.people_in_reach, write=False))

    def writable_by(self, user: User) -> Self:
        return self.filter(seen_by(user, user.people_in_charge, write=True))


class OffFunnelOrder(Versioned, Archivable, Imported):
    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, blank=True, related_name="orders", verbose_name=_("account")
    )
    description = models.CharField(_("what was ordered"), max_length=200)
    ordered_on = models.DateField(_("ordered on"))
    amount = AmountField(_("amount"))
    currency = models.CharField(_("currency"), max_length=3)
    base_amount = AmountField(null=True, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="orders", verbose_name=_("owner")
    )
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = OrderQuerySet.as_manager()

    class Meta:
        ordering = ["-ordered_on", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["external_source", "external_id"], name="order_external_id"),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="order_above_zero"),
        ]
        indexes = [
            models.Index(
                fields=["ordered_on"], include=["base_amount", "owner", "account", "team"], name="order_by_day"
            ),
            models.Index(fields=["account", "-ordered_on"], name="order_by_account"),
        ]

    def __str__(self) -> str:
        return self.description
