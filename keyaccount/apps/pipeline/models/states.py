"""How every opportunity stood at every moment: one row a state, so any past day can be asked."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.pipeline.models.opportunity import Opportunity, seen_by
from keyaccount.apps.pipeline.models.stages import CloseReason, Stage
from keyaccount.apps.workspace.fields import AmountField, RateField
from keyaccount.apps.workspace.models import Surface, Team, User


class StateStatus(models.TextChoices):
    OPEN = "open", _("Open")
    WON = "won", _("Won")
    LOST = "lost", _("Lost")
    ARCHIVED = "archived", _("Archived")


class StateQuerySet(models.QuerySet["OpportunityState"]):
    def current(self) -> Self:
        return self.filter(valid_to=None)

    def until(self, moment: datetime) -> Self:
        """The states that held just before the moment (the end of a day, as a rule)."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=moment), valid_from__lt=moment)

    def visible_to(self, user: User) -> Self:
        """What the user may see is decided by who owns the opportunity now, not by who owned it then."""
        if user.people_in_reach is None:
            return self
        return self.filter(opportunity__in=Opportunity.objects.visible_to(user).values("pk"))

    def current_visible_to(self, user: User) -> Self:
        """The same for current rows, where owner and account are on the row itself."""
        return self.current().filter(seen_by(user, user.people_in_reach, write=False))


class OpportunityState(models.Model):
    """base_amount: the amount in the base currency at the rate of the closing day, fixed when the deal closes;
    turns: whether stage or status are others than in the state before, or there was none. What asks only how deals go
    from stage to stage reads these; True where they are the same would be no error.

    What a state copies from its deal is checked by the database there, and not once more for each state; a column has
    an index of its own only where something looks it up (docs/decisions/0006).
    """

    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="states", db_index=False)
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True, blank=True)
    status = models.CharField(max_length=8, choices=StateStatus.choices)
    turns = models.BooleanField(default=True, db_default=True)
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    win_rate = RateField()
    amount = AmountField(null=True, blank=True)
    currency = models.CharField(max_length=3)
    base_amount = AmountField(null=True, blank=True)
    expected_close = models.DateField(null=True, blank=True)
    opened_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)
    cycle_days = models.IntegerField(null=True, blank=True)
    close_reason = models.ForeignKey(
        CloseReason,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_constraint=False
    )
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    team = models.ForeignKey(
        Team, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_constraint=False
    )
    evidence = models.CharField(max_length=500, blank=True, default="")
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    surface = models.CharField(max_length=10, choices=Surface.choices)

    history_of = "opportunity"

    objects = StateQuerySet.as_manager()

    class Meta:
        ordering = ["opportunity_id", "valid_from", "id"]
        constraints = [
            models.UniqueConstraint(fields=["opportunity"], condition=Q(valid_to=None), name="one_current_state"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="state_in_order"
            ),
        ]
        indexes = [
            models.Index(
                fields=["opportunity", "valid_from", "valid_to"],
                include=["status", "stage", "expected_close"],
                name="state_story",
            ),
            models.Index(
                fields=["opportunity", "valid_from"],
                include=["status", "stage"],
                condition=Q(turns=True),
                name="state_turns",
            ),
            models.Index(
                fields=["status", "stage", "win_rate", "currency"],
                include=["amount", "expected_close", "owner", "account", "team", "valid_from", "opportunity"],
                condition=Q(valid_to=None),
                name="state_live",
            ),
            models.Index(
                fields=["status", "closed_on"],
                include=["base_amount", "cycle_days", "owner", "account", "team"],
                condition=Q(valid_to=None),
                name="state_live_closed",
            ),
            models.Index(fields=["status", "valid_from", "valid_to"], name="state_then"),
            models.Index(fields=["status", "valid_to", "valid_from"], name="state_ended"),
        ]

    def __str__(self) -> str:
        return f"{self.opportunity_id} {self.status} from {self.valid_from:%Y-%m-%d %H:%M}"

    def turns_from(self, last: OpportunityState) -> bool:
        return (self.stage_id, self.status) != (last.stage_id, last.status)
