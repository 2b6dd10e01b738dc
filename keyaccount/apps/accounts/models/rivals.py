"""The register of rivals, and what the team of an account knows of them there."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.accounts.models.account import Account, of_tended_accounts
from keyaccount.apps.workspace.models import Archivable, ArchivableQuerySet, User, Versioned

LONG = [MaxLengthValidator(4000)]


class RivalQuerySet(ArchivableQuerySet):
    def visible_to(self, user: User) -> Self:
        """Everyone reads the register."""
        return self

    def writable_by(self, user: User) -> Self:
        """Whoever sells keeps it."""
        return self if user.role.may_create else self.none()


class Rival(Versioned, Archivable):
    name = models.CharField(_("name"), max_length=120, unique=True)
    other_names = models.CharField(
        _("other names"), max_length=200, blank=True, default="", help_text=_("Divided by commas.")
    )
    strengths = models.TextField(_("strengths"), blank=True, default="", validators=LONG)
    weaknesses = models.TextField(_("weaknesses"), blank=True, default="", validators=LONG)
    usual_price = models.TextField(_("usual price"), blank=True, default="", validators=LONG)
    answers = models.TextField(_("our answers"), blank=True, default="", validators=LONG)
    website = models.CharField(_("website"), max_length=200, blank=True, default="")

    objects = RivalQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class RivalNoteQuerySet(ArchivableQuerySet):
    def visible_to(self, user: User) -> Self:
        """The account's own team alone, whatever a role sees."""
        return self.filter(of_tended_accounts(user))

    def writable_by(self, user: User) -> Self:
        return self.visible_to(user)


class RivalNote(Versioned, Archivable):
    """`holds`: they serve the account, or a part of it, now."""

    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="rival_notes", verbose_name=_("account"), db_index=False
    )
    rival = models.ForeignKey(Rival, on_delete=models.PROTECT, related_name="notes", verbose_name=_("rival"))
    holds = models.BooleanField(_("they serve this account now"), default=False)
    text = models.TextField(_("what we know"), blank=True, default="", validators=LONG)
    on = models.DateField(_("as of"))
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = RivalNoteQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-id"]
        indexes = [models.Index(fields=["account", "-on"], name="rival_notes_of_account")]

    def __str__(self) -> str:
        return str(self.account)
