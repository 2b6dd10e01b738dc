"""Currencies with their rates, as the settings show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from keyaccount.apps.workspace.models import Currency, ExchangeRate


@dataclass(frozen=True, slots=True)
class CurrencyRow:
    """now: the rate that holds today, None for the base currency and where none is dated yet; rates: newest first."""

    currency: Currency
    is_base: bool
    now: ExchangeRate | None
    rates: list[ExchangeRate]


def currencies_with_rates(base: str, today: date) -> list[CurrencyRow]:
    """The base currency first, then those in use, then the others."""
    rates: dict[str, list[ExchangeRate]] = {}
    for rate in ExchangeRate.objects.order_by("-day"):
        rates.setdefault(rate.currency_id, []).append(rate)
    rows = [_row(currency, base, rates.get(currency.code, []), today) for currency in Currency.objects.all()]
    return sorted(rows, key=lambda row: (not row.is_base, not row.currency.is_active, row.currency.code))


def _row(currency: Currency, base: str, rates: list[ExchangeRate], today: date) -> CurrencyRow:
    now = next((rate for rate in rates if rate.day <= today), None)
    return CurrencyRow(currency, currency.code == base, now, rates)
