"""Who introduced whom: a person of a customer or one of ours, an account or another person."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.contacts.models.contact import Contact
from keyaccount.apps.workspace.models import Archivable, ArchivableQuerySet, User, Versioned

BY_ONE = Q(by_contact=None, by_user__isnull=False) | Q(by_contact__isnull=False, by_user=None)
OF_ONE = Q(account=None, contact__isnull=False) | Q(account__isnull=False, contact=None)


class ReferralQuerySet(ArchivableQuerySet):
    def visible_to(self, user: User) -> Self:
        """To whoever sees both ends: neither name is read by way of the other."""
        if user.people_in_reach is None:
            return self
        people = Contact.objects.visible_to(user).values("pk")
        accounts = Account.objects.visible_to(user).values("pk")
        introduced = Q(account__in=accounts) | Q(contact__in=people)
        return self.filter(introduced, Q(by_contact=None) | Q(by_contact__in=people))

    def writable_by(self, user: User) -> Self:
        """Whoever writes the one that was introduced."""
        if user.people_in_charge is None:
            return self.visible_to(user)
        accounts, people = Account.objects.writable_by(user), Contact.objects.writable_by(user)
        return self.visible_to(user).filter(Q(account__in=accounts.values("pk")) | Q(contact__in=people.values("pk")))


class Referral(Versioned, Archivable):
    """by_contact or by_user introduced account or contact."""

    by_contact = models.ForeignKey(
        Contact,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="referrals_made",
        verbose_name=_("introduced by a person of a customer"),
    )
    by_user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("introduced by one of ours"),
    )
    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, blank=True, related_name="referrals", verbose_name=_("account")
    )
    contact = models.ForeignKey(
        Contact, on_delete=models.PROTECT, null=True, blank=True, related_name="referrals", verbose_name=_("person")
    )
    on = models.DateField(_("introduced on"))
    note = models.TextField(_("note"), blank=True, default="", validators=[MaxLengthValidator(2000)])

    objects = ReferralQuerySet.as_manager()

    class Meta:
        ordering = ["on", "id"]
        constraints = [
            models.CheckConstraint(condition=BY_ONE, name="referral_by_one"),
            models.CheckConstraint(condition=OF_ONE, name="referral_of_one"),
        ]

    def __str__(self) -> str:
        return f"{self.introducer} → {self.introduced}"

    @property
    def introducer(self) -> Contact | User | None:
        return self.by_contact or self.by_user

    @property
    def introduced(self) -> Account | Contact | None:
        return self.account or self.contact
