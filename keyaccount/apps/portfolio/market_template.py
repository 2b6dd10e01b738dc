"""The rules a new workspace starts with: what a share of a market says beside key accounts' share of revenue."""

from __future__ import annotations

from collections.abc import Mapping

WORDS: Mapping[str, tuple[str, str, str, str]] = {
    "right": (
        "Right",
        "合适",
        "we hold 60% of the market or more, and key accounts bring about 40% of our revenue. Keep it so.",
        "市场份额达到 60%，大客户约占收入的 40%，保持即可。",
    ),
    "healthy": (
        "Healthy",
        "健康",
        "we hold half of the market or more, and key accounts bring above 40% of our revenue.",
        "市场份额达到一半，大客户占收入的 40% 以上。",
    ),
    "opening": (
        "An opening",
        "有机会",
        "we hold 30 to 40% of the market, and key accounts bring well above 40% of our revenue. Attack.",
        "市场份额在 30%–40%，大客户占收入的比重明显高于 40%，可以进攻。",
    ),
}
"""Of each of the field's rules (`formulas.market.USUAL`): its name and what it says, in English and Chinese."""
