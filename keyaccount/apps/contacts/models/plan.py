"""The contact strategy plan: for each person what we want to reach with them, by which way, by when."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.contacts.models.contact import Contact
from keyaccount.apps.workspace.models import User, Versioned


class Wanted(models.TextChoices):
    CHAMPION = "champion", _("Champion")
    SUPPORTER = "supporter", _("Supporter")
    DOUBTER = "doubter", _("Doubter")
    OBSTRUCTIONIST = "obstructionist", _("Obstructionist")


class SubStrategy(models.TextChoices):
    STRENGTHEN = "strengthen", _("Strengthen the champion")
    FOLLOW_UP = "follow_up", _("Follow up inside")
    SPEED_UP = "speed_up", _("Speed up")
    ENTERTAIN = "entertain", _("Entertain")
    MATCH_LEVELS = "match_levels", _("Match levels")
    NEW_FACE = "new_face", _("New face")
    OTHER_DOOR = "other_door", _("Other door")
    INFLUENCE = "influence", _("Influence")
    SELL_HIGH = "sell_high", _("Sell high")
    EXECUTIVE = "executive", _("Executive sale")


class PlanQuerySet(models.QuerySet["ContactPlan"]):
    def visible_to(self, user: User) -> Self:
        """With the person it is about."""
        return self.filter(contact__in=Contact.objects.visible_to(user).values("pk"))


class ContactPlan(Versioned):
    contact = models.OneToOneField(Contact, on_delete=models.CASCADE, related_name="plan", editable=False)
    wanted = models.CharField(_("wanted commitment"), max_length=16, choices=Wanted.choices, blank=True, default="")
    purpose = models.CharField(_("purpose of visits"), max_length=200, blank=True, default="")
    sub_strategy = models.CharField(
        _("sub-strategy"), max_length=14, choices=SubStrategy.choices, blank=True, default=""
    )
    follow_up = models.CharField(_("follow-up"), max_length=200, blank=True, default="")
    due_on = models.DateField(_("due on"), null=True, blank=True)
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who does it"),
    )

    objects = PlanQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.contact)
