"""What a custom field may hold: from what people and programs write to what is kept, and back. One place per kind.

Kept as JSON that both databases compare as it is meant: a number as whole millionths, money as whole hundredths beside
its currency, a day as an ISO text, a choice by its key, a person and an account by their id.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Context, Decimal, InvalidOperation
from typing import Any

from keyaccount.apps.workspace.models import CustomField, FieldKind
from keyaccount.kernel.errors import Fact, gettext_noop
from keyaccount.kernel.money import Money

LONGEST = 2000
PLACES = 6
MOST_NUMBER = Decimal("999999999999.999999")
MOST_MONEY = Decimal("9999999999999.99")
FIRST_DAY, LAST_DAY = date(1000, 1, 1), date(9999, 12, 31)
MOST_ID = 2**63 - 1
EXACT = Context(prec=100)
NUMBER = re.compile(r"[-+]?\d+(\.\d*)?|[-+]?\.\d+", re.ASCII)
Kept = Any
Value = Any


class NotOfKind(Fact):
    message = gettext_noop("“%(text)s” is not of the kind that “%(field)s” holds.")


class TooLong(Fact):
    message = gettext_noop("“%(field)s” takes at most %(most)d characters.")


class TooLarge(Fact):
    message = gettext_noop("“%(field)s” takes numbers up to %(most)s, with at most %(places)d decimals.")


class NoSuchChoice(Fact):
    message = gettext_noop("“%(text)s” is none of the choices of “%(field)s”: %(choices)s.")


# ── To what is kept ──
def kept(field: CustomField, value: Value, now: Kept = None) -> Kept:
    """What is kept of a value: text, Decimal, Money, date, a choice's key, an id; None for nothing. Raises a Fact.

    now: what is kept already, which may stay although it could not be chosen any more.
    """
    if value is None or value == "":
        return None
    return KEEPING[FieldKind(field.kind)](field, value, now)


def _text(field: CustomField, value: Value, now: Kept) -> Kept:
    text = _of_type(field, value, str).strip()
    if "\x00" in text:
        raise NotOfKind(text=text[:40].replace("\x00", "?"), field=field.label)
    if len(text) > LONGEST:
        raise TooLong(field=field.label, most=LONGEST)
    return text or None


def _number(field: CustomField, value: Value, now: Kept) -> Kept:
    return _scaled(field, Decimal(_of_type(field, value, Decimal, int)), PLACES, MOST_NUMBER)


def _money(field: CustomField, value: Value, now: Kept) -> Kept:
    money = _of_type(field, value, Money)
    return {"amount": _scaled(field, money.amount, 2, MOST_MONEY), "currency": money.currency}


def _date(field: CustomField, value: Value, now: Kept) -> Kept:
    day = _of_type(field, value, date)
    if not FIRST_DAY <= day <= LAST_DAY:
        raise NotOfKind(text=day.isoformat(), field=field.label)
    return day.isoformat()


def _choice(field: CustomField, value: Value, now: Kept) -> Kept:
    key = _of_type(field, value, str)
    if key != now and key not in {choice["key"] for choice in field.choices_in_use}:
        words = ", ".join(field.words_of_choice(choice["key"]) for choice in field.choices_in_use)
        raise NoSuchChoice(text=key, field=field.label, choices=words)
    return key


def _record(field: CustomField, value: Value, now: Kept) -> Kept:
    pk = getattr(value, "pk", value)
    if isinstance(pk, bool) or not isinstance(pk, int) or not 1 <= pk <= MOST_ID:
        raise NotOfKind(text=str(pk), field=field.label)
    return pk


KEEPING: Mapping[FieldKind, Callable[[CustomField, Value, Kept], Kept]] = {
    FieldKind.TEXT: _text,
    FieldKind.NUMBER: _number,
    FieldKind.MONEY: _money,
    FieldKind.DATE: _date,
    FieldKind.CHOICE: _choice,
    FieldKind.PERSON: _record,
    FieldKind.ACCOUNT: _record,
}


def _of_type(field: CustomField, value: Value, *kinds: type) -> Any:
    if not isinstance(value, kinds) or isinstance(value, bool):
        raise NotOfKind(text=str(value)[:40], field=field.label)
    return value


def _scaled(field: CustomField, number: Decimal, places: int, most: Decimal) -> int:
    if not number.is_finite() or abs(number) > most:
        raise TooLarge(field=field.label, most=f"{most:,}", places=places)
    scaled = number.scaleb(places, EXACT)
    if scaled != (whole := scaled.to_integral_value()):
        raise TooLarge(field=field.label, most=f"{most:,}", places=places)
    return int(whole)


# ── Back ──
def value_of(field: CustomField, found: Kept) -> Value:
    """The value that was kept: text, Decimal, Money, date, a choice's key, an id."""
    if found is None:
        return None
    if field.kind == FieldKind.NUMBER:
        return _trimmed(Decimal(found).scaleb(-PLACES))
    if field.kind == FieldKind.MONEY:
        return Money(Decimal(found["amount"]).scaleb(-2), found["currency"])
    return date.fromisoformat(found) if field.kind == FieldKind.DATE else found


def _trimmed(number: Decimal) -> Decimal:
    """Without idle zeros, and never in powers of ten."""
    whole = number.to_integral_value()
    return whole.quantize(Decimal(1)) if number == whole else number.normalize()


# ── As programs write it ──
def to_json(field: CustomField, found: Kept) -> Any:
    """Exact numbers as texts; people and accounts by their id."""
    value = value_of(field, found)
    if isinstance(value, Money):
        return {"amount": f"{value.amount:f}", "currency": value.currency}
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, date) else value


def from_json(field: CustomField, given: Any) -> Value:
    """What `kept` takes; people and accounts are the caller's to find. Raises a Fact."""
    if given is None:
        return None
    if field.kind == FieldKind.NUMBER:
        return decimal_of(field, given)
    if field.kind == FieldKind.MONEY:
        return _money_of(field, given)
    if field.kind == FieldKind.DATE:
        return day_of(field, given)
    return given


def _money_of(field: CustomField, given: Any) -> Money:
    if not isinstance(given, Mapping) or set(given) != {"amount", "currency"} or not isinstance(given["currency"], str):
        raise NotOfKind(text=str(given)[:40], field=field.label)
    return Money(decimal_of(field, given["amount"]), given["currency"])


def decimal_of(field: CustomField, given: Any) -> Decimal:
    text = str(given).strip()
    if isinstance(given, bool) or not isinstance(given, str | int | Decimal) or len(text) > 40:
        raise NotOfKind(text=text[:40], field=field.label)
    if isinstance(given, str) and not NUMBER.fullmatch(text):
        raise NotOfKind(text=text[:40], field=field.label)
    try:
        return Decimal(text)
    except InvalidOperation as error:
        raise NotOfKind(text=text[:40], field=field.label) from error


def day_of(field: CustomField, given: Any) -> date:
    try:
        if isinstance(given, str) and len(given) == 10:
            return date.fromisoformat(given)
    except ValueError:
        pass
    raise NotOfKind(text=str(given)[:40], field=field.label)
