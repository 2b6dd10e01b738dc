"""Fields that a workspace defines for itself: what one is called, its kind, who sees it; and where values lie."""

from __future__ import annotations

from typing import Any

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.workspace.models.base import Archivable, Bilingual, in_language

PREFIX = "custom_"


class On(models.TextChoices):
    """The records that can have them, by the place where they are listed."""

    ACCOUNTS = "accounts", _("Accounts")
    CONTACTS = "contacts", _("Contacts")
    OPPORTUNITIES = "opportunities", _("Opportunities")


class FieldKind(models.TextChoices):
    TEXT = "text", _("Text")
    NUMBER = "number", _("Number")
    MONEY = "money", _("Money")
    DATE = "date", _("Date")
    CHOICE = "choice", _("Choice")
    PERSON = "person", _("Person of ours")
    ACCOUNT = "account", _("Account")


class Audience(models.TextChoices):
    EVERYONE = "everyone", _("Everyone who sees the record")
    TENDERS = "tenders", _("Only who tends the account: its owner and account team")


class CustomField(Bilingual, Archivable):
    """key: its name for programs, never changed; choices: [{"key", "name", "name_zh", "archived"}] in their order."""

    on = models.CharField(_("on"), max_length=16, choices=On.choices)
    key = models.CharField(
        _("key"),
        max_length=40,
        validators=[RegexValidator(r"^[a-z][a-z0-9_]*\Z", _("Small letters, digits and _, beginning with a letter."))],
    )
    kind = models.CharField(_("kind"), max_length=8, choices=FieldKind.choices)
    choices = models.JSONField(_("choices"), blank=True, default=list)
    required = models.BooleanField(_("required"), default=False)
    help = models.CharField(_("help text"), max_length=200, blank=True, default="")
    help_zh = models.CharField(_("Chinese help text"), max_length=200, blank=True, default="")
    audience = models.CharField(_("who sees it"), max_length=8, choices=Audience.choices, default=Audience.EVERYONE)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        ordering = ["on", "position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["on", "key"], name="custom_field_key"),
            models.UniqueConstraint(fields=["on", "name"], condition=Q(archived_at=None), name="custom_field_name"),
        ]

    @property
    def column(self) -> str:
        """What the field is called in forms, lists, links, imports and the audit trail."""
        return f"{PREFIX}{self.key}"

    @property
    def hint(self) -> str:
        return in_language(self.help, self.help_zh)

    @property
    def for_tenders(self) -> bool:
        return self.audience == Audience.TENDERS

    def words_of_choice(self, key: str) -> str:
        found = next((choice for choice in self.choices if choice["key"] == key), None)
        return in_language(found["name"], found.get("name_zh", "")) if found else key

    @property
    def choices_in_use(self) -> list[dict[str, Any]]:
        return [choice for choice in self.choices if not choice.get("archived")]


class Customised(models.Model):
    """A record with values of such fields: {key: value}, as `custom_values` keeps them."""

    custom_on: On

    custom = models.JSONField(_("custom fields"), blank=True, default=dict, editable=False)

    class Meta:
        abstract = True
