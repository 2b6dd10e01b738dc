"""All dated exchange rates at hand, for whoever converts thousands of rows."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from datetime import date
from decimal import Decimal

from keyaccount.apps.workspace.models import ExchangeRate


class DatedRates:
    """Answers what `rate_at` answers, from rates read once."""

    def __init__(self, base: str) -> None:
        self.base = base
        self._days: dict[str, list[date]] = defaultdict(list)
        self._rates: dict[str, list[Decimal]] = defaultdict(list)
        for currency, day, rate in ExchangeRate.objects.order_by("day").values_list("currency_id", "day", "rate"):
            self._days[currency].append(day)
            self._rates[currency].append(rate)

    def at(self, currency: str, day: date) -> Decimal | None:
        if currency == self.base:
            return Decimal(1)
        place = bisect_right(self._days.get(currency, []), day)
        return self._rates[currency][place - 1] if place else None
