"""How to deal with people of a thinking style or a temperament: texts that the workspace keeps."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.contacts.models.personal import Temperament, ThinkingStyle
from keyaccount.apps.workspace.models.base import in_language


class Subject(models.TextChoices):
    THINKING = "thinking", _("Thinking style")
    TEMPERAMENT = "temperament", _("Temperament")


class Animal(models.TextChoices):
    EAGLE = "eagle", _("Eagle")
    DONKEY = "donkey", _("Donkey")
    FOX = "fox", _("Fox")
    SHEEP = "sheep", _("Sheep")


class AdviceCard(models.Model):
    """code: of the thinking style or temperament. Which animal stands for which style is the workspace's choice."""

    subject = models.CharField(max_length=12, choices=Subject.choices, editable=False)
    code = models.CharField(max_length=16, editable=False)
    animal = models.CharField(_("animal"), max_length=8, choices=Animal.choices, blank=True, default="")
    traits = models.TextField(_("how they are"), blank=True, default="")
    traits_zh = models.TextField(_("how they are, in Chinese"), blank=True, default="")
    advice = models.TextField(_("how to deal with them"), blank=True, default="")
    advice_zh = models.TextField(_("how to deal with them, in Chinese"), blank=True, default="")
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["subject", "code"], name="one_card_each")]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        choices = ThinkingStyle if self.subject == Subject.THINKING else Temperament
        return str(choices(self.code).label)

    @property
    def how_they_are(self) -> str:
        return in_language(self.traits, self.traits_zh)

    @property
    def how_to_deal(self) -> str:
        return in_language(self.advice, self.advice_zh)
