"""What the people map adds to the people of an account: readings, influence, places, and the workspace's rules."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keyaccount.apps.accounts.models import Account, of_accounts_in_reach
from keyaccount.apps.contacts.models.contact import BuyingRole, Contact
from keyaccount.apps.contacts.models.history import DatedQuerySet
from keyaccount.apps.workspace.models import User
from keyaccount.formulas.influence import FADES_AFTER, Reading


class ReadingQuerySet(models.QuerySet["CommitmentReading"]):
    def standing(self) -> Self:
        """Those that were not taken back."""
        return self.filter(withdrawn_at=None)

    def visible_to(self, user: User) -> Self:
        return self._of(Contact.objects.visible_to(user))

    def writable_by(self, user: User) -> Self:
        return self._of(Contact.objects.writable_by(user))

    def evident_to(self, user: User) -> Self:
        """Those whose evidence and author the user may read: of accounts that the user tends."""
        return self.filter(contact__account__in=Account.objects.tended_by(user).values("pk"))

    def _of(self, contacts: models.QuerySet[Contact]) -> Self:
        return self.filter(contact__in=contacts.values("pk"))


class Observed(models.Model):
    """Where a person stood on a day, and what showed it; never changed: another follows, a wrong one is taken back."""

    on = models.DateField(_("seen on"))
    dynamics_high = models.BooleanField(_("high dynamics"))
    receptivity_high = models.BooleanField(_("high receptivity"))
    assumed = models.BooleanField(pgettext_lazy("of a reading", "assumed"), default=False)
    evidence = models.CharField(_("evidence"), blank=True, default="", max_length=2000)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(editable=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        abstract = True

    @property
    def reading(self) -> Reading:
        return Reading(self.dynamics_high, self.receptivity_high, self.on, self.assumed)


class CommitmentReading(Observed):
    """Of the account as a whole; a deal may have readings of its own."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="readings", db_index=False)

    objects = ReadingQuerySet.as_manager()

    class Meta:
        ordering = ["contact_id", "-on", "-id"]
        indexes = [models.Index(fields=["contact", "-on", "-id"], name="readings_of_contact")]

    def __str__(self) -> str:
        return str(self.contact)


class LinkKind(models.TextChoices):
    INFLUENCE = "influence", _("Influence")
    INFORMAL = "informal", _("Informal tie")
    CONFLICT = "conflict", _("Conflict")


class LinkQuerySet(DatedQuerySet):
    def visible_to(self, user: User) -> Self:
        return self._in_reach(user, user.people_in_reach, write=False)

    def writable_by(self, user: User) -> Self:
        return self._in_reach(user, user.people_in_charge, write=True)

    def _in_reach(self, user: User, people: frozenset[int] | None, *, write: bool) -> Self:
        return self if people is None else self.filter(of_accounts_in_reach(user, write=write))


class InfluenceLink(models.Model):
    """One person's word with another; a change ends the row and begins the next, so that any past day can be drawn."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="influence_links")
    source = models.ForeignKey(
        Contact, on_delete=models.CASCADE, related_name="influences", verbose_name=_("who influences")
    )
    target = models.ForeignKey(
        Contact, on_delete=models.CASCADE, related_name="influenced_by", verbose_name=_("whom they influence")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=LinkKind.choices, default=LinkKind.INFLUENCE)
    strength = models.PositiveSmallIntegerField(
        _("strength"), default=2, validators=[MinValueValidator(1), MaxValueValidator(3)]
    )
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True, blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = LinkQuerySet.as_manager()

    class Meta:
        ordering = ["account_id", "valid_from", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "target", "kind"], condition=Q(valid_to=None), name="one_current_link"
            ),
            models.CheckConstraint(condition=~Q(source=F("target")), name="link_between_two"),
            models.CheckConstraint(condition=Q(strength__gte=1, strength__lte=3), name="link_strength_1_to_3"),
            models.CheckConstraint(condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="link_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.source} → {self.target}"


class MapPlace(models.Model):
    """Where somebody dragged a card to on the map of an account."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="map_places", db_index=False)
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="map_places")
    x = models.IntegerField()
    y = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "contact"], name="one_place_on_a_map")]

    def __str__(self) -> str:
        return f"{self.x}, {self.y}"


class RoleRule(models.Model):
    """What the workspace says of a buying role; without a row the defaults of formulas.influence hold."""

    role = models.CharField(_("role"), max_length=24, choices=BuyingRole.choices, unique=True)
    weight = models.PositiveSmallIntegerField(_("weight"), validators=[MaxValueValidator(9)])
    needed = models.BooleanField(_("must be filled"))

    def __str__(self) -> str:
        return str(BuyingRole(self.role).label)


class MapRules(models.Model):
    """The rules of all maps; one row, made when somebody first changes one."""

    fades_after = models.PositiveSmallIntegerField(
        _("a reading fades after (days)"),
        default=FADES_AFTER,
        validators=[MinValueValidator(1), MaxValueValidator(3650)],
    )

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="one_set_of_map_rules")]

    def __str__(self) -> str:
        return str(_("People map"))
