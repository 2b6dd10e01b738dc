"""Numbers as people write them: 1,234.50, 1.234,50, ¥1.2万, 30 %. A column shows the sign before its decimals."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation

from keyaccount.kernel.errors import Fact, gettext_noop

CENT = Decimal("0.01")
MOST = Decimal(10) ** 15
PLAIN = re.compile(r"-?\d+(?:\.\d+)?")
POINT_STYLE = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d*\.(?:\d{1,2}|\d{4,})")
COMMA_STYLE = re.compile(r"\d{1,3}(?:\.\d{3})+,\d+|\d{1,3}(?:\.\d{3}){2,}|\d+,(?:\d{1,2}|\d{4,})")
EITHER_STYLE = re.compile(r"[1-9]\d{0,2}\.\d{3}")
CURRENCY = re.compile(r"(?:[A-Z]{3}|US\$|[$€£¥￥元円]|人民币|RMB)", re.IGNORECASE)
TIMES = {
    "万": 10_000,
    "萬": 10_000,
    "亿": 100_000_000,
    "億": 100_000_000,
    "k": 1000,
    "m": 1_000_000,
    "bn": 1_000_000_000,
}
SUFFIX = re.compile(r"(万|萬|亿|億|bn|k|m)$", re.IGNORECASE)


class NotANumber(Fact):
    message = gettext_noop("“%(text)s” is no number.")


class EitherThousandsOrDecimals(Fact):
    message = gettext_noop("“%(text)s” may be thousands or decimals. Say which sign stands before the decimals.")


class TooLarge(Fact):
    message = gettext_noop("%(text)s is too large a number.")


class NotAShare(Fact):
    message = gettext_noop("“%(text)s” is no share between 0 and 100 %%.")


def decimal_sign(texts: Iterable[str]) -> str:
    """The sign before the decimals in a column: a comma only where cells show it and none shows a point; empty where
    there are cells like 1.234 and none that tells."""
    point = comma = either = 0
    for text in texts:
        bare = _bare(text)
        comma += bool(COMMA_STYLE.fullmatch(bare))
        point += bool(POINT_STYLE.fullmatch(bare))
        either += bool(EITHER_STYLE.fullmatch(bare))
    if either and not point and not comma:
        return ""
    return "," if comma and not point else "."


def parse_number(text: str, sign: str = ".") -> Decimal:
    if PLAIN.fullmatch(text) and (sign == "." or "." not in text):
        return _checked(Decimal(text), text)
    bare, times = _bare(text), 1
    if not sign and EITHER_STYLE.fullmatch(bare):
        raise EitherThousandsOrDecimals(text=text)
    if suffix := SUFFIX.search(bare):
        bare, times = bare[: suffix.start()], TIMES[suffix[1].casefold()]
    negative = bare.startswith("-") or (bare.startswith("(") and bare.endswith(")"))
    digits = bare.strip("-()")
    digits = digits.replace(".", "").replace(",", ".") if sign == "," else digits.replace(",", "")
    try:
        number = Decimal(digits) * times
    except InvalidOperation as error:
        raise NotANumber(text=text) from error
    return _checked(-number if negative else number, text)


def parse_amount(text: str, sign: str = ".") -> Decimal:
    """To the hundredth, halves to the even neighbour."""
    return parse_number(text, sign).quantize(CENT, ROUND_HALF_EVEN)


def parse_whole(text: str, sign: str = ".") -> int:
    number = parse_number(text, sign)
    if number != number.to_integral_value() or number < 0:
        raise NotANumber(text=text)
    return int(number)


def in_percent(texts: Iterable[str]) -> bool:
    """Whether the bare numbers of a column of shares are percents: any above 1 says so."""
    return any(PLAIN.fullmatch(text) and Decimal(text) > 1 for text in texts)


def parse_share(text: str, *, percent: bool) -> Decimal:
    bare = text.replace("％", "%").strip()
    number = parse_number(bare.rstrip("% ").strip())
    share = number / 100 if bare.endswith("%") or percent else number
    if not 0 <= share <= 1:
        raise NotAShare(text=text)
    return share.quantize(Decimal("0.0001"))


def _bare(text: str) -> str:
    """Without currency, spaces and the apostrophes some write between thousands."""
    return re.sub(r"[\s\u00a0\u202f'’]", "", CURRENCY.sub("", text)).replace("，", ",").replace("−", "-")


def _checked(number: Decimal, text: str) -> Decimal:
    if not number.is_finite():
        raise NotANumber(text=text)
    if abs(number) >= MOST:
        raise TooLarge(text=text)
    return number
