"""Markets (a region and a year): how large, how fast they grow, what we want of them, and who holds which share."""

from __future__ import annotations

from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.workspace.fields import AmountField, ChangeField, RateField
from keyaccount.apps.workspace.models import Archivable, ArchivableQuerySet, User, Versioned
from keyaccount.apps.workspace.models.base import Bilingual, in_language
from keyaccount.formulas.market import Guidance


class MarketQuerySet(ArchivableQuerySet):
    def visible_to(self, user: User) -> Self:
        """What is known of a market is the company's, not a person's."""
        return self

    def writable_by(self, user: User) -> Self:
        return self if user.role.may_set_targets else self.none()


class Market(Versioned, Archivable):
    """Size in the base currency. growth, wanted share and the part of key accounts are for the year after.

    provinces: codes of those that make its region; with them, our revenue there is told from the accounts' provinces.
    key_revenue_share: typed, for a market whose revenue cannot be told so.
    """

    name = models.CharField(_("market"), max_length=120, help_text=_("Region and what is sold there."))
    year = models.PositiveSmallIntegerField(_("year"), validators=[MinValueValidator(1990), MaxValueValidator(2199)])
    size = AmountField(_("size a year"), null=True, blank=True, validators=[MinValueValidator(0)])
    growth = ChangeField(_("yearly growth"), null=True, blank=True)
    wanted_share = RateField(_("wanted share"), null=True, blank=True)
    key_part = RateField(_("of it from key accounts"), null=True, blank=True)
    provinces = models.JSONField(_("provinces"), default=list, blank=True)
    key_revenue_share = RateField(_("key accounts’ share of our revenue there"), null=True, blank=True)
    source = models.CharField(_("where it was learnt"), max_length=200, blank=True, default="")

    objects = MarketQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["name", "year"], condition=Q(archived_at=None), name="market_once_a_year")
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.year}"


class MarketShare(models.Model):
    """One supplier's share: of all customers, and of key accounts alone; empty where it is not known."""

    market = models.ForeignKey(Market, on_delete=models.CASCADE, related_name="shares", verbose_name=_("market"))
    supplier = models.CharField(_("supplier"), max_length=120)
    is_us = models.BooleanField(_("us"), default=False)
    share = RateField(_("share of all customers"), null=True, blank=True)
    key_share = RateField(_("share of key accounts"), null=True, blank=True)

    class Meta:
        ordering = ["-is_us", "id"]
        constraints = [
            models.UniqueConstraint(fields=["market", "supplier"], name="supplier_once_a_market"),
            models.UniqueConstraint(fields=["market"], condition=Q(is_us=True), name="we_once_a_market"),
        ]

    def __str__(self) -> str:
        return self.supplier


class MarketRule(Bilingual, Archivable):
    """What a market share beside key accounts' share of our revenue says; the first rule that fits is shown."""

    share_from = RateField(_("market share from"), default=0)
    share_to = RateField(_("market share up to"), null=True, blank=True)
    key_above = RateField(_("key accounts’ share of revenue above"), default=0)
    key_to = RateField(_("key accounts’ share of revenue up to"), null=True, blank=True)
    text = models.CharField(_("what it says"), max_length=300)
    text_zh = models.CharField(_("what it says in Chinese"), max_length=300, blank=True, default="")
    position = models.PositiveSmallIntegerField(default=0, editable=False)

    objects = ArchivableQuerySet.as_manager()

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(share_to=None) | Q(share_to__gte=F("share_from")),
                name="market_share_bounds_in_order",
                violation_error_message=_("The market share must end where it begins, or above."),
            ),
            models.CheckConstraint(
                condition=Q(key_to=None) | Q(key_to__gt=F("key_above")),
                name="key_share_bounds_in_order",
                violation_error_message=_("The share of key accounts must end above where it begins."),
            ),
        ]

    @property
    def says(self) -> str:
        return in_language(self.text, self.text_zh)

    @property
    def guidance(self) -> Guidance:
        return Guidance(str(self.pk), self.share_from, self.share_to, self.key_above, self.key_to)
