"""An event to which we invite people of accounts, and its guests: who was invited, who came, what followed."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.core.validators import MaxLengthValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.contacts.models import Contact
from keyaccount.apps.events.models.kinds import EventKind
from keyaccount.apps.pipeline.models import Opportunity
from keyaccount.apps.workspace.fields import AmountField
from keyaccount.apps.workspace.models import Archivable, ArchivableQuerySet, Reach, User, Versioned
from keyaccount.apps.workspace.visibility import owned_in


class EventState(models.TextChoices):
    PLANNED = "planned", pgettext_lazy("of an event", "Planned")
    HELD = "held", pgettext_lazy("of an event", "Held")
    CANCELLED = "cancelled", pgettext_lazy("of an event", "Cancelled")


class EventQuerySet(ArchivableQuerySet):
    def visible_to(self, user: User) -> Self:
        """To the people of its host, and to whoever sees one of its guests: they must know where their customer is
        expected. Nobody learns by it who else was invited: each guest is seen by their own account."""
        if user.people_in_reach is None:
            return self
        invited = Guest.objects.visible_to(user).present().order_by().values("event")
        return self.filter(owned_in(user.people_in_reach) | Q(pk__in=invited))

    def writable_by(self, user: User) -> Self:
        """By those who write what its host owns; a guest is written by those of the guest's account as well."""
        if user.role.writes == Reach.NOTHING:
            return self.none()
        return self.filter(owned_in(user.people_in_charge))


class Event(Versioned, Archivable):
    """ends_on: the last day, which may be the first; capacity: seats for guests; cost: ours, all in all."""

    name = models.CharField(pgettext_lazy("of an event", "name"), max_length=160)
    kind = models.ForeignKey(EventKind, on_delete=models.PROTECT, related_name="events", verbose_name=_("kind"))
    starts_on = models.DateField(_("begins on"))
    ends_on = models.DateField(_("ends on"), blank=True)
    place = models.CharField(pgettext_lazy("of an event", "place"), max_length=160, blank=True, default="")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="events",
        verbose_name=_("host"),
        db_index=False,  # events_of_host begins with it
    )
    purpose = models.CharField(pgettext_lazy("of an event", "what for"), max_length=300, blank=True, default="")
    capacity = models.PositiveIntegerField(_("seats"), null=True, blank=True, validators=[MinValueValidator(1)])
    cost = AmountField(_("cost"), null=True, blank=True, validators=[MinValueValidator(0)])
    currency = models.CharField(_("currency"), max_length=3)
    state = models.CharField(_("state"), max_length=9, choices=EventState.choices, default=EventState.PLANNED)
    notes = models.TextField(_("notes"), blank=True, default="", validators=[MaxLengthValidator(4000)])
    search = models.CharField(max_length=500, editable=False, default="")

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "-id"]
        indexes = [
            models.Index(fields=["-starts_on", "-id"], name="events_by_day"),
            models.Index(fields=["owner", "-starts_on"], name="events_of_host"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="event_ends_after_it_begins"),
            models.CheckConstraint(condition=Q(cost=None) | Q(cost__gte=0), name="event_cost_not_negative"),
            models.CheckConstraint(condition=Q(capacity=None) | Q(capacity__gte=1), name="event_has_a_seat"),
        ]

    def __str__(self) -> str:
        return self.name


class Answer(models.TextChoices):
    NONE = "none", _("no answer")
    ACCEPTED = "accepted", _("accepted")
    DECLINED = "declined", _("declined")


class GuestQuerySet(ArchivableQuerySet):
    def visible_to(self, user: User) -> Self:
        """With the person who was invited: a host whose guest belongs to others learns no name by it."""
        if user.people_in_reach is None:
            return self
        return self.filter(contact__in=Contact.objects.visible_to(user).values("pk"))

    def writable_by(self, user: User) -> Self:
        """By whoever writes the event or the person, of those whom they see."""
        if user.role.writes == Reach.NOTHING:
            return self.none()
        if user.people_in_charge is None:
            return self.visible_to(user)
        events = Event.objects.writable_by(user).values("pk")
        people = Contact.objects.writable_by(user).values("pk")
        return self.visible_to(user).filter(Q(event__in=events) | Q(contact__in=people))


class Guest(Versioned, Archivable):
    """account: where the person was then, so that the event stays with it when they move; came: None while nobody has
    said; followed_on: the day on which it was first written down that something followed."""

    event = models.ForeignKey(
        Event,
        on_delete=models.CASCADE,
        related_name="guests",
        verbose_name=_("event"),
        db_index=False,  # once_at_an_event begins with it
    )
    contact = models.ForeignKey(
        Contact, on_delete=models.PROTECT, related_name="invitations", verbose_name=_("person"), db_index=False
    )
    account = models.ForeignKey(
        Account,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="guests",
        verbose_name=_("account"),
        db_index=False,
    )
    invited_on = models.DateField(_("invited on"))
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("invited by")
    )
    answer = models.CharField(
        pgettext_lazy("to an invitation", "answer"), max_length=8, choices=Answer.choices, default=Answer.NONE
    )
    came = models.BooleanField(pgettext_lazy("to an event", "came"), null=True, blank=True)
    followed = models.TextField(_("what followed"), blank=True, default="", validators=[MaxLengthValidator(2000)])
    followed_on = models.DateField(_("followed on"), null=True, blank=True, editable=False)
    opportunity = models.ForeignKey(
        Opportunity,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="guests",
        verbose_name=_("opportunity that followed"),
    )

    objects = GuestQuerySet.as_manager()

    class Meta:
        ordering = ["event_id", "id"]
        indexes = [
            models.Index(fields=["contact", "-invited_on", "-id"], name="invitations_of_contact"),
            models.Index(fields=["account", "-invited_on", "-id"], name="guests_of_account"),
        ]
        constraints = [models.UniqueConstraint(fields=["event", "contact"], name="once_at_an_event")]

    def __str__(self) -> str:
        return f"{self.contact} · {self.event}"
