"""A person at an account, with the roles they play when it buys."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keyaccount.apps.accounts.models import Account, of_accounts_in_reach, of_tended_accounts
from keyaccount.apps.contacts.models.stages import RelationshipStage
from keyaccount.apps.workspace.models import Customised, Imported, Mergeable, MergeableQuerySet, On, User, Versioned
from keyaccount.apps.workspace.visibility import owned_in


class BuyingRole(models.TextChoices):
    APPROVER = "approver", _("Approver")
    DECISION_MAKER = "decision_maker", _("Decision maker")
    INFLUENCER_A = "influencer_a", _("Influencer A")
    INFLUENCER_B = "influencer_b", _("Influencer B")
    INFLUENCER_C = "influencer_c", _("Influencer C")
    USER = "user", _("User")
    TECHNICAL_GATEKEEPER = "technical_gatekeeper", _("Technical gatekeeper")
    FINANCIAL_GATEKEEPER = "financial_gatekeeper", _("Financial gatekeeper")
    PURCHASER = "purchaser", _("Purchaser")
    BENEFICIARY = "beneficiary", _("Beneficiary")
    GO_BETWEEN = "go_between", _("Go-between")
    LIAISON = "liaison", _("Liaison")
    SECRETARY = "secretary", _("Secretary")
    RISING_STAR = "rising_star", _("Rising star")
    BLOCKER = "blocker", _("Blocker")
    INITIATOR = "initiator", _("Initiator")
    DESIGNER = "designer", _("Designer")


class ContactQuerySet(MergeableQuerySet):
    def visible_to(self, user: User) -> Self:
        if user.people_in_reach is None:
            return self
        return self.filter(owned_in(user.people_in_reach) | of_accounts_in_reach(user, write=False))

    def writable_by(self, user: User) -> Self:
        """Nothing more is written about someone who was erased on request."""
        known = self.filter(erased_at=None)
        if user.people_in_charge is None:
            return known
        return known.filter(owned_in(user.people_in_charge) | of_accounts_in_reach(user, write=True))

    def tended_by(self, user: User) -> Self:
        """Those whose personal side the user sees: of the accounts one owns or is on the team of, whatever the role
        sees; of a person without an account, the owner of the relationship."""
        return self.visible_to(user).filter(of_tended_accounts(user) | Q(account=None, owner=user))


class Contact(Versioned, Mergeable, Imported, Customised):
    custom_on = On.CONTACTS

    name = models.CharField(pgettext_lazy("of a person", "name"), max_length=120)
    name_latin = models.CharField(_("romanised name"), max_length=120, blank=True, default="")
    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, blank=True, related_name="contacts", verbose_name=_("account")
    )
    title = models.CharField(_("title"), max_length=160, blank=True, default="")
    department = models.CharField(_("department"), max_length=120, blank=True, default="")
    reports_to = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="reports", verbose_name=_("reports to")
    )
    email = models.CharField(_("e-mail"), max_length=160, blank=True, default="", db_index=True)
    mobile = models.CharField(_("mobile"), max_length=60, blank=True, default="")
    phone = models.CharField(_("phone"), max_length=60, blank=True, default="")
    wechat = models.CharField(_("WeChat"), max_length=60, blank=True, default="")
    address = models.CharField(_("address"), max_length=200, blank=True, default="")
    source = models.CharField(_("source"), max_length=80, blank=True, default="")
    notes = models.TextField(_("notes"), blank=True, default="")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="contacts",
        verbose_name=_("relationship owner"),
    )
    left_on = models.DateField(_("left the company on"), null=True, blank=True)
    relationship_stage = models.ForeignKey(
        RelationshipStage,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="contacts",
        verbose_name=_("relationship stage"),
    )
    visits_a_month = models.DecimalField(
        _("planned visits a month"),
        max_digits=4,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(31)],
        help_text=_("0.5 is one visit every two months."),
    )
    first_concern = models.CharField(_("first concern"), max_length=200, blank=True, default="")
    erased_at = models.DateTimeField(null=True, blank=True, editable=False)
    last_visit_on = models.DateField(_("last visit"), null=True, blank=True, editable=False)
    next_visit_by = models.DateField(_("next visit by"), null=True, blank=True, editable=False)
    search = models.CharField(max_length=500, editable=False, default="")
    search_reach = models.CharField(max_length=500, editable=False, default="")
    name_key = models.CharField(max_length=120, editable=False, default="")
    email_key = models.CharField(max_length=160, editable=False, default="")
    mobile_key = models.CharField(max_length=60, editable=False, default="")
    phone_key = models.CharField(max_length=60, editable=False, default="")

    objects = ContactQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        indexes = [
            models.Index(fields=["name", "id"], name="contact_by_name"),
            models.Index(fields=["account", "name"], name="contact_by_account"),
            models.Index(fields=["name_key"], name="contact_by_name_key"),
            models.Index(fields=["email_key"], name="contact_by_email_key"),
            models.Index(fields=["mobile_key"], name="contact_by_mobile_key"),
            models.Index(fields=["phone_key"], name="contact_by_phone_key"),
            models.Index(fields=["next_visit_by", "id"], name="contact_by_next_visit"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["external_source", "external_id"], name="contact_external_id"),
            models.CheckConstraint(condition=~Q(reports_to=models.F("id")), name="contact_not_own_superior"),
        ]

    def __str__(self) -> str:
        return self.name


class ContactRole(models.Model):
    """One of the parts a person plays when the account buys."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="roles")
    role = models.CharField(_("role"), max_length=24, choices=BuyingRole.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["contact", "role"], name="once_in_a_role")]

    def __str__(self) -> str:
        return str(BuyingRole(self.role).label)
