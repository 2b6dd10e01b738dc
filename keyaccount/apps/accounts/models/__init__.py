"""The models of accounts."""

from keyaccount.apps.accounts.models.account import (
    Account,
    AccountMember,
    Ownership,
    of_accounts_in_reach,
    of_tended_accounts,
)
from keyaccount.apps.accounts.models.feeds import Feed, FoundSignal
from keyaccount.apps.accounts.models.portrait import PortraitAnswer, PortraitPart, PortraitQuestion
from keyaccount.apps.accounts.models.rivals import Rival, RivalNote
from keyaccount.apps.accounts.models.signals import Signal, SignalKind, SignalRule
from keyaccount.apps.accounts.models.standing import LEVELS, Lifecycle, Loyalty, SellingMode
from keyaccount.apps.accounts.models.units import BusinessUnit

__all__ = [
    "LEVELS",
    "Account",
    "AccountMember",
    "BusinessUnit",
    "Feed",
    "FoundSignal",
    "Lifecycle",
    "Loyalty",
    "Ownership",
    "PortraitAnswer",
    "PortraitPart",
    "PortraitQuestion",
    "Rival",
    "RivalNote",
    "SellingMode",
    "Signal",
    "SignalKind",
    "SignalRule",
    "of_accounts_in_reach",
    "of_tended_accounts",
]
