"""Where accounts stand among all accounts."""

from __future__ import annotations

FIGURE_OPTIONS: dict[str, str] = {
    "accounts.pareto": "period=2026",
}
