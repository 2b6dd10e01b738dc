"""The models of the portfolio."""

from keyaccount.apps.portfolio.models.costs import CostKind, ServingCost
from keyaccount.apps.portfolio.models.estimates import AccountEstimate, Confidence
from keyaccount.apps.portfolio.models.following import RuleProduct, SignalDeal
from keyaccount.apps.portfolio.models.markets import Market, MarketRule, MarketShare
from keyaccount.apps.portfolio.models.pool import PoolAct, PoolEntry, PoolReason, PoolRules, PoolWarning
from keyaccount.apps.portfolio.models.province_map import ProvinceMap
from keyaccount.apps.portfolio.models.resource_rules import ResourceRules
from keyaccount.apps.portfolio.models.scorecards import CardMeasure, MeasureReading, StanceCard
from keyaccount.apps.portfolio.models.segment_rules import SegmentRules
from keyaccount.apps.portfolio.models.tiers import AccountStanding, TierEvent, TierName, TierOverride, TierRules
from keyaccount.apps.portfolio.models.white_space import Judgement, SpaceEntry, WhiteSpaceRule

__all__ = [
    "AccountEstimate",
    "AccountStanding",
    "CardMeasure",
    "Confidence",
    "CostKind",
    "Judgement",
    "Market",
    "MarketRule",
    "MarketShare",
    "MeasureReading",
    "PoolAct",
    "PoolEntry",
    "PoolReason",
    "PoolRules",
    "PoolWarning",
    "ProvinceMap",
    "ResourceRules",
    "RuleProduct",
    "SegmentRules",
    "ServingCost",
    "SignalDeal",
    "SpaceEntry",
    "StanceCard",
    "TierEvent",
    "TierName",
    "TierOverride",
    "TierRules",
    "WhiteSpaceRule",
]
