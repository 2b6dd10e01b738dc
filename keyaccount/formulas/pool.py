"""When an account that nobody tends goes back to the pool, so that a colleague may take it up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class Why(StrEnum):
    """idle: nothing was done for it; no_deal: it was held without any deal."""

    IDLE = "idle"
    NO_DEAL = "no_deal"


@dataclass(frozen=True, slots=True)
class PoolTerms:
    """Days without any act, days without a deal (None: that rule is off), and how long before the owner is warned."""

    idle_days: int | None
    no_deal_days: int | None
    warn_days: int


@dataclass(frozen=True, slots=True)
class Care:
    """What the owner has done: owned_since is the day they got it; last_deal the last day on which it had a deal, None
    for never; protected_until the day before which it does not go; exempt for accounts that never go."""

    owned_since: date
    last_act: date
    last_deal: date | None = None
    protected_until: date | None = None
    exempt: bool = False


@dataclass(frozen=True, slots=True)
class Release:
    """on: the first day on which it goes; warn_on: the first day on which its owner is told."""

    on: date
    warn_on: date
    why: Why


def release_of(care: Care, terms: PoolTerms) -> Release | None:
    """The day the account goes, by whichever rule comes first; None when no rule holds for it.

    Each rule counts days from the later of its event and the day the owner got the account. Units: calendar days.
    Invariant: on ≥ protected_until, on ≥ owned_since + the smaller number of days, warn_on = on − warn_days; a later
    act or deal never brings the day forward.
    """
    if care.exempt:
        return None
    ends: list[tuple[date, Why]] = []
    if terms.idle_days is not None:
        ends.append((_after(care.last_act, care, terms.idle_days), Why.IDLE))
    if terms.no_deal_days is not None:
        ends.append((_after(care.last_deal or care.owned_since, care, terms.no_deal_days), Why.NO_DEAL))
    if not ends:
        return None
    first, why = min(ends, key=lambda end: end[0])
    on = max(first, care.protected_until or first)
    return Release(on, on - timedelta(days=terms.warn_days), why)


def _after(event: date, care: Care, days: int) -> date:
    return max(event, care.owned_since) + timedelta(days=days)
