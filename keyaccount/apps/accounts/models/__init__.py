"""The models of accounts."""

from keyaccount.apps.accounts.models.account import (
    Account,
    AccountMember,
    Ownership,
    of_accounts_in_reach,
    of_tended_accounts,
)

__all__ = ["Account", "AccountMember", "Ownership", "of_accounts_in_reach", "of_tended_accounts"]
