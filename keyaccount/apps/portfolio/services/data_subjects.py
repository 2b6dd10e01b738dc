"""Texts of the portfolio that may name people: where something was learnt, and why something was decided."""

from __future__ import annotations

from keyaccount.apps.contacts.queries.mentions import Source, add_sources, at
from keyaccount.apps.portfolio.models import AccountEstimate, PoolEntry, SpaceEntry, TierOverride


def add_texts() -> None:
    add_sources(
        Source(AccountEstimate, ("source",), at("account")),
        Source(SpaceEntry, ("source",), at("account")),
        Source(TierOverride, ("reason",), at("account"), told_by="account"),
        Source(PoolEntry, ("reason",), at("account"), told_by="account"),
    )
