"""The opportunity as it stands now; OpportunityState keeps how it stood on any past day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.accounts.models import Account, BusinessUnit, SellingMode, of_tended_accounts
from keyaccount.apps.contacts.models import BuyingRole, Contact
from keyaccount.apps.pipeline.models.stages import CloseReason, Stage
from keyaccount.apps.workspace.fields import AmountField, RateField
from keyaccount.apps.workspace.models import (
    Archivable,
    ArchivableQuerySet,
    Customised,
    Imported,
    On,
    Team,
    User,
    Versioned,
)
from keyaccount.apps.workspace.visibility import owned_in, tends_accounts


class Status(models.TextChoices):
    OPEN = "open", _("Open")
    WON = "won", _("Won")
    LOST = "lost", _("Lost")


class RevenueKind(models.TextChoices):
    ONE_OFF = "one_off", _("One-off")
    RECURRING = "recurring", _("Recurring")


class RecurringUnit(models.TextChoices):
    MONTH = "month", _("a month")
    YEAR = "year", _("a year")


class NeedKind(models.TextChoices):
    SINGLE = "single", _("Single")
    COMPOUND = "compound", _("Compound")
    STRATEGIC = "strategic", _("Strategic")


class Factor(models.TextChoices):
    VALUE = "value", _("Value")
    NEED = "need", _("Need")
    PRICE = "price", _("Price")
    TRUST = "trust", _("Trust")
    EXPERIENCE = "experience", _("Experience")


def seen_by(user: User, people: frozenset[int] | None, *, write: bool) -> Q:
    """Rows with `owner` and `account` that the user may see or write: own people's, and those of accounts they tend."""
    if people is None:
        return Q()
    reach = owned_in(people)
    if tends_accounts(user, write=write):
        reach |= of_tended_accounts(user)
    return reach


class OpportunityQuerySet(ArchivableQuerySet):
    def visible_to(self, user: User) -> Self:
        return self.filter(seen_by(user, user.people_in_reach, write=False))

    def writable_by(self, user: User) -> Self:
        return self.filter(seen_by(user, user.people_in_charge, write=True))

    def open(self) -> Self:
        return self.filter(status=Status.OPEN, archived_at=None)


class Opportunity(Versioned, Archivable, Imported, Customised):
    custom_on = On.OPPORTUNITIES

    name = models.CharField(_("name"), max_length=200)
    account = models.ForeignKey(
        Account,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="opportunities",
        verbose_name=_("account"),
        db_index=False,  # opp_by_account begins with it
    )
    unit = models.ForeignKey(
        BusinessUnit,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="opportunities",
        verbose_name=_("business unit"),
        db_index=False,  # asked for together with its account
    )
    stage = models.ForeignKey(
        Stage, on_delete=models.PROTECT, related_name="opportunities", verbose_name=_("stage"), db_index=False
    )
    status = models.CharField(_("status"), max_length=4, choices=Status.choices, default=Status.OPEN)
    win_rate = RateField(_("win rate"), null=True, blank=True, help_text=_("Left empty, the stage's win rate counts."))
    amount = AmountField(_("amount"), null=True, blank=True, validators=[MinValueValidator(0)])
    currency = models.CharField(_("currency"), max_length=3)
    expected_close = models.DateField(_("expected close"), null=True, blank=True)
    opened_on = models.DateField(_("first contact"))
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    close_reason = models.ForeignKey(
        CloseReason,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("reason"),
        db_index=False,
    )
    close_note = models.TextField(_("what we learnt"), blank=True, default="")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="opportunities",
        verbose_name=_("owner"),
        db_index=False,  # opp_by_owner begins with it
    )
    team = models.ForeignKey(
        Team, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("team")
    )
    stage_since = models.DateField(_("in this stage since"))
    source = models.CharField(_("source"), max_length=80, blank=True, default="")
    rivals = models.CharField(_("rivals"), max_length=200, blank=True, default="")
    selling_mode = models.CharField(
        _("way of selling"), max_length=14, choices=SellingMode.choices, blank=True, default=""
    )
    next_step = models.CharField(_("next step"), max_length=200, blank=True, default="")
    next_step_on = models.DateField(_("next step on"), null=True, blank=True)
    needs = models.TextField(_("what they need"), blank=True, default="")
    wants = models.TextField(_("what they want"), blank=True, default="")
    need_kind = models.CharField(_("kind of need"), max_length=10, choices=NeedKind.choices, blank=True, default="")
    revenue_kind = models.CharField(
        _("revenue"), max_length=10, choices=RevenueKind.choices, default=RevenueKind.ONE_OFF
    )
    recurring_amount = AmountField(_("recurring amount"), null=True, blank=True, validators=[MinValueValidator(0)])
    recurring_unit = models.CharField(
        _("recurring every"), max_length=5, choices=RecurringUnit.choices, blank=True, default=""
    )
    recurring_term = models.PositiveSmallIntegerField(_("term"), null=True, blank=True)
    search = models.CharField(max_length=500, editable=False, default="")

    objects = OpportunityQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name_plural = "opportunities"
        constraints = [
            models.UniqueConstraint(fields=["external_source", "external_id"], name="opportunity_external_id"),
            models.CheckConstraint(
                condition=Q(status="open", closed_on=None) | (~Q(status="open") & Q(closed_on__isnull=False)),
                name="closed_has_a_day",
            ),
            models.CheckConstraint(
                condition=Q(win_rate=None) | Q(win_rate__gte=0, win_rate__lte=1), name="opportunity_win_rate_is_a_share"
            ),
            models.CheckConstraint(condition=Q(amount=None) | Q(amount__gte=0), name="amount_not_negative"),
        ]
        indexes = [
            models.Index(
                fields=["stage", "-amount", "-id"], condition=Q(status="open", archived_at=None), name="opp_board"
            ),
            models.Index(fields=["-amount", "-id"], condition=Q(archived_at=None), name="opp_by_amount"),
            models.Index(fields=["-updated_at", "-id"], condition=Q(archived_at=None), name="opp_by_change"),
            models.Index(
                fields=["expected_close", "id"], condition=Q(status="open", archived_at=None), name="opp_by_close"
            ),
            models.Index(fields=["owner", "status"], name="opp_by_owner"),
            models.Index(fields=["account", "status"], name="opp_by_account"),
            models.Index(fields=["next_step_on"], condition=Q(status="open", archived_at=None), name="opp_next_step"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_constraints(self) -> list[tuple[type[models.Model], Sequence[models.BaseConstraint]]]:
        """Those to ask the database about before writing: the others say what the fields' validators have said."""
        return [
            (model, [each for each in constraints if isinstance(each, models.UniqueConstraint)])
            for model, constraints in super().get_constraints()
        ]


class BuyingFactor(models.Model):
    """How one of the five buying factors stands, 0 to 5, and what shows it."""

    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="factors")
    factor = models.CharField(_("factor"), max_length=10, choices=Factor.choices)
    score = models.PositiveSmallIntegerField(_("score"), validators=[MaxValueValidator(5)])
    evidence = models.CharField(_("evidence"), max_length=300, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["opportunity", "factor"], name="factor_once"),
            models.CheckConstraint(condition=Q(score__lte=5), name="factor_up_to_five"),
        ]

    def __str__(self) -> str:
        return f"{self.factor}: {self.score}"


class NeedSheet(models.Model):
    """What was found out about the need: goal, findings, resources, and what serving it would cost and bring."""

    opportunity = models.OneToOneField(Opportunity, on_delete=models.CASCADE, related_name="need_sheet")
    goal = models.TextField(_("goal"), blank=True, default="")
    findings = models.TextField(_("findings"), blank=True, default="")
    resources = models.TextField(_("resources"), blank=True, default="")
    cost_estimate = AmountField(_("cost estimate"), null=True, blank=True)
    expected_margin = AmountField(_("expected margin"), null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.opportunity}"


class PartQuerySet(models.QuerySet["OpportunityContact"]):
    def present(self) -> Self:
        return self.filter(valid_to=None)

    def at(self, moment: datetime) -> Self:
        """Who took part at that moment."""
        begun = Q(valid_from=None) | Q(valid_from__lt=moment)
        return self.filter(begun, Q(valid_to=None) | Q(valid_to__gte=moment))


class OpportunityContact(models.Model):
    """A person who takes part in this purchase, in one role, from one moment to another. Without a beginning: for as
    long as the deal is known."""

    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="people")
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="purchases", verbose_name=_("person"))
    role = models.CharField(_("role"), max_length=24, choices=BuyingRole.choices, blank=True, default="")
    valid_from = models.DateTimeField(null=True, editable=False)
    valid_to = models.DateTimeField(null=True, editable=False)

    objects = PartQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["opportunity", "contact", "role"], condition=Q(valid_to=None), name="role_once_in_purchase"
            )
        ]

    def __str__(self) -> str:
        return f"{self.contact}"
