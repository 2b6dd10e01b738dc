"""What is personal about someone, and the one rule about it: only those who tend their account see it or write it.

A record of another kind that is personal takes `PersonalQuerySet` as its manager; a single personal field asks
`Contact.objects.tended_by(user)`; `workspace.visibility.keep_personal` keeps either of them out of the audit trail.
"""

from __future__ import annotations

from datetime import date
from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.contacts.models.contact import Contact
from keyaccount.apps.workspace.models import User, Versioned
from keyaccount.formulas.special_days import YearlyDay


class ThinkingStyle(models.TextChoices):
    ANALYTICAL = "A", _("A · analytical")
    ORGANISED = "B", _("B · organised")
    FEELING = "C", _("C · feeling")
    IMAGINATIVE = "D", _("D · imaginative")


class Temperament(models.TextChoices):
    OPINIONATED = "opinionated", _("Opinionated")
    OPEN = "open", _("Open to all")
    DOUBTING = "doubting", _("Doubting")
    EXPERT = "expert", _("Posing as expert")
    TRIMMING = "trimming", _("Trimming to the wind")
    ILL_INTENTIONED = "ill_intentioned", _("Ill-intentioned")
    INTROVERTED = "introverted", _("Introverted")
    LAVISH = "lavish", _("Lavish")


class PersonalQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """Of records with a `contact`."""

    def visible_to(self, user: User) -> Self:
        return self.filter(contact__in=Contact.objects.tended_by(user).values("pk"))

    def writable_by(self, user: User) -> Self:
        return self.visible_to(user) if user.role.may_create else self.none()


class Personal(Versioned):
    """The personal side of one person. Its version rises with their special days too."""

    contact = models.OneToOneField(
        Contact, on_delete=models.CASCADE, related_name="personal", verbose_name=_("person"), editable=False
    )
    interests = models.TextField(_("interests"), blank=True, default="")
    family = models.TextField(_("family"), blank=True, default="")
    quotes = models.TextField(_("quotes to remember"), blank=True, default="")
    proud_moments = models.TextField(_("proud moments"), blank=True, default="")
    features = models.TextField(_("how to recognise them"), blank=True, default="")
    name_said = models.CharField(_("how the name is said"), max_length=120, blank=True, default="")
    thinking_style = models.CharField(
        _("thinking style"), max_length=1, choices=ThinkingStyle.choices, blank=True, default=""
    )
    temperament = models.CharField(_("temperament"), max_length=16, choices=Temperament.choices, blank=True, default="")

    objects = PersonalQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.contact)


class DayKind(models.TextChoices):
    BIRTHDAY = "birthday", _("Birthday")
    WEDDING = "wedding", _("Wedding day")
    FAMILY = "family", _("Day of the family")
    MEMORIAL = "memorial", _("Day of remembrance")
    OTHER = "other", _("Other day")


class SpecialDay(models.Model):
    """A day that comes back every year. whose: of the family, empty for the person's own; next_on: computed, so that
    thousands of people are asked for by it."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="special_days")
    kind = models.CharField(_("occasion"), max_length=10, choices=DayKind.choices)
    whose = models.CharField(_("whose day"), max_length=60, blank=True, default="")
    lunar = models.BooleanField(_("lunar calendar"), default=False)
    month = models.PositiveSmallIntegerField(_("month"), validators=[MinValueValidator(1), MaxValueValidator(12)])
    day = models.PositiveSmallIntegerField(_("day"), validators=[MinValueValidator(1), MaxValueValidator(31)])
    leap = models.BooleanField(_("in the leap month"), default=False)
    year = models.PositiveSmallIntegerField(
        _("year"), null=True, blank=True, validators=[MinValueValidator(1900), MaxValueValidator(2055)]
    )
    note = models.CharField(_("note"), max_length=200, blank=True, default="")
    next_on = models.DateField(_("next on"), editable=False)

    objects = PersonalQuerySet.as_manager()

    class Meta:
        ordering = ["next_on", "id"]
        indexes = [models.Index(fields=["next_on", "contact"], name="special_days_next")]
        constraints = [
            models.UniqueConstraint(
                fields=["contact"], condition=models.Q(kind="birthday", whose=""), name="one_birthday_of_their_own"
            )
        ]

    def __str__(self) -> str:
        return str(self.contact)

    @property
    def yearly(self) -> YearlyDay:
        return YearlyDay(self.month, self.day, self.lunar, self.leap)

    def years_on(self, occurrence_year: int) -> int | None:
        """How many years it will be; None where the year is not known."""
        return None if self.year is None else occurrence_year - self.year

    def is_between(self, first: date, last: date) -> bool:
        return first <= self.next_on <= last
