"""A market (region × year): the revenue that a wanted share of it asks for, and what our share in it says.

Money in one currency; shares, growth and splits as numbers without unit, 0.3 for 30 %.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from keyaccount.kernel.share import share

CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class MarketPlan:
    """Of a market of `size` next year we want `ours`: `key` from key accounts and `rest` from the others."""

    size: Decimal
    ours: Decimal
    key: Decimal
    rest: Decimal


def market_plan(
    size: Decimal | None, growth: Decimal | None, wanted: Decimal | None, key_part: Decimal | None
) -> MarketPlan | None:
    """Size × (1 + growth) × wanted share, split into key accounts and the rest; None while one of them is unknown.

    Each is rounded to the cent once, and the rest is what remains. Invariants: key + rest = ours; none is below 0 for
    a size, growth above −1, wanted share and part of 0 or more (the last two up to 1).
    """
    if size is None or growth is None or wanted is None or key_part is None:
        return None
    then = (size * (1 + growth)).quantize(CENT)
    ours = (then * wanted).quantize(CENT)
    key = (ours * key_part).quantize(CENT)
    return MarketPlan(then, ours, key, ours - key)


@dataclass(frozen=True, slots=True)
class Brought:
    """Our revenue in a market: of key accounts and of the rest, in one currency."""

    key: Decimal
    rest: Decimal

    @property
    def whole(self) -> Decimal:
        return self.key + self.rest

    @property
    def key_share(self) -> Decimal | None:
        """Key ÷ whole; None where nothing was sold. Invariant: where both parts are 0 or more, it is 0 to 1."""
        return share(self.key, self.whole)


def brought(amounts: Iterable[tuple[Decimal, bool]]) -> Brought:
    """The sum of (revenue, whether of a key account). Invariant: key + rest is the sum of all amounts."""
    sums = {True: Decimal(0), False: Decimal(0)}
    for amount, is_key in amounts:
        sums[is_key] += amount
    return Brought(key=sums[True], rest=sums[False])


@dataclass(frozen=True, slots=True)
class Guidance:
    """One sentence that fits a market share of `share_from` to `share_to` (both included, None: no end) where key
    accounts bring more than `key_above` and up to `key_to` of our revenue (None: no end)."""

    code: str
    share_from: Decimal
    share_to: Decimal | None
    key_above: Decimal
    key_to: Decimal | None

    def fits(self, market_share: Decimal, key_share: Decimal) -> bool:
        within = self.share_from <= market_share and (self.share_to is None or market_share <= self.share_to)
        return within and self.key_above < key_share and (self.key_to is None or key_share <= self.key_to)


USUAL = (
    Guidance("right", Decimal("0.6"), None, Decimal("0.35"), Decimal("0.45")),
    Guidance("healthy", Decimal("0.5"), None, Decimal("0.4"), None),
    Guidance("opening", Decimal("0.3"), Decimal("0.4"), Decimal("0.5"), None),
)
"""The field's rules, narrowest first: "about 40 %" is 35 to 45 %, "well above 40 %" is more than half."""


def guidance(market_share: Decimal | None, key_share: Decimal | None, rules: Iterable[Guidance]) -> Guidance | None:
    """The first rule that fits; None where none does, or one of the two shares is unknown.

    Invariant: what is found fits, and no rule before it does.
    """
    if market_share is None or key_share is None:
        return None
    return next((rule for rule in rules if rule.fits(market_share, key_share)), None)


def others(shares: Iterable[Decimal]) -> Decimal | None:
    """What is left of the market beside the suppliers named; None when their shares make more than the whole.

    Invariant: where defined, the shares and this make exactly 1.
    """
    left = 1 - sum(shares, Decimal(0))
    return left if left >= 0 else None
