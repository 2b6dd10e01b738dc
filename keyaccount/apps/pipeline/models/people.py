"""Where the people of a purchase stand in it, beside where they stand to us as a whole."""

from __future__ import annotations

from typing import Self

from django.db import models

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.contacts.models import Contact, Observed
from keyaccount.apps.pipeline.models.opportunity import Opportunity
from keyaccount.apps.workspace.models import User


class DealReadingQuerySet(models.QuerySet["DealReading"]):
    def standing(self) -> Self:
        """Those that were not taken back."""
        return self.filter(withdrawn_at=None)

    def visible_to(self, user: User) -> Self:
        """Of deals and people that the user sees both of."""
        return self._of(Opportunity.objects.visible_to(user), Contact.objects.visible_to(user))

    def writable_by(self, user: User) -> Self:
        return self._of(Opportunity.objects.writable_by(user), Contact.objects.visible_to(user))

    def evident_to(self, user: User) -> Self:
        """Those whose evidence and author the user may read: of people at accounts that the user tends."""
        return self.filter(contact__account__in=Account.objects.tended_by(user).values("pk"))

    def _of(self, deals: models.QuerySet[Opportunity], contacts: models.QuerySet[Contact]) -> Self:
        return self.filter(opportunity__in=deals.values("pk"), contact__in=contacts.values("pk"))


class DealReading(Observed):
    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="readings", db_index=False)
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="deal_readings")

    objects = DealReadingQuerySet.as_manager()

    class Meta:
        ordering = ["opportunity_id", "contact_id", "-on", "-id"]
        verbose_name = "commitment reading in a deal"
        indexes = [models.Index(fields=["opportunity", "contact", "-on", "-id"], name="readings_of_deal")]

    def __str__(self) -> str:
        return str(self.contact)
