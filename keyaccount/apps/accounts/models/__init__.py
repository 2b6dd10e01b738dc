"""Account records."""

from keyaccount.apps.accounts.models.account import Account, AccountMember, Ownership, tended_account_ids

__all__ = ["Account", "AccountMember", "Ownership", "tended_account_ids"]
