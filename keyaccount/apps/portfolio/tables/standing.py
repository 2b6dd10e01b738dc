"""The panel "Standing" of an account: three parts as bars, what would lift it, what is suggested and why, its story."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.utils.translation import gettext, ngettext

from keyaccount.apps.accounts.models import Account, Lifecycle, Loyalty
from keyaccount.apps.portfolio.models import AccountStanding, TierEvent, TierOverride
from keyaccount.apps.portfolio.queries.of_account import Behind
from keyaccount.apps.portfolio.queries.rules import bounds_of, tier_rules, weights_of
from keyaccount.apps.portfolio.words import PARTS
from keyaccount.apps.workspace import clock
from keyaccount.formulas.standing import lifecycle, loyalty, trend
from keyaccount.formulas.tiers import Bonds, Lift, Outlook, Part, Parts, Score, more_of, outlook, score, shares_of
from keyaccount.ui import formatting
from keyaccount.ui.writing import language

HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class PartLine:
    """share: of the bar, 0 to 1; value: 0 to 100, None where not known; note: what it is made of."""

    name: str
    value: Decimal | None
    share: Decimal | None
    weight: Decimal
    note: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """word: what the figures suggest; evidence: why; differs: whether a person has said otherwise."""

    word: str
    evidence: str
    differs: bool


@dataclass(frozen=True, slots=True)
class StoryLine:
    on: date
    text: str
    by: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    parts: list[PartLine]
    score: Score
    outlook: Outlook | None
    lifts: list[str]


def parts_kept(kept: AccountStanding) -> Parts:
    return {Part.CONTRIBUTION: kept.contribution, Part.POTENTIAL: kept.potential, Part.DEPTH: kept.depth}


def outcome_of(kept: AccountStanding, bonds: Bonds) -> Outcome:
    rules = tier_rules()
    weights, parts = weights_of(rules), parts_kept(kept)
    ahead = outlook(parts, weights, bounds_of(rules))
    notes = {
        Part.CONTRIBUTION: gettext("rank of the revenue of 12 months"),
        Part.POTENTIAL: gettext("rank of what they are thought to buy a year"),
        Part.DEPTH: depth_words(bonds),
    }
    lines = [
        PartLine(str(PARTS[part]), value, None if value is None else value / HUNDRED, weights[part], notes[part])
        for part, value in parts.items()
    ]
    return Outcome(lines, score(parts, weights), ahead, [*_lifts(ahead, bonds)] if ahead else [])


def depth_words(bonds: Bonds) -> str:
    """3 of 9 products · 2 of 7 roles · 4.2 years."""
    said = []
    if bonds.products_in_use is not None:
        given = {"have": bonds.products_in_use, "fit": bonds.products_that_fit}
        said.append(gettext("%(have)s of %(fit)s products") % given)
    if bonds.roles_covered is not None:
        given = {"have": bonds.roles_covered, "fit": bonds.roles_that_exist}
        said.append(gettext("%(have)s of %(fit)s roles") % given)
    if bonds.years is not None:
        said.append(gettext("%(years)s years") % {"years": formatting.number(bonds.years, 1)})
    return " · ".join(said)


def _lifts(ahead: Outlook, bonds: Bonds) -> Iterator[str]:
    for lift in ahead.lifts:
        given = {"part": PARTS[lift.part], "now": _points(lift.now), "needed": _points(lift.needed)}
        if not lift.is_possible:
            yield gettext("%(part)s alone cannot: it would need %(needed)s.") % given
        elif lift.now is None:
            yield gettext("%(part)s is not known; at %(needed)s or more it would do.") % given
        else:
            yield gettext("%(part)s from %(now)s to %(needed)s") % given + _means(lift, bonds)


def _means(lift: Lift, bonds: Bonds) -> str:
    """What a rise in depth takes: so many more products, or so many more roles."""
    if lift.part is not Part.DEPTH or lift.now is None:
        return ""
    known = sum(value is not None for value in shares_of(bonds))
    ways = [*_more_products(bonds, lift, known), *_more_roles(bonds, lift, known)]
    return gettext(": %(ways)s") % {"ways": gettext(", or ").join(ways)} if ways else ""


def _more_products(bonds: Bonds, lift: Lift, known: int) -> Iterator[str]:
    if bonds.products_in_use is None or bonds.products_that_fit is None or lift.now is None:
        return
    if more := more_of(bonds.products_in_use, bonds.products_that_fit, lift.needed - lift.now, known):
        yield ngettext("%(count)s more product in use", "%(count)s more products in use", more) % {"count": more}


def _more_roles(bonds: Bonds, lift: Lift, known: int) -> Iterator[str]:
    if bonds.roles_covered is None or bonds.roles_that_exist is None or lift.now is None:
        return
    if more := more_of(bonds.roles_covered, bonds.roles_that_exist, lift.needed - lift.now, known):
        yield ngettext("%(count)s more buying role", "%(count)s more buying roles", more) % {"count": more}


def lifecycle_of(account: Account, found: Behind) -> Suggestion:
    custom, stage = found.custom, lifecycle(found.custom)
    change = trend(custom)
    if custom.first is None:
        evidence = gettext("nothing bought yet")
    elif change is None:
        evidence = gettext("no revenue in the 12 months before the last")
    else:
        evidence = gettext("revenue %(change)s on the 12 months before") % {"change": _change(change)}
    if custom.first is not None and found.bonds.years is not None:
        evidence += gettext(", customer for %(years)s years") % {"years": formatting.number(found.bonds.years, 1)}
    return Suggestion(str(Lifecycle(stage).label), evidence, account.lifecycle not in {"", stage})


def loyalty_of(account: Account, found: Behind) -> Suggestion | None:
    bond = loyalty(found.custom)
    if bond is None:
        return None
    this, before, earlier = found.custom.closings
    given = {"this": this, "before": before, "earlier": earlier}
    evidence = gettext("deals and orders in the last three years: %(this)s, %(before)s, %(earlier)s") % given
    return Suggestion(str(Loyalty(bond).label), evidence, account.loyalty not in {"", bond})


def story_of(events: list[TierEvent], overrides: list[TierOverride], zone: ZoneInfo) -> list[StoryLine]:
    """Computed changes and what people set, newest first."""
    lines = [StoryLine(event.on, _event_words(event)) for event in events]
    lines += [StoryLine(clock.day_of(one.set_at, zone), _override_words(one), str(one.set_by)) for one in overrides]
    return sorted(lines, key=lambda line: line.on, reverse=True)


def _event_words(event: TierEvent) -> str:
    given = {"before": event.from_tier, "after": event.to_tier, "score": formatting.number(event.score, 1)}
    if not event.to_tier:
        return gettext("too little is known for a tier")
    if not event.from_tier:
        return gettext("tier %(after)s, score %(score)s") % given
    return gettext("from %(before)s to %(after)s, score %(score)s") % given


def _override_words(one: TierOverride) -> str:
    given = {"tier": one.tier, "day": formatting.day(one.expires_on, language()), "reason": one.reason}
    return gettext("set to %(tier)s until %(day)s: %(reason)s") % given


def _points(value: Decimal | None) -> str:
    return formatting.number(value, 1)


def _change(share: Decimal) -> str:
    return formatting.signed(share * HUNDRED, 0) + "%"
