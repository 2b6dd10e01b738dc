"""Short words that people put on records to find them together: one vocabulary for the whole workspace."""

from __future__ import annotations

from typing import Self

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.collaboration.kinds import on_records
from keyaccount.apps.workspace.models import Mergeable, MergeableQuerySet, User, Versioned

LONGEST_TAG, LONGEST_KEY = 40, 80
NO_DIVIDER = RegexValidator(r"^[^;；]*$", _("A tag has no semicolon in it: that is what divides tags."))


class Colour(models.TextChoices):
    """Tones of the design's tokens; the word beside it says the same."""

    GREY = "grey", _("grey")
    ACCENT = "acc", _("blue")
    GREEN = "good", _("green")
    AMBER = "warn", _("amber")
    RED = "bad", _("red")


class TagQuerySet(MergeableQuerySet):
    def visible_to(self, user: User) -> Self:
        """Everyone reads the vocabulary; on which records a tag stands is said with the record."""
        return self

    def writable_by(self, user: User) -> Self:
        return self if user.role.may_administer else self.none()


class Tag(Versioned, Mergeable):
    """key: the name folded, by which it is the same tag however it is typed. A retired one stays where it stands."""

    name = models.CharField(_("name"), max_length=LONGEST_TAG, validators=[NO_DIVIDER])
    key = models.CharField(max_length=LONGEST_KEY, unique=True, editable=False)
    search = models.CharField(max_length=500, blank=True, default="", editable=False)
    colour = models.CharField(_("colour"), max_length=8, choices=Colour.choices, default=Colour.GREY)

    objects = TagQuerySet.as_manager()

    class Meta:
        ordering = ["key"]

    def __str__(self) -> str:
        return self.name


class TaggingQuerySet(models.QuerySet["Tagging"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(on_records(user))


class Tagging(models.Model):
    """A tag on a record."""

    tag = models.ForeignKey(Tag, on_delete=models.PROTECT, related_name="taggings")
    entity = models.CharField(max_length=40)
    object_id = models.BigIntegerField()

    objects = TaggingQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entity", "object_id", "tag"], name="tagged_once")]
        indexes = [models.Index(fields=["tag", "entity", "object_id"], name="records_of_tag")]

    def __str__(self) -> str:
        return str(self.tag)
