"""Reading a column: every different text once, into the values that the field takes; what cannot be read is a fact."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from keyaccount.apps.collaboration.models import LONGEST_TAG
from keyaccount.apps.collaboration.queries.tags import divided
from keyaccount.kernel.errors import Fact, gettext_noop
from keyaccount.surfaces.exchange.entities.custom import kept_of
from keyaccount.surfaces.exchange.entities.field import Field, Kind
from keyaccount.surfaces.exchange.exports.cells import as_it_was
from keyaccount.surfaces.exchange.parsing.birthdays import parse_birthday
from keyaccount.surfaces.exchange.parsing.dates import DateFormat, parse_day
from keyaccount.surfaces.exchange.parsing.numbers import CURRENCY as CURRENCY_SIGN
from keyaccount.surfaces.exchange.parsing.numbers import parse_amount, parse_number, parse_share, parse_whole
from keyaccount.surfaces.exchange.parsing.words import FALSE, NOTHING, TRUE, folded_choice

CURRENCIES = {
    "CNY": ("rmb", "人民币", "元", "¥", "￥", "cn¥"),
    "USD": ("us$", "$", "美元", "dollar"),
    "EUR": ("€", "欧元", "euro"),
    "GBP": ("£", "英镑"),
    "JPY": ("日元", "円"),
    "HKD": ("hk$", "港币", "港元"),
}
CURRENCY_WORDS = {folded_choice(word): code for code, words in CURRENCIES.items() for word in (code, *words)}
CODE = re.compile(r"[A-Z]{3}")
BETWEEN = re.compile(r"[,;，；、|/]")
FORGET_AFTER = 50_000


class TooLong(Fact):
    message = gettext_noop("“%(text)s” is longer than %(limit)d characters.")


class NotAChoice(Fact):
    message = gettext_noop("“%(text)s” is none of the choices: %(choices)s.")


class NotYesOrNo(Fact):
    message = gettext_noop("“%(text)s” is neither yes nor no.")


class NotACurrency(Fact):
    message = gettext_noop("“%(text)s” is no currency of this workspace.")


class HasControls(Fact):
    message = gettext_noop("“%(text)s” holds characters that cannot be stored.")


@dataclass(frozen=True, slots=True)
class Style:
    """How the texts of one column are written."""

    day: DateFormat = DateFormat.YMD
    decimal: str = "."
    percent: bool = False
    times: Decimal = Decimal(1)


class ColumnReader:
    """Turns texts into values, each different text once; gives a Fact in place of a value that cannot be read."""

    def __init__(
        self, field: Field, style: Style, zone: ZoneInfo, mapped: Mapping[str, str], currencies: frozenset[str]
    ) -> None:
        self.field = field
        self.mapped = mapped
        self.counts: dict[str, int] = {}
        self._known: dict[str, Any] = {}
        self._read = _reader(field, style, zone, currencies)

    def values(self, texts: Iterable[str]) -> list[Any]:
        """A value, None (nothing there) or a Fact for each text."""
        if len(self._known) > FORGET_AFTER:
            self._known.clear()
        known = self._known
        meant = map(self._translated, texts) if self.mapped else texts
        return [known[text] if text in known else self._value(text) for text in meant]

    def _translated(self, text: str) -> str:
        text = text.strip()
        if text in self.mapped:
            self.counts[text] = self.counts.get(text, 0) + 1
            return self.mapped[text]
        return text

    def _value(self, text: str) -> Any:
        bare = as_it_was(text.strip())
        try:
            found = None if not bare or self._is_nothing(bare) else self._read(bare)
        except Fact as fact:
            found = fact
        self._known[text] = found
        return found

    def _is_nothing(self, text: str) -> bool:
        return self.field.kind not in {Kind.TEXT, Kind.CHOICE, Kind.RELATION} and text.casefold() in NOTHING


def _reader(field: Field, style: Style, zone: ZoneInfo, currencies: frozenset[str]) -> Callable[[str], Any]:
    readers: dict[Kind, Callable[[str], Any]] = {
        Kind.DATE: lambda text: parse_day(text, style.day, zone),
        Kind.AMOUNT: lambda text: parse_amount(text, style.decimal) * style.times,
        Kind.WHOLE: lambda text: _whole(text, field.limit, style.decimal),
        Kind.SHARE: lambda text: parse_share(text, percent=style.percent),
        Kind.CHOICE: lambda text: _choice(text, field),
        Kind.CHOICES: lambda text: _choices(text, field),
        Kind.YES_OR_NO: _yes_or_no,
        Kind.BIRTHDAY: lambda text: parse_birthday(text, style.day, zone),
        Kind.LUNAR_BIRTHDAY: lambda text: parse_birthday(text, style.day, zone, lunar=True),
        Kind.CURRENCY: lambda text: _currency(text, currencies),
        Kind.NUMBER: lambda text: parse_number(text, style.decimal),
        Kind.TAGS: _tags,
        Kind.MONEY: lambda text: (parse_amount(text, style.decimal), _currency_in(text, currencies)),
    }
    read: Callable[[str], Any] = readers.get(field.kind, lambda text: _text(text, field.limit))
    custom = field.custom
    if custom is None or field.kind in {Kind.CURRENCY, Kind.RELATION}:
        return read
    return lambda text: kept_of(custom, read(text))


def _text(text: str, limit: int | None) -> str:
    if "\0" in text:
        raise HasControls(text=text[:40].replace("\0", "?"))
    if limit is not None and len(text) > limit:
        raise TooLong(text=text[:40] + "…", limit=limit)
    return text


def _tags(text: str) -> list[str]:
    names = divided(_text(text, None))
    if (too_long := next((name for name in names if len(name) > LONGEST_TAG), None)) is not None:
        raise TooLong(text=too_long, limit=LONGEST_TAG)
    return names


def _whole(text: str, limit: int | None, sign: str) -> int:
    number = parse_whole(text, sign)
    if limit is not None and number > limit:
        raise TooLong(text=text, limit=len(str(limit)))
    return number


def _choice(text: str, field: Field) -> str:
    value = field.choice_of(text)
    if value is None:
        raise NotAChoice(text=text, choices=", ".join(field.choices))
    return value


def _choices(text: str, field: Field) -> tuple[str, ...]:
    """One choice or several; the empty one among them says nothing."""
    one = field.choice_of(text)
    found = [one] if one is not None else [_choice(part.strip(), field) for part in BETWEEN.split(text) if part.strip()]
    return tuple(dict.fromkeys(value for value in found if value))


def _yes_or_no(text: str) -> bool:
    said = folded_choice(text)
    if said not in TRUE | FALSE:
        raise NotYesOrNo(text=text)
    return said in TRUE


def _currency_in(text: str, currencies: frozenset[str]) -> str | None:
    """The currency that an amount names itself, if it does."""
    said = CURRENCY_SIGN.search(text)
    return _currency(said[0], currencies) if said else None


def _currency(text: str, currencies: frozenset[str]) -> str:
    code = CURRENCY_WORDS.get(folded_choice(text), text.upper())
    if not CODE.fullmatch(code) or code not in currencies:
        raise NotACurrency(text=text)
    return code
