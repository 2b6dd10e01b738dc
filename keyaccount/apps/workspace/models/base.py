"""What records have in common: a version, an archive, an outside id, a name in two languages, one that they became."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class Versioned(models.Model):
    """`version` rises with every change, so that a writer can say which one it read."""

    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(editable=False)
    updated_at = models.DateTimeField(editable=False)

    class Meta:
        abstract = True


class ArchivableQuerySet(models.QuerySet):  # type: ignore[type-arg]
    def present(self) -> Self:
        return self.filter(archived_at=None)

    def archived(self) -> Self:
        return self.exclude(archived_at=None)


class Archivable(models.Model):
    """Deleting archives; an archived record can be restored."""

    archived_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        abstract = True


class MergeableQuerySet(ArchivableQuerySet):
    def archived(self) -> Self:
        """Without those that were merged: they stand for another record and are not put back by themselves."""
        return super().archived().filter(merged_into=None)


class Mergeable(Archivable):
    """A record that turned out to be another one is archived and leads there for good, its own ids included."""

    merged_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("merged into"),
    )

    class Meta:
        abstract = True


class Imported(models.Model):
    """The id a record has in the system it came from, so that a second import finds it again."""

    external_source = models.CharField(_("source system"), max_length=40, blank=True, default="")
    external_id = models.CharField(_("external id"), max_length=120, null=True, blank=True)  # noqa: DJ001 (unique, NULL = none)

    class Meta:
        abstract = True


class Bilingual(models.Model):
    """A name that the workspace may give in both languages."""

    name = models.CharField(_("name"), max_length=80)
    name_zh = models.CharField(_("Chinese name"), max_length=80, blank=True, default="")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return in_language(self.name, self.name_zh)


def in_language(english: str, chinese: str) -> str:
    """The Chinese text for a Chinese reader where there is one, else the English."""
    return chinese if chinese and (get_language() or "").startswith("zh") else english
