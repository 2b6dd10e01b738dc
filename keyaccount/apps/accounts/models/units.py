"""The business units of an account: divisions, plants, branches that buy on their own."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.accounts.models.account import Account, of_accounts_in_reach
from keyaccount.apps.workspace.models import Archivable, ArchivableQuerySet, User, Versioned


class UnitQuerySet(ArchivableQuerySet):
    def visible_to(self, user: User) -> Self:
        return self if user.people_in_reach is None else self.filter(of_accounts_in_reach(user, write=False))

    def writable_by(self, user: User) -> Self:
        return self if user.people_in_charge is None else self.filter(of_accounts_in_reach(user, write=True))


class BusinessUnit(Versioned, Archivable):
    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="units", verbose_name=_("account"), db_index=False
    )
    name = models.CharField(_("name"), max_length=120)

    objects = UnitQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        constraints = [models.UniqueConstraint(fields=["account", "name"], name="unit_once_in_account")]

    def __str__(self) -> str:
        return self.name
