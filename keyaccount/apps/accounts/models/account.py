"""The account, its place in a group of companies, and its account team."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.accounts.models.standing import LEVELS, Lifecycle, Loyalty, SellingMode
from keyaccount.apps.workspace.fields import AmountField
from keyaccount.apps.workspace.models import Customised, Imported, Mergeable, MergeableQuerySet, On, User, Versioned
from keyaccount.apps.workspace.visibility import owned_in, tends_accounts


class Ownership(models.TextChoices):
    PRIVATE = "private", _("Private")
    STATE = "state", _("State-owned")
    LISTED = "listed", _("Listed")
    FOREIGN = "foreign", _("Foreign")
    JOINT_VENTURE = "joint_venture", _("Joint venture")
    GOVERNMENT = "government", _("Government")


class AccountQuerySet(MergeableQuerySet):
    def visible_to(self, user: User) -> Self:
        return self._in_reach(user, user.people_in_reach, write=False)

    def writable_by(self, user: User) -> Self:
        return self._in_reach(user, user.people_in_charge, write=True)

    def tended_by(self, user: User) -> Self:
        """Those the user owns or is on the team of, whatever the role sees: what is personal is for them alone."""
        return self.filter(tended(user))

    def _in_reach(self, user: User, people: frozenset[int] | None, *, write: bool) -> Self:
        if people is None:
            return self
        reach = owned_in(people)
        if not write:
            reach |= Q(owner=None)  # nobody tends it: everyone may see it
        if tends_accounts(user, write=write):
            reach |= Q(pk__in=_joined(user))
        return self.filter(reach)


class Account(Versioned, Mergeable, Imported, Customised):
    custom_on = On.ACCOUNTS

    name = models.CharField(_("name"), max_length=160)
    short_name = models.CharField(_("short name"), max_length=60, blank=True, default="")
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="subsidiaries",
        verbose_name=_("parent company"),
    )
    industry = models.CharField(_("industry"), max_length=80, blank=True, default="")
    country = models.CharField(_("country"), max_length=80, blank=True, default="")
    province = models.CharField(_("province"), max_length=80, blank=True, default="")
    city = models.CharField(_("city"), max_length=80, blank=True, default="")
    address = models.CharField(_("address"), max_length=200, blank=True, default="")
    ownership = models.CharField(_("ownership"), max_length=16, choices=Ownership.choices, blank=True, default="")
    employees = models.PositiveIntegerField(_("employees"), null=True, blank=True)
    founded = models.PositiveSmallIntegerField(_("founded in"), null=True, blank=True)
    yearly_revenue = AmountField(_("their yearly revenue"), null=True, blank=True)
    website = models.CharField(_("website"), max_length=200, blank=True, default="")
    domain = models.CharField(_("e-mail domain"), max_length=120, blank=True, default="", db_index=True)
    phone = models.CharField(_("phone"), max_length=60, blank=True, default="")
    source = models.CharField(_("source"), max_length=80, blank=True, default="")
    collective = models.BooleanField(
        _("decides collectively"),
        default=False,
        help_text=_("As state-owned firms do: one decision maker is not enough cover then."),
    )
    notes = models.TextField(_("notes"), blank=True, default="")
    level = models.PositiveSmallIntegerField(
        _("relationship level"),
        null=True,
        blank=True,
        help_text=_("1 to 10: the team’s own order of long-term care, 1 the closest."),
    )
    lifecycle = models.CharField(_("lifecycle"), max_length=12, choices=Lifecycle.choices, blank=True, default="")
    loyalty = models.CharField(_("loyalty"), max_length=12, choices=Loyalty.choices, blank=True, default="")
    selling_mode = models.CharField(
        _("way of selling"), max_length=16, choices=SellingMode.choices, blank=True, default=""
    )
    is_strategic = models.BooleanField(_("strategic"), default=False)
    strategic_reason = models.CharField(_("why it is strategic"), max_length=300, blank=True, default="")
    next_plan = models.DateField(_("next plan"), null=True, blank=True, help_text=_("The month of the next plan."))
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="accounts",
        verbose_name=_("owner"),
    )
    search = models.CharField(max_length=500, editable=False, default="")
    name_key = models.CharField(max_length=160, editable=False, default="")
    short_name_key = models.CharField(max_length=60, editable=False, default="")
    phone_key = models.CharField(max_length=60, editable=False, default="")

    objects = AccountQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        indexes = [
            models.Index(fields=["name", "id"], name="account_by_name"),
            models.Index(fields=["owner", "name"], name="account_by_owner"),
            models.Index(fields=["name_key"], name="account_by_name_key"),
            models.Index(fields=["short_name_key"], name="account_by_short_name_key"),
            models.Index(fields=["phone_key"], name="account_by_phone_key"),
            models.Index(fields=["level", "id"], name="account_by_level"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["external_source", "external_id"], name="account_external_id"),
            models.CheckConstraint(condition=~Q(parent=models.F("id")), name="account_not_own_parent"),
            models.CheckConstraint(
                condition=Q(level=None) | Q(level__range=(LEVELS[0], LEVELS[-1])), name="account_level_1_to_10"
            ),
            models.CheckConstraint(
                condition=Q(is_strategic=False) | ~Q(strategic_reason=""), name="account_strategic_with_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.short_name or self.name


class AccountMember(models.Model):
    """Someone who tends the account beside its owner, often from another department."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships", verbose_name=_("person")
    )
    part = models.CharField(_("part in the team"), max_length=80, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "user"], name="once_in_account_team")]
        indexes = [models.Index(fields=["user", "account"], name="accounts_of_member")]

    def __str__(self) -> str:
        return f"{self.user} · {self.account}"


def tended(user: User) -> Q:
    """Accounts that the user owns or is on the team of."""
    return Q(owner=user) | Q(pk__in=_joined(user))


def of_tended_accounts(user: User) -> Q:
    """Rows whose account the user owns or is on the team of.

    Two subqueries, each answered by its index: one with OR inside would read every account.
    """
    return Q(account_id__in=Account.objects.filter(owner=user).values("pk")) | Q(account_id__in=_joined(user))


def of_accounts_in_reach(user: User, *, write: bool) -> Q:
    """Rows whose account the user may see (or write); as AccountQuerySet says it, in subqueries as above."""
    people = user.people_in_charge if write else user.people_in_reach
    reach = Q(account_id__in=Account.objects.filter(owned_in(people)).values("pk"))
    if not write:
        reach |= Q(account_id__in=Account.objects.filter(owner=None).values("pk"))
    if tends_accounts(user, write=write):
        reach |= Q(account_id__in=_joined(user))
    return reach


def _joined(user: User) -> models.QuerySet[AccountMember, int]:
    return AccountMember.objects.filter(user=user).values_list("account_id", flat=True)
