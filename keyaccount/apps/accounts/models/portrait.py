"""The portrait of an account: questions in four parts, and dated answers that say where each was learnt."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keyaccount.apps.accounts.models.account import Account, of_accounts_in_reach
from keyaccount.apps.workspace.models import Archivable, ArchivableQuerySet, Surface, User
from keyaccount.apps.workspace.models.base import Bilingual


class PortraitPart(models.TextChoices):
    BACKGROUND = "background", _("Background")
    BUYING = "buying", _("Buying behaviour")
    DECISION = "decision", _("Decision chain")
    PAINS = "pains", _("Pains and openings")


class PortraitQuestion(Bilingual, Archivable):
    """What the workspace wants to know of every account."""

    part = models.CharField(_("part"), max_length=12, choices=PortraitPart.choices)
    position = models.PositiveSmallIntegerField(default=0, editable=False)

    objects = ArchivableQuerySet.as_manager()

    class Meta:
        ordering = ["position", "id"]


class PortraitAnswerQuerySet(models.QuerySet["PortraitAnswer"]):
    def visible_to(self, user: User) -> Self:
        return self if user.people_in_reach is None else self.filter(of_accounts_in_reach(user, write=False))

    def as_of(self, day: date) -> Self:
        """The answer that held at the end of the day: of each account and question the one learnt last by then."""
        later = PortraitAnswer.objects.filter(
            Q(learnt_on__gt=OuterRef("learnt_on")) | Q(learnt_on=OuterRef("learnt_on"), pk__gt=OuterRef("pk")),
            account=OuterRef("account"),
            question=OuterRef("question"),
            learnt_on__lte=day,
        )
        return self.filter(~Exists(later), learnt_on__lte=day)

    def known(self) -> Self:
        return self.exclude(text="")


class PortraitAnswer(models.Model):
    """Never changed: a new answer is a new row, and an empty one says that nothing is known any more."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="portrait", db_index=False)
    question = models.ForeignKey(PortraitQuestion, on_delete=models.PROTECT, related_name="answers", db_index=False)
    text = models.TextField(_("answer"), blank=True, default="", validators=[MaxLengthValidator(2000)])
    source = models.CharField(pgettext_lazy("of knowledge", "where learnt"), max_length=200, blank=True, default="")
    learnt_on = models.DateField(_("learnt on"))
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(editable=False)
    surface = models.CharField(max_length=10, choices=Surface.choices, editable=False)

    objects = PortraitAnswerQuerySet.as_manager()

    class Meta:
        ordering = ["-learnt_on", "-id"]
        indexes = [
            models.Index(fields=["account", "question", "learnt_on", "id"], name="portrait_of_account"),
            models.Index(fields=["question"], name="portrait_by_question"),
        ]

    def __str__(self) -> str:
        return f"{self.question} · {self.account}"
