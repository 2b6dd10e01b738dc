"""The models of accounts."""

from keyaccount.apps.accounts.models.account import (
    Account,
    AccountMember,
    Ownership,
    of_accounts_in_reach,
    of_tended_accounts,
)
from keyaccount.apps.accounts.models.portrait import PortraitAnswer, PortraitPart, PortraitQuestion
from keyaccount.apps.accounts.models.standing import LEVELS, Lifecycle, Loyalty, SellingMode

__all__ = [
    "LEVELS",
    "Account",
    "AccountMember",
    "Lifecycle",
    "Loyalty",
    "Ownership",
    "PortraitAnswer",
    "PortraitPart",
    "PortraitQuestion",
    "SellingMode",
    "of_accounts_in_reach",
    "of_tended_accounts",
]
