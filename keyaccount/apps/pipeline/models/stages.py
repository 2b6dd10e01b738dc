"""Pipelines and their stages, and the reasons deals are won or lost for."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.workspace.fields import RateField
from keyaccount.apps.workspace.models import Bilingual
from keyaccount.apps.workspace.models.base import in_language


class Pipeline(Bilingual):
    """An ordered list of stages; a workspace may have several."""

    position = models.PositiveSmallIntegerField(default=0)
    is_default = models.BooleanField(_("default"), default=False)
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["name"], name="pipeline_name"),
            models.UniqueConstraint(
                fields=["is_default"], condition=models.Q(is_default=True), name="one_default_pipeline"
            ),
        ]


class Stage(Bilingual):
    """A step of the sale; `end_mark` is what shows that it is over, asked for when a deal leaves it."""

    pipeline = models.ForeignKey(Pipeline, on_delete=models.PROTECT, related_name="stages")
    position = models.PositiveSmallIntegerField(_("position"))
    win_rate = RateField(_("win rate"))
    buyer_phase = models.CharField(_("the buyer's phase"), max_length=80, blank=True, default="")
    buyer_phase_zh = models.CharField(_("the buyer's phase in Chinese"), max_length=80, blank=True, default="")
    end_mark = models.CharField(_("ends when"), max_length=200, blank=True, default="")
    end_mark_zh = models.CharField(_("ends when, in Chinese"), max_length=200, blank=True, default="")
    takes_proposals = models.BooleanField(_("proposals are handed in here"), default=False)
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["pipeline_id", "position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["pipeline", "name"], name="stage_name"),
            models.CheckConstraint(condition=models.Q(win_rate__gte=0, win_rate__lte=1), name="win_rate_is_a_share"),
        ]

    @property
    def phase(self) -> str:
        return in_language(self.buyer_phase, self.buyer_phase_zh)

    @property
    def ends_when(self) -> str:
        return in_language(self.end_mark, self.end_mark_zh)


class Outcome(models.TextChoices):
    WON = "won", _("Won")
    LOST = "lost", _("Lost")


class CloseReason(Bilingual):
    """Why a deal was won or lost, from a list the workspace keeps."""

    outcome = models.CharField(_("outcome"), max_length=4, choices=Outcome.choices)
    position = models.PositiveSmallIntegerField(default=0)
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["outcome", "position", "id"]
        constraints = [models.UniqueConstraint(fields=["outcome", "name"], name="close_reason_name")]
