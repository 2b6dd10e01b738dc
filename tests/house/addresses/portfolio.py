"""Where accounts stand among all accounts."""

from __future__ import annotations

FIGURE_OPTIONS: dict[str, str] = {
    "accounts.key_accounts": "",
    "accounts.pareto": "period=2026",
    "accounts.tier_score": "",
    "accounts.tiers": "",
}
