"""How every person stood at every moment, as far as the people map draws them: one row a state."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.contacts.models.contact import Contact
from keyaccount.apps.workspace.models import User


class DatedQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """Rows that hold from `valid_from` until just before `valid_to`."""

    def current(self) -> Self:
        return self.filter(valid_to=None)

    def until(self, moment: datetime) -> Self:
        """Those that held just before the moment (the end of a day, as a rule)."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=moment), valid_from__lt=moment)


class ContactStateQuerySet(DatedQuerySet):
    def visible_to(self, user: User) -> Self:
        """What the user may see is decided by who keeps the person now, not by who did then."""
        if user.people_in_reach is None:
            return self
        return self.filter(contact__in=Contact.objects.visible_to(user).values("pk"))


class ContactState(models.Model):
    """roles: the codes, in order, with spaces between them."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="states", db_index=False)
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True, blank=True)
    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_constraint=False
    )
    reports_to = models.ForeignKey(
        Contact,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    title = models.CharField(max_length=160, blank=True, default="")
    department = models.CharField(max_length=120, blank=True, default="")
    roles = models.CharField(max_length=400, blank=True, default="")
    left_on = models.DateField(null=True, blank=True)
    archived = models.BooleanField(default=False)

    history_of = "contact"

    objects = ContactStateQuerySet.as_manager()

    class Meta:
        ordering = ["contact_id", "valid_from", "id"]
        constraints = [
            models.UniqueConstraint(fields=["contact"], condition=Q(valid_to=None), name="one_current_contact_state"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="contact_state_in_order"
            ),
        ]
        indexes = [models.Index(fields=["contact", "valid_from"], name="states_of_contact")]

    def __str__(self) -> str:
        return f"{self.contact_id} from {self.valid_from:%Y-%m-%d %H:%M}"
