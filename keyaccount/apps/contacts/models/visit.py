"""A visit that was made: whom, when, by whom, what for and what came of it."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.contacts.models.contact import Contact
from keyaccount.apps.workspace.models import Archivable, ArchivableQuerySet, User, Versioned


class VisitQuerySet(ArchivableQuerySet):
    def visible_to(self, user: User) -> Self:
        """With the person who was visited."""
        if user.people_in_reach is None:
            return self
        return self.filter(contact__in=Contact.objects.visible_to(user).values("pk"))

    def writable_by(self, user: User) -> Self:
        if user.people_in_charge is None:
            return self
        return self.filter(contact__in=Contact.objects.writable_by(user).values("pk"))


class Visit(Versioned, Archivable):
    """account: where the person was then, so that a visit stays with the account when they move."""

    contact = models.ForeignKey(
        Contact, on_delete=models.PROTECT, related_name="visits", verbose_name=_("person"), db_index=False
    )
    account = models.ForeignKey(
        Account,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="visits",
        verbose_name=_("account"),
        db_index=False,
    )
    made_on = models.DateField(_("visited on"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="visits", verbose_name=_("visited by")
    )
    purpose = models.CharField(_("purpose"), max_length=200, blank=True, default="")
    result = models.TextField(_("result"), blank=True, default="")

    objects = VisitQuerySet.as_manager()

    class Meta:
        ordering = ["-made_on", "-id"]
        indexes = [
            models.Index(fields=["contact", "-made_on"], name="visits_of_contact"),
            models.Index(fields=["account", "-made_on"], name="visits_of_account"),
        ]

    def __str__(self) -> str:
        return f"{self.contact} · {self.made_on.isoformat()}"
