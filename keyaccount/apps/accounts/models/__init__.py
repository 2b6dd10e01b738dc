"""The models of accounts."""

from keyaccount.apps.accounts.models.account import (
    Account,
    AccountMember,
    Ownership,
    of_accounts_in_reach,
    of_tended_accounts,
)
from keyaccount.apps.accounts.models.portrait import PortraitAnswer, PortraitPart, PortraitQuestion

__all__ = [
    "Account",
    "AccountMember",
    "Ownership",
    "PortraitAnswer",
    "PortraitPart",
    "PortraitQuestion",
    "of_accounts_in_reach",
    "of_tended_accounts",
]
