"""Words that the company puts on its accounts: where they met, what goes on with them."""

from __future__ import annotations

from collections.abc import Mapping

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.accounts.services.accounts import update_account
from keyaccount.apps.collaboration.services.tags import create_tag
from keyaccount.apps.workspace.act import Act

TAGS = (  # name, colour, every how many of the first accounts
    ("2026 展会", "acc", 5),
    ("续约在即", "warn", 7),
    ("标杆客户", "good", 6),
    ("ESG", "grey", 4),
)
ACCOUNTS = 30


def put_tags(accounts: Mapping[str, Account], act: Act) -> None:
    for name, colour, _every in TAGS:
        create_tag(values={"name": name, "colour": colour}, act=act)
    for place, account in enumerate(list(accounts.values())[:ACCOUNTS]):
        wanted = [name for name, _colour, every in TAGS if place % every == 0]
        if wanted:
            update_account(account_id=account.pk, values={"tags": wanted}, act=act)
