"""The figures of the portfolio: each registers itself when this package is imported."""

from keyaccount.apps.portfolio.figures import (
    allocation,
    effort,
    key_accounts,
    key_share,
    markets,
    movement,
    pareto,
    pool,
    potential,
    provinces,
    resources,
    scorecards,
    segments,
    tiers,
    whale,
    white_space,
)

__all__ = [
    "allocation",
    "effort",
    "key_accounts",
    "key_share",
    "markets",
    "movement",
    "pareto",
    "pool",
    "potential",
    "provinces",
    "resources",
    "scorecards",
    "segments",
    "tiers",
    "whale",
    "white_space",
]
