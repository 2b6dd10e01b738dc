"""The figures of the portfolio: each registers itself when this package is imported."""

from keyaccount.apps.portfolio.figures import (
    key_accounts,
    movement,
    pareto,
    pool,
    potential,
    segments,
    tiers,
    whale,
    white_space,
)

__all__ = ["key_accounts", "movement", "pareto", "pool", "potential", "segments", "tiers", "whale", "white_space"]
