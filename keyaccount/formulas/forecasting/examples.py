"""Features as of a moment: what was known of a deal just before it, and nothing that came later.

Never a feature: days that a deal took in all, how often its stage changed in all, why it was closed, and anything else
that is known only at its end. What records hold is taken back to what they held then.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from keyaccount.formulas.forecasting.past import LOST, NO_DAY, NOBODY, OPEN, WON, Past, month_of
from keyaccount.formulas.forecasting.table import Floats, Table, Whole

DAY = 86400
MOST_ZEROS = 6
KEYED = 10**11  # room for the seconds below the number of an account or person


def open_then(past: Past, moment: float, worth: Floats) -> Table:
    """The deals that were open just before the moment, as they were known then."""
    places = past.states.at(moment)
    places = places[past.states.status[places] == OPEN]
    return _table(past, places, np.full(len(places), moment), worth)


def when_begun(past: Past, moment: float, worth: Floats) -> Table:
    """Every deal that was there before the moment, as it was written down at first."""
    places = past.states.firsts()
    places = places[past.states.begins[places] < moment]
    return _table(past, places, past.states.begins[places].copy(), worth, begun=True)


def _table(past: Past, places: Whole, moments: Floats, worth: Floats, *, begun: bool = False) -> Table:
    states = past.states
    days = moments / DAY
    expected = np.where(states.expected[places] == NO_DAY, np.nan, states.expected[places].astype(float))
    numbers = {
        "amount": np.log1p(np.maximum(states.amount[places] * worth[states.currency[places]], 0)),
        "amount_zeros": zeros_at_end(states.amount[places]),
        "rate": states.rate[places],
        "age": np.maximum(np.floor(days - states.opened[places]), 0),
        "to_close": np.ceil(expected - days),
        **_record_of("account", states.account[places], moments, _closings(past, states.account)),
        **_record_of("owner", states.owner[places], moments, _closings(past, states.owner)),
    }
    kinds = {"stage": states.stage[places].astype(str).astype(object)}
    # A deal as it was written down: every change of it comes later, even one at the very moment of its first state.
    of_deal = past.deals.at(states.deal[places], np.zeros(len(places)) if begun else moments)
    of_account = past.accounts.at(states.account[places], moments)
    if begun:
        of_deal = ({name: _from(column, name, past, days) for name, column in of_deal[0].items()}, of_deal[1])
    for prefix, (more_numbers, more_kinds) in (("deal", of_deal), ("account", of_account)):
        numbers |= {f"{prefix}.{name}": column for name, column in more_numbers.items()}
        kinds |= {f"{prefix}.{name}": column for name, column in more_kinds.items()}
    return Table(states.deal[places], moments, numbers, kinds)


def zeros_at_end(amounts: Floats) -> Floats:
    """How round an amount is: the zeros that it ends in, 0 with cents; not-a-number without an amount.

    A round sum is a guess, an exact one was reckoned up for somebody. Invariant: ten times a whole amount ends in one
    zero more, up to MOST_ZEROS.
    """
    found = np.where(amounts > 0, 0.0, np.nan)
    for zeros in range(1, MOST_ZEROS + 1):
        found[(amounts > 0) & (amounts % 10.0**zeros == 0)] = zeros
    return found


def _from(column: Floats, name: str, past: Past, days: Floats) -> Floats:
    """Days were counted from 1970, as all changes were taken back; count them from the deal's first moment."""
    return column - days if name in past.deals.days else column


@dataclass(frozen=True, slots=True)
class Closings:
    """Closed deals of each account or person in the order of time, piled up: won, lost and what they brought."""

    keys: Whole
    won: Floats
    lost: Floats
    worth: Floats


def _closings(past: Past, whose: Whole) -> Closings:
    states = past.states
    places = np.flatnonzero(((states.status == WON) | (states.status == LOST)) & (whose != NOBODY))
    keys = whose[places] * KEYED + states.begins[places].astype(np.int64)
    order = np.argsort(keys, kind="stable")
    places, keys = places[order], keys[order]
    won = (states.status[places] == WON).astype(float)
    base = np.where(won > 0, np.nan_to_num(states.base[places]), 0.0)
    return Closings(keys, *(np.concatenate([[0.0], np.cumsum(each)]) for each in (won, 1 - won, base)))


def _record_of(name: str, whose: Whole, moments: Floats, closings: Closings) -> dict[str, Floats]:
    """How many deals the same account or person had won and lost before the moment."""
    until = np.searchsorted(closings.keys, whose * KEYED + moments.astype(np.int64))
    since = np.searchsorted(closings.keys, whose * KEYED)
    found = {}
    for column, piled in (("won", closings.won), ("lost", closings.lost), ("worth", closings.worth)):
        counted = piled[until] - piled[since]
        found[f"{name}_{column}"] = np.where(whose == NOBODY, np.nan, counted)
    found[f"{name}_worth"] = np.log1p(found[f"{name}_worth"])
    return found


@dataclass(frozen=True, slots=True)
class Outcomes:
    """How deals had ended just before a moment: deal (rising) → won or not, and the month it closed in."""

    deal: Whole
    won: Whole
    month: Whole


def outcomes_at(past: Past, moment: float) -> Outcomes:
    states = past.states
    places = states.at(moment)
    places = places[(states.status[places] == WON) | (states.status[places] == LOST)]
    order = np.argsort(states.deal[places], kind="stable")
    places = places[order]
    return Outcomes(
        states.deal[places], (states.status[places] == WON).astype(np.int64), month_of(states.closed[places])
    )


def places_of(deals: Whole, outcomes: Outcomes) -> Whole:
    """The place of each deal among the outcomes; −1 for one that had not ended."""
    if not len(outcomes.deal):
        return np.full(len(deals), -1)
    found = np.minimum(np.searchsorted(outcomes.deal, deals), len(outcomes.deal) - 1)
    return np.where(outcomes.deal[found] == deals, found, -1)
