"""Feeds of news, and what was found in them: nothing becomes a signal until a person says so."""

from __future__ import annotations

from typing import Self
from urllib.parse import urlsplit

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.accounts.models.account import Account, of_accounts_in_reach
from keyaccount.apps.accounts.models.signals import Signal
from keyaccount.apps.workspace.models import Archivable, ArchivableQuerySet, Reach, User, Versioned


class FeedQuerySet(ArchivableQuerySet):
    def visible_to(self, user: User) -> Self:
        """Which news are read is known to everyone."""
        return self

    def writable_by(self, user: User) -> Self:
        """Administrators, and whoever entered it."""
        if user.role.may_administer:
            return self
        return self.filter(added_by=user) if user.role.may_create else self.none()


class Feed(Versioned, Archivable):
    """Without an address it is never fetched: its files are brought by hand."""

    name = models.CharField(_("name"), max_length=80)
    url = models.URLField(_("address"), max_length=500, blank=True, default="")
    industry = models.CharField(
        _("industry"),
        max_length=80,
        blank=True,
        default="",
        help_text=_("Of a feed about one industry. News in it that names no account is offered for the industry."),
    )
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False)
    read_at = models.DateTimeField(null=True, blank=True, editable=False)
    problem = models.CharField(max_length=300, blank=True, default="", editable=False)

    objects = FeedQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["url"], condition=Q(archived_at=None) & ~Q(url=""), name="feed_once")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def host(self) -> str:
        """What everyone may know of the address; the rest of it may hold a key."""
        return urlsplit(self.url).hostname or ""


class Verdict(models.TextChoices):
    OPEN = "open", _("to be looked at")
    CONFIRMED = "confirmed", _("confirmed")
    DISMISSED = "dismissed", _("dismissed")


class FoundSignalQuerySet(models.QuerySet["FoundSignal"]):
    def visible_to(self, user: User) -> Self:
        """Those of accounts in reach; what is said of an industry is for everyone."""
        if user.people_in_reach is None:
            return self
        return self.filter(Q(account=None) | of_accounts_in_reach(user, write=False))

    def writable_by(self, user: User) -> Self:
        """Whoever may write the account; of an industry, whoever may write anything."""
        if user.role.writes == Reach.NOTHING or not user.role.may_create:
            return self.none()
        if user.people_in_charge is None:
            return self
        return self.filter(Q(account=None) | of_accounts_in_reach(user, write=True))

    def undecided(self) -> Self:
        return self.filter(verdict=Verdict.OPEN, account__archived_at=None)


class FoundSignal(models.Model):
    """One item of a feed about one account, or about the feed's industry. guid_key, link_key: by which it is known."""

    feed = models.ForeignKey(Feed, on_delete=models.PROTECT, related_name="found")
    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, blank=True, related_name="found_signals", db_index=False
    )
    industry = models.CharField(max_length=80, blank=True, default="")
    title = models.CharField(max_length=300)
    text = models.CharField(max_length=1000, blank=True, default="")
    link = models.URLField(max_length=500, blank=True, default="")
    on = models.DateField()
    guid_key = models.CharField(max_length=64)
    link_key = models.CharField(max_length=64, blank=True, default="")
    found_at = models.DateTimeField()
    verdict = models.CharField(_("verdict"), max_length=10, choices=Verdict.choices, default=Verdict.OPEN)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    signal = models.OneToOneField(Signal, on_delete=models.PROTECT, null=True, related_name="found")

    objects = FoundSignalQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-id"]
        indexes = [
            models.Index(fields=["-on", "-id"], condition=Q(verdict="open"), name="found_to_look_at"),
            models.Index(fields=["link_key"], name="found_by_link"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "guid_key"], condition=Q(account__isnull=False), name="found_once_an_account"
            ),
            models.UniqueConstraint(
                fields=["guid_key"], condition=Q(account__isnull=True), name="found_once_an_industry"
            ),
        ]

    def __str__(self) -> str:
        return self.title[:80]
