"""Targets by year, quarter and month: for the company, a team, a person, an account or a product; what was is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Self, TypeAlias

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.pipeline.models.products import Product
from keyaccount.apps.workspace.fields import AmountField
from keyaccount.apps.workspace.models import Team, User

Owner: TypeAlias = Team | User | Account | Product | None


class TargetScope(models.TextChoices):
    COMPANY = "company", _("Company")
    TEAM = "team", _("Team")
    USER = "user", _("Person")
    ACCOUNT = "account", _("Account")
    PRODUCT = "product", _("Product")


class Measure(models.TextChoices):
    REVENUE = "revenue", pgettext_lazy("a measure", "Revenue")
    MARGIN = "margin", _("Gross margin")
    NEW_CUSTOMERS = "customers", _("New customers")
    COLLECTED = "collected", _("Collected cash")

    @property
    def is_money(self) -> bool:
        return self is not Measure.NEW_CUSTOMERS


SCOPES = {Team: TargetScope.TEAM, User: TargetScope.USER, Account: TargetScope.ACCOUNT, Product: TargetScope.PRODUCT}


@dataclass(frozen=True, slots=True)
class Place:
    """Whose target, of which fiscal year, its quarter (1 to 4) or calendar month (1 to 12), and of what.

    Neither quarter nor month: of the whole year. owner: None is the company.
    """

    owner: Owner
    year: int
    quarter: int | None = None
    month: int | None = None
    measure: Measure = Measure.REVENUE

    @property
    def scope(self) -> TargetScope:
        return TargetScope.COMPANY if self.owner is None else SCOPES[type(self.owner)]

    @property
    def text(self) -> str:
        key = None if self.owner is None else self.owner.pk
        return place_text(self.scope, key, self.year, self.quarter, self.month, self.measure)


def place_text(
    scope: str, key: int | None, year: int, quarter: int | None, month: int | None, measure: str = Measure.REVENUE
) -> str:
    """The place as one text, by which the database lets one target hold: `team:4 2026-Q3`, `… 2026-M07 margin`."""
    who = str(scope) if key is None else f"{scope}:{key}"
    part = f"-Q{quarter}" if quarter else f"-M{month:02}" if month else ""
    what = "" if measure == Measure.REVENUE else f" {measure}"
    return f"{who} {year}{part}{what}"


class TargetQuerySet(models.QuerySet["Target"]):
    def visible_to(self, user: User) -> Self:
        """The company's target is everyone's; a person's is seen by those who see their records, and a team's by its
        members, by the teams below it, and by those above it who see them. A product's is everyone's, an account's is
        seen by who sees the account."""
        if user.people_in_reach is None:
            return self
        seen = Q(scope__in=("company", "product")) | Q(user__in=user.people_in_reach) | Q(user=user)
        seen |= Q(account__in=Account.objects.visible_to(user).order_by().values("pk"))
        if user.team is not None:
            seen |= Q(team__in=user.team.path.strip("/").split("/")) | Q(team__path__startswith=user.team.path)
        return self.filter(seen)

    def until(self, moment: datetime) -> Self:
        """The targets that held just before the moment."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=moment), valid_from__lt=moment)


class Target(models.Model):
    """A new amount closes the row and opens another. quarter, month: see Place; place: its text, so that only one
    holds at a time; amount: of new customers a count, without currency; note: why; ref: the spread that wrote it."""

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
    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, blank=True, related_name="targets", verbose_name=_("account")
    )
    product = models.ForeignKey(
        Product, on_delete=models.PROTECT, null=True, blank=True, related_name="targets", verbose_name=_("product")
    )
    measure = models.CharField(_("measure"), max_length=10, choices=Measure.choices, default=Measure.REVENUE)
    year = models.PositiveSmallIntegerField(_("fiscal year"))
    quarter = models.PositiveSmallIntegerField(_("quarter"), null=True, blank=True)
    month = models.PositiveSmallIntegerField(_("month"), null=True, blank=True)
    place = models.CharField(max_length=60, editable=False)
    amount = AmountField(_("amount"))
    currency = models.CharField(_("currency"), max_length=3, blank=True, default="")
    note = models.CharField(_("note"), max_length=200, blank=True, default="")
    ref = models.CharField(max_length=40, blank=True, default="", editable=False, db_index=True)
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True, blank=True)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    history_of = "account"  # of two merged accounts each keeps what was aimed at for it

    objects = TargetQuerySet.as_manager()

    class Meta:
        ordering = ["year", "quarter", "month", "scope", "id"]
        indexes = [models.Index(fields=["year", "scope", "measure"], name="target_of_year")]
        constraints = [
            models.UniqueConstraint(fields=["place"], condition=Q(valid_to=None), name="one_target_now"),
            models.CheckConstraint(
                condition=Q(scope="company", team=None, user=None, account=None, product=None)
                | Q(scope="team", team__isnull=False, user=None, account=None, product=None)
                | Q(scope="user", team=None, user__isnull=False, account=None, product=None)
                | Q(scope="account", team=None, user=None, account__isnull=False, product=None)
                | Q(scope="product", team=None, user=None, account=None, product__isnull=False),
                name="target_fits_scope",
            ),
            models.CheckConstraint(
                condition=Q(quarter=None) | Q(quarter__gte=1, quarter__lte=4), name="quarter_1_to_4"
            ),
            models.CheckConstraint(
                condition=Q(month=None) | Q(month__gte=1, month__lte=12, quarter=None), name="month_1_to_12"
            ),
            models.CheckConstraint(condition=Q(amount__gte=0), name="target_not_negative"),
            models.CheckConstraint(
                condition=Q(measure="customers", currency="") | (~Q(measure="customers") & ~Q(currency="")),
                name="target_money_has_currency",
            ),
        ]

    def __str__(self) -> str:
        if self.month:
            return f"{self.year} M{self.month:02}"
        return f"{self.year} Q{self.quarter}" if self.quarter else str(self.year)

    @property
    def owner(self) -> Owner:
        return self.team or self.user or self.account or self.product
