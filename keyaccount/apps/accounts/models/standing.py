"""What a person says of where an account stands; what is computed about that belongs to the portfolio."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

LEVELS = range(1, 11)


class Lifecycle(models.TextChoices):
    DEVELOPMENT = "development", _("Development")
    GROWTH = "growth", _("Growth")
    MATURITY = "maturity", _("Maturity")
    DECLINE = "decline", _("Decline")


class Loyalty(models.TextChoices):
    LOYAL = "loyal", _("Loyal")
    REPEAT = "repeat", _("Repeat")
    OCCASIONAL = "occasional", _("Occasional")
    LOST = "lost", pgettext_lazy("of an account", "Lost")


class SellingMode(models.TextChoices):
    TRANSACTIONAL = "transactional", _("Transactional")
    CONSULTATIVE = "consultative", _("Consultative")
    STRATEGIC = "strategic", _("Strategic")
