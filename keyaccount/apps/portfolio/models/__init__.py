"""Portfolio records."""

from keyaccount.apps.portfolio.models.estimates import AccountEstimate, Confidence
from keyaccount.apps.portfolio.models.tiers import AccountStanding, TierEvent, TierName, TierOverride, TierRules

__all__ = [
    "AccountEstimate",
    "AccountStanding",
    "Confidence",
    "TierEvent",
    "TierName",
    "TierOverride",
    "TierRules",
]
