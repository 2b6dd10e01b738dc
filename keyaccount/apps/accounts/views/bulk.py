"""Accounts, changed many at once."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from keyaccount.apps.accounts.forms.account import AccountForm
from keyaccount.apps.accounts.models import Account
from keyaccount.apps.accounts.queries.listing import accounts_listed
from keyaccount.apps.accounts.services import accounts
from keyaccount.apps.collaboration.forms.tags import with_tags
from keyaccount.apps.collaboration.services.tag_deeds import DEEDS
from keyaccount.apps.workspace.queries.quality import bulk_kinds
from keyaccount.apps.workspace.queries.quality.bulk_kinds import BulkKind

FIELDS = ("owner", "parent", "industry", "ownership", "country", "province", "city", "source")


def add() -> None:
    bulk_kinds.add(
        BulkKind(
            key="accounts",
            title=_("Accounts"),
            model=Account,
            fields=(*FIELDS, *DEEDS),
            form=lambda user, data: with_tags(AccountForm(data, user=user)),
            listed=accounts_listed,
            change=lambda pk, values, act: accounts.update_account(account_id=pk, values=values, act=act),
            archive=lambda pk, act: accounts.archive_account(account_id=pk, act=act),
            restore=lambda pk, act: accounts.restore_account(account_id=pk, act=act),
            back="accounts:list",
            deeds=DEEDS,
        )
    )
