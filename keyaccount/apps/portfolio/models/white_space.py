"""What was said of a product at a business unit: dated entries, each with its source and author."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q, Value
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.accounts.models import Account, BusinessUnit, Rival, of_accounts_in_reach
from keyaccount.apps.pipeline.models import Product
from keyaccount.apps.workspace.fields import AmountField
from keyaccount.apps.workspace.models import User


class Judgement(models.TextChoices):
    """What a person can say of a cell; the rest follows from deals."""

    EMPTY = "empty", _("Fits, empty")
    RIVAL = "rival", _("A competitor holds it")
    UNFIT = "unfit", _("Does not fit")


def _place() -> Coalesce:
    return Coalesce("unit_id", Value(0), output_field=models.BigIntegerField())


class SpaceEntryQuerySet(models.QuerySet["SpaceEntry"]):
    def visible_to(self, user: User) -> Self:
        return self if user.people_in_reach is None else self.filter(of_accounts_in_reach(user, write=False))

    def placed(self) -> Self:
        """With `place`, the unit's id or 0 for the account as a whole: NULL equals nothing, not even itself."""
        return self.annotate(place=_place())

    def as_of(self, day: date) -> Self:
        """Of each cell the one entry that held at the end of the day."""
        later = SpaceEntry.objects.filter(
            Q(on__gt=OuterRef("on")) | Q(on=OuterRef("on"), pk__gt=OuterRef("pk")),
            Exact(_place(), OuterRef("place")),
            account=OuterRef("account"),
            product=OuterRef("product"),
            on__lte=day,
        )
        return self.placed().filter(~Exists(later), on__lte=day)


class SpaceEntry(models.Model):
    """Never changed: who knows better adds an entry. `amount`: what the cell is worth a year, where it is empty."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(
        BusinessUnit,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("business unit"),
        db_index=False,
    )
    product = models.ForeignKey(
        Product, on_delete=models.PROTECT, related_name="+", verbose_name=_("product"), db_index=False
    )
    state = models.CharField(_("state"), max_length=8, choices=Judgement.choices)
    rival = models.ForeignKey(
        Rival, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("rival")
    )
    amount = AmountField(_("estimated a year"), null=True, blank=True, validators=[MinValueValidator(0)])
    currency = models.CharField(_("currency"), max_length=3)
    source = models.CharField(_("where it was learnt"), max_length=200, blank=True, default="")
    on = models.DateField(_("as of"))
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(editable=False)

    objects = SpaceEntryQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-id"]
        verbose_name_plural = "space entries"
        indexes = [models.Index(fields=["account", "product", "on", "id"], name="space_of_account")]
        constraints = [models.CheckConstraint(condition=Q(amount=None) | Q(amount__gte=0), name="space_not_below_zero")]

    def __str__(self) -> str:
        return f"{self.product} · {self.unit or self.account}"


class WhiteSpaceRule(models.Model):
    """One row. A product is in use for so many months after it was won."""

    in_use_months = models.PositiveSmallIntegerField(
        _("in use for so many months after it was won"),
        default=24,
        validators=[MinValueValidator(1), MaxValueValidator(240)],
    )

    def __str__(self) -> str:
        return f"{self.in_use_months}"
