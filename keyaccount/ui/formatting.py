"""How numbers, money and days are written, by language. Pure: values in, text out; None is written –."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

Number = Decimal | int

NOTHING = "–"
MINUS = "−"
NBSP = "\u00a0"
SYMBOLS = {"CNY": "¥", "USD": "$", "EUR": "€"}
CHINESE_STEPS = ((Decimal(10) ** 12, "万亿"), (Decimal(10) ** 8, "亿"), (Decimal(10) ** 4, "万"))
ENGLISH_STEPS = ((Decimal(10) ** 12, "T"), (Decimal(10) ** 9, "B"), (Decimal(10) ** 6, "M"), (Decimal(10) ** 3, "K"))
ENGLISH_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
CHINESE_NAMES = {"CNY": "元", "USD": "美元", "EUR": "欧元"}
HUNDRED = Decimal(100)


def is_chinese(lang: str) -> bool:
    return lang.lower().startswith("zh")


def rounded(value: Number, places: int) -> Decimal:
    """Half away from zero, as people round."""
    return Decimal(value).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def number(value: Number | None, places: int = 0) -> str:
    """1,424.00: grouped, fixed decimals, a true minus."""
    if value is None:
        return NOTHING
    exact = rounded(value, places)
    return (MINUS if exact < 0 else "") + f"{abs(exact):,f}"


def exact(value: Number | None) -> str:
    """Every digit there is, at least two decimals once there are any: 364.8 → 364.80, 18 → 18."""
    if value is None:
        return NOTHING
    places = decimals_of(Decimal(value))
    return number(value, max(places, 2) if places else 0)


def decimals_of(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def signed(value: Number | None, places: int = 1) -> str:
    """+32.0, −40.0, 0.0."""
    text = number(value, places)
    return f"+{text}" if value is not None and rounded(value, places) > 0 else text


def currency_sign(currency: str) -> str:
    return SYMBOLS.get(currency, f"{currency}{NBSP}" if currency else "")


def with_currency(text: str, currency: str) -> str:
    """The sign goes after the minus: −¥32.0."""
    sign = currency_sign(currency)
    return f"{MINUS}{sign}{text[1:]}" if text.startswith(MINUS) else f"{sign}{text}"


def money(value: Number | None, currency: str, places: int = 2) -> str:
    """¥1,424.00, in full."""
    return NOTHING if value is None else with_currency(number(value, places), currency)


def exact_money(value: Number | None, currency: str) -> str:
    """Nothing rounded away: what a title holds."""
    return NOTHING if value is None else with_currency(number(value, max(2, decimals_of(Decimal(value)))), currency)


def compact(value: Number | None, lang: str) -> str:
    """364.8万 and 1.07亿 in Chinese, to four digits; 3.65M and 107K in English, to three."""
    if value is None:
        return NOTHING
    plain, step = _stepped(abs(Decimal(value)), lang)
    return (MINUS if value < 0 and plain.strip("0.,") else "") + plain + step


def compact_money(value: Number | None, currency: str, lang: str) -> str:
    return NOTHING if value is None else with_currency(compact(value, lang), currency)


def _stepped(size: Decimal, lang: str) -> tuple[str, str]:
    chinese = is_chinese(lang)
    digits = 4 if chinese else 3
    for divisor, step in CHINESE_STEPS if chinese else ENGLISH_STEPS:
        if _significant(size, digits) >= divisor:
            part = _significant(size / divisor, digits)
            keeps_zeros = not chinese and step != "K"
            return (
                number(part, max(0, digits - 1 - part.adjusted())) if keeps_zeros else _trimmed(part, digits - 1)
            ), step
    return _trimmed(_significant(rounded(size, 2), 4), 2), ""


def _significant(value: Decimal, digits: int) -> Decimal:
    return rounded(value, digits - 1 - value.adjusted()) if value else Decimal(0)


def _trimmed(value: Decimal, most: int) -> str:
    return number(value, min(decimals_of(value), most))


def quantity(value: Decimal | None) -> str:
    """A count that may have a part, with no more decimals than it needs: 3, 1.5, 0.33."""
    return NOTHING if value is None else _trimmed(value, 2)


def share(value: Decimal | None, places: int = 2) -> str:
    """0.5148 → 51.48%; both languages close it up."""
    return NOTHING if value is None else f"{number(value * HUNDRED, places)}%"


def rate(value: Decimal | None) -> str:
    """A rate with no more decimals than it needs: 5%, 62.5%, 51.48%."""
    return NOTHING if value is None else share(value, min(decimals_of(value * HUNDRED), 2))


def day(value: date | None, lang: str, today: date | None = None) -> str:
    """11-24 / 24 Nov; with the year when it is not today's."""
    if value is None:
        return NOTHING
    other_year = today is None or value.year != today.year
    if is_chinese(lang):
        return f"{value:%Y-%m-%d}" if other_year else f"{value:%m-%d}"
    short = f"{value.day} {ENGLISH_MONTHS[value.month - 1]}"
    return f"{short} {value.year}" if other_year else short


def moment(value: datetime | None, lang: str) -> str:
    """2026-11-24 09:05 / 24 Nov 2026 09:05; the moment has been brought into the reader's zone before."""
    return NOTHING if value is None else f"{day(value.date(), lang)} {value:%H:%M}"


NAMED_PERIOD = re.compile(r"(?P<year>\d{4})(-Q(?P<quarter>[1-4])|-(?P<month>\d{2}))?")
CHINESE_QUARTERS = ("一", "二", "三", "四")


def period(label: str, lang: str) -> str:
    """2026-Q4 → Q4 2026 / 2026年四季度; what has no name of its own stays two days."""
    named = NAMED_PERIOD.fullmatch(label)
    if named is None:
        start, _, end = label.partition("..")
        return f"{start} – {end}" if end else label
    year, quarter, month = named["year"], named["quarter"], named["month"]
    if quarter:
        return f"{year}年{CHINESE_QUARTERS[int(quarter) - 1]}季度" if is_chinese(lang) else f"Q{quarter} {year}"
    if month:
        return f"{year}年{int(month)}月" if is_chinese(lang) else f"{ENGLISH_MONTHS[int(month) - 1]} {year}"
    return f"{year}年" if is_chinese(lang) else year


def initials(name: str) -> str:
    """Lin Ruoxi → LR, zhao → Z, 林若溪 → 林: one character of a Chinese name, two letters of a Latin one."""
    words = name.split()
    if not words:
        return "?"
    if any("\u4e00" <= char <= "\u9fff" for char in words[0]):
        return words[0][0]
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()


@dataclass(frozen=True, slots=True)
class Scale:
    """One unit for a whole column: the head says `word`, each cell is value ÷ divisor with the same decimals."""

    divisor: Decimal
    places: int
    word: str

    def write(self, value: Number | None) -> str:
        return NOTHING if value is None else number(Decimal(value) / self.divisor, self.places)

    def write_signed(self, value: Number | None) -> str:
        return NOTHING if value is None else signed(Decimal(value) / self.divisor, self.places)


def scale_for(values: Iterable[Number | None], currency: str, lang: str) -> Scale:
    """万元 with one decimal or ¥K with none when every value is large enough to bear it; else the money as it is."""
    sizes = [abs(Decimal(value)) for value in values if value]
    divisor, places, step = (Decimal(10_000), 1, "万") if is_chinese(lang) else (Decimal(1000), 0, "K")
    word = CHINESE_NAMES.get(currency, f" {currency}") if is_chinese(lang) else currency_sign(currency)
    if not sizes or max(sizes) < 100_000 or min(sizes) < divisor.scaleb(-places):
        return Scale(Decimal(1), _cents(sizes), word.strip())
    return Scale(divisor, places, f"{step}{word}" if is_chinese(lang) else f"{word}{step}")


def _cents(values: Iterable[Decimal]) -> int:
    return 2 if any(value != value.to_integral_value() for value in values) else 0
