"""Where accounts stand among all accounts."""

from __future__ import annotations

from tests.house.rules import ADMINISTERS, CREATES, SEES, SETS_TARGETS, SIGNED_IN, WRITES, Address, Answer

PAGES = {
    "portfolio:overview": Address(SIGNED_IN),
    "portfolio:white_space": Address(SEES),
    "portfolio:cell": Address(WRITES),
    "portfolio:fill": Address({**CREATES, "stranger": Answer.HIDDEN}, "POST"),
    "portfolio:new_unit": Address(WRITES),
    "portfolio:unit": Address(WRITES),
    "portfolio:archive_unit": Address(WRITES, "POST"),
    "portfolio:spread": Address(SIGNED_IN),
    "portfolio:set_tier": Address(WRITES),
    "portfolio:end_override": Address(WRITES, "POST"),
    "portfolio:matrix": Address(SIGNED_IN),
    "portfolio:ledger": Address(SIGNED_IN),
    "portfolio:ledger_choices": Address(SIGNED_IN),
    "portfolio:provinces": Address(SIGNED_IN),
    "portfolio:markets": Address(SIGNED_IN),
    "portfolio:new_market": Address(SETS_TARGETS),
    "portfolio:market": Address(SETS_TARGETS),
    "portfolio:archive_market": Address(SETS_TARGETS, "POST"),
    "portfolio:no_what_if": Address(SIGNED_IN),
    "portfolio:what_if": Address(SEES, query="?share=60&purchasing=4000"),
    "portfolio:movement": Address(SIGNED_IN),
    "portfolio:new_estimate": Address(WRITES),
    "portfolio:signals": Address(SIGNED_IN),
    "portfolio:new_signal": Address(CREATES),
    "portfolio:follow": Address(WRITES, "POST"),
    "portfolio:dismiss": Address(WRITES),
    "portfolio:take_up": Address(WRITES, "POST"),
}

SETTINGS = {
    "portfolio:tier_rules": Address(ADMINISTERS),
    "portfolio:review_tiers": Address(ADMINISTERS, "POST"),
    "portfolio:white_space_rule": Address(ADMINISTERS),
    "portfolio:signal_rules": Address(ADMINISTERS),
    "portfolio:new_signal_rule": Address(ADMINISTERS),
    "portfolio:signal_rule": Address(ADMINISTERS),
    "portfolio:mark_signal_rule": Address(ADMINISTERS, "POST"),
    "portfolio:segment_rules": Address(ADMINISTERS),
    "portfolio:market_rules": Address(ADMINISTERS),
    "portfolio:new_market_rule": Address(ADMINISTERS),
    "portfolio:market_rule": Address(ADMINISTERS),
    "portfolio:mark_market_rule": Address(ADMINISTERS, "POST"),
    "portfolio:raise_market_rule": Address(ADMINISTERS, "POST"),
}

OPERATIONS: dict[str, Address] = {
    "setAccountTier": Address(WRITES, data={"tier": "A", "reason": "New plant", "expires_on": "2027-03-01"}),
    "endAccountTier": Address(WRITES),
    "listRelationshipLedger": Address(SIGNED_IN),
    "listEstimates": Address(SIGNED_IN),
    "getEstimate": Address(SEES),
    "addEstimate": Address(WRITES, data={"amount": "1000", "source": "x"}),
}

FIGURE_OPTIONS: dict[str, str] = {
    "accounts.key_accounts": "",
    "accounts.pareto": "period=2026",
    "accounts.potential_class": "",
    "accounts.tier_score": "",
    "accounts.tiers": "",
    "accounts.whale": "",
    "accounts.white_space": "scope=team:East",
    "accounts.by_province": "",
    "accounts.count": "segment=unknown",
    "accounts.movement": "since=2026-06-30",
    "accounts.revenue": "",
    "accounts.segment": "",
    "market.key_share": "",
    "market.plan": "",
    "market.share": "",
    "accounts.share_of_wallet": "",
}
