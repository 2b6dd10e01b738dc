"""Signals of change at an account or in its industry, and the rules that say what a change is likely to need."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keyaccount.apps.accounts.models.account import Account, of_accounts_in_reach
from keyaccount.apps.workspace.models import Archivable, ArchivableQuerySet, Reach, User, Versioned
from keyaccount.apps.workspace.models.base import Bilingual, in_language


class SignalKind(models.TextChoices):
    MARKET = "market", _("Market position")
    ORGANISATION = "organisation", _("Organisation")
    PEOPLE = "people", pgettext_lazy("kind of signal", "People")
    FINANCE = "finance", _("Finance")


class SignalRule(Bilingual, Archivable):
    """The name is the change; `need` is what it is likely to lead to."""

    kind = models.CharField(_("kind"), max_length=12, choices=SignalKind.choices)
    need = models.CharField(_("likely need"), max_length=160)
    need_zh = models.CharField(_("likely need in Chinese"), max_length=160, blank=True, default="")
    position = models.PositiveSmallIntegerField(default=0, editable=False)

    objects = ArchivableQuerySet.as_manager()

    class Meta:
        ordering = ["position", "id"]

    @property
    def likely_need(self) -> str:
        return in_language(self.need, self.need_zh)


class SignalQuerySet(ArchivableQuerySet):
    def visible_to(self, user: User) -> Self:
        """Those of accounts in reach; what is said of an industry is for everyone."""
        if user.people_in_reach is None:
            return self
        return self.filter(Q(account=None) | of_accounts_in_reach(user, write=False))

    def writable_by(self, user: User) -> Self:
        """Whoever may write the account; of an industry, whoever wrote it down."""
        if user.role.writes == Reach.NOTHING:
            return self.none()
        if user.people_in_charge is None:
            return self
        return self.filter(Q(account=None, author=user) | of_accounts_in_reach(user, write=True))

    def undecided(self) -> Self:
        return self.filter(dismissed_at=None)


class Signal(Versioned, Archivable):
    account = models.ForeignKey(
        Account,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="signals",
        verbose_name=_("account"),
        db_index=False,
    )
    industry = models.CharField(_("industry"), max_length=80, blank=True, default="")
    kind = models.CharField(_("kind"), max_length=12, choices=SignalKind.choices)
    rule = models.ForeignKey(
        SignalRule, on_delete=models.PROTECT, null=True, blank=True, related_name="signals", verbose_name=_("change")
    )
    text = models.TextField(_("what happened"), validators=[MaxLengthValidator(2000)])
    source = models.CharField(_("source"), max_length=120, blank=True, default="")
    link = models.URLField(_("link"), max_length=500, blank=True, default="")
    on = models.DateField(_("on"))
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    dismissed_at = models.DateTimeField(null=True, blank=True, editable=False)
    dismissed_because = models.CharField(_("why nothing comes of it"), max_length=200, blank=True, default="")

    objects = SignalQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-id"]
        indexes = [
            models.Index(fields=["account", "-on", "-id"], name="signals_of_account"),
            models.Index(fields=["industry", "on"], name="signals_of_industry"),
            models.Index(fields=["-on", "-id"], name="signals_by_day"),
        ]

    def __str__(self) -> str:
        return self.text[:80]
