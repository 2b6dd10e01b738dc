"""Weighted pipeline: what is closed, and of every open deal expected in the month its amount × the win rate."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import numpy as np

from keyaccount.formulas.forecasting.interface import History, Lack, OpenDeal, Prediction, Reason, TooLittle
from keyaccount.formulas.forecasting.rates import measured_rates
from keyaccount.formulas.forecasting.simulation import CENT, interval, sums_of_deals

STAGES_TOLD = 3


@dataclass(frozen=True, slots=True)
class Weighted:
    history: History
    rate_of: Callable[[OpenDeal], Decimal]

    def predict(self, month: date) -> Prediction:
        """Invariant: the value is what is closed plus the sum of amount × rate, to the cent."""
        closed = self.history.closed_in(month)
        deals = [deal for deal in self.history.open_deals if deal.expected == month]
        worth = [deal.amount * self.rate_of(deal) for deal in deals]
        amounts = np.array([float(deal.amount) for deal in deals])
        rates = np.array([float(self.rate_of(deal)) for deal in deals])
        low, high = interval(sums_of_deals(amounts, rates))
        value = (closed + sum(worth, Decimal(0))).quantize(CENT)
        low, high = min(value, closed + low), max(value, closed + high)
        return Prediction(value, low, high, (Reason("closed", closed), *_by_stage(deals, worth)))


def fit_by_hand(history: History) -> Weighted | TooLittle:
    """With the rates that people set for stages, or for a deal."""
    return _fit(history, lambda deal: deal.rate)


def fit_measured(history: History) -> Weighted | TooLittle:
    """With the rates of own history, drawn towards those set by hand where few deals are decided."""
    hand: dict[int, Decimal] = {deal.stage: deal.rate for deal in history.open_deals}
    measured = measured_rates(history.decided, hand)
    if not any(rate.sample for rate in measured.values()):
        return TooLittle(Lack.CLOSED_DEALS, 0, 1)
    used: Mapping[int, Decimal] = {stage: rate.rate for stage, rate in measured.items()}
    return _fit(history, lambda deal: used[deal.stage])


def _fit(history: History, rate_of: Callable[[OpenDeal], Decimal]) -> Weighted | TooLittle:
    dated = sum(deal.expected is not None for deal in history.open_deals)
    return Weighted(history, rate_of) if dated else TooLittle(Lack.OPEN_DEALS, 0, 1)


def _by_stage(deals: list[OpenDeal], worth: list[Decimal]) -> list[Reason]:
    """The stages that bring most, each with how many deals."""
    sums: dict[int, Decimal] = defaultdict(Decimal)
    counts: dict[int, int] = defaultdict(int)
    for deal, each in zip(deals, worth, strict=True):
        sums[deal.stage] += each
        counts[deal.stage] += 1
    largest = sorted(sums, key=lambda stage: sums[stage], reverse=True)[:STAGES_TOLD]
    return [Reason("stage", sums[stage].quantize(CENT), Decimal(counts[stage]), str(stage)) for stage in largest]
