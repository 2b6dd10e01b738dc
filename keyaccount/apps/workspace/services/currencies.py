"""Currencies in use and what each was worth in the base currency from a day on."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import AuditAction, Currency, ExchangeRate
from keyaccount.apps.workspace.queries.settings import workspace as load_workspace
from keyaccount.apps.workspace.services import access, audit, revising
from keyaccount.kernel.errors import Fact, Invalid, NotFound


class BaseCurrencyHasNoRate(Fact):
    message = _("%(currency)s is the base currency: it is always worth 1 of itself.")


class BaseCurrencyStays(Fact):
    message = _("%(currency)s is the base currency and stays in use.")


@transaction.atomic
def add_currency(*, code: str, act: Act) -> Currency:
    access.administrator(act)
    currency = Currency(code=code.strip().upper())
    revising.check(currency)
    currency.save(force_insert=True)
    _record(currency, AuditAction.CREATED, act)
    return currency


@transaction.atomic
def use_currency(*, code: str, is_active: bool, act: Act) -> Currency:
    """Offer the currency in forms, or no longer; amounts in it stay as they are."""
    access.administrator(act)
    currency = _found(code)
    if not is_active and code == load_workspace().base_currency:
        raise BaseCurrencyStays(currency=code)
    if currency.is_active != is_active:
        currency.is_active = is_active
        currency.save(update_fields=["is_active"])
        _record(currency, AuditAction.RESTORED if is_active else AuditAction.ARCHIVED, act)
    return currency


@transaction.atomic
def set_rate(*, code: str, day: date, rate: Decimal, act: Act) -> ExchangeRate:
    """From that day on; a rate that stands on the same day is corrected, and the trail keeps what it was."""
    access.administrator(act)
    currency = _found(code)
    if code == load_workspace().base_currency:
        raise BaseCurrencyHasNoRate(currency=code)
    if rate <= 0:
        raise Invalid(fields={"rate": str(_("A rate is more than zero."))})
    standing = ExchangeRate.objects.select_for_update().filter(currency=currency, day=day).first()
    if standing is not None:
        revising.revise(standing, {"rate": rate}, act)
        return standing
    made = ExchangeRate(currency=currency, day=day, rate=rate)
    revising.check(made)
    made.save(force_insert=True)
    audit.record(act, made, AuditAction.CREATED, {"rate": (None, rate)})
    return made


@transaction.atomic
def remove_rate(*, rate_id: int, act: Act) -> ExchangeRate:
    access.administrator(act)
    rate = ExchangeRate.objects.select_for_update().filter(pk=rate_id).first()
    if rate is None:
        raise NotFound
    audit.record(act, rate, AuditAction.REMOVED, {"rate": (rate.rate, None)})
    rate.delete()
    return rate


def _found(code: str) -> Currency:
    currency = Currency.objects.select_for_update().filter(code=code).first()
    if currency is None:
        raise NotFound
    return currency


def _record(currency: Currency, action: AuditAction, act: Act) -> None:
    """A currency's key is its code; the trail finds records by number, so the code goes into the label."""
    entry = audit.entry(act, currency, action)
    entry.object_id = 0
    entry.save(force_insert=True)
