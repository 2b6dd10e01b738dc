"""What people say about a record, and whom they mean it for."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.collaboration.kinds import on_records
from keyaccount.apps.workspace.models import Archivable, ArchivableQuerySet, User, Versioned

LONGEST = 5000
EXCERPT = 80


class CommentQuerySet(ArchivableQuerySet):
    def visible_to(self, user: User) -> Self:
        return self.filter(on_records(user))

    def writable_by(self, user: User) -> Self:
        """Its author's; an administrator may take it away."""
        return self.visible_to(user) if user.role.may_administer else self.visible_to(user).filter(author=user)


class Comment(Versioned, Archivable):
    """Plain text. Earlier wordings stand in the audit trail."""

    entity = models.CharField(max_length=40)
    object_id = models.BigIntegerField()
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("author")
    )
    text = models.TextField(_("text"), max_length=LONGEST)

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["entity", "object_id", "-id"], name="comments_of_record"),
            models.Index(fields=["author", "created_at"], name="comments_of_person"),
        ]

    def __str__(self) -> str:
        words = " ".join(self.text.split())
        return words if len(words) <= EXCERPT else f"{words[: EXCERPT - 1]}…"


class Mention(models.Model):
    """Someone named in a comment who could see its record when it was written."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="mentions")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mentions")
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["comment", "person"], name="mentioned_once")]
        indexes = [models.Index(fields=["person", "-id"], name="mentions_of_person")]

    def __str__(self) -> str:
        return f"{self.person} · {self.comment}"
