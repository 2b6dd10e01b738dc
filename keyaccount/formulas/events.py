"""What an event brought: who came of those invited, with whom something followed, which deals, and what a guest cost.

Shares as numbers without unit (0.5 for a half); money in one currency.
"""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from keyaccount.kernel.share import share

FOLLOWS_WITHIN = 90
"""Days after an event in which a new opportunity is taken to have followed from it, unless another number is asked."""


@dataclass(frozen=True, slots=True)
class Turnout:
    """Guests: how many were invited, how many of them came, and with how many of those that came something followed.

    Invariant of what is put in: 0 ≤ followed ≤ came ≤ invited.
    """

    invited: int
    came: int
    followed: int

    @property
    def attendance(self) -> Decimal | None:
        """Came ÷ invited; None where nobody was invited. Invariant: 0 to 1."""
        return share(self.came, self.invited)

    @property
    def follow_up(self) -> Decimal | None:
        """Followed ÷ came; None where nobody came. Invariant: 0 to 1."""
        return share(self.followed, self.came)


def turnout(guests: Iterable[tuple[bool | None, bool]]) -> Turnout:
    """Of (came, whether something followed) of each guest; who is not known to have come did not.

    Invariants: 0 ≤ followed ≤ came ≤ invited; the turnouts of two sets of guests add up to that of both together.
    """
    found = list(guests)
    came = [followed for there, followed in found if there]
    return Turnout(len(found), len(came), sum(came))


def cost_per_guest(costs: Iterable[tuple[Decimal | None, int]]) -> Decimal | None:
    """Σ cost ÷ Σ guests who came, over the events (cost, came) whose cost is known; None where none is, or nobody came.

    Money per person, not rounded. Invariant: it lies between the dearest and the cheapest event's own cost per guest,
    where somebody came to each.
    """
    known = [(cost, came) for cost, came in costs if cost is not None]
    if not known:
        return None
    return share(sum((cost for cost, _came in known), Decimal(0)), sum(came for _cost, came in known))


@dataclass(frozen=True, slots=True)
class Presence:
    """Somebody of a company came to an event that ended on a day; id: tells events of one day apart."""

    event: int
    company: Hashable
    ended: date


@dataclass(frozen=True, slots=True)
class Started:
    """A deal with a company, by the day of its first contact."""

    deal: int
    company: Hashable
    on: date


def follows(presence: Presence, deal: Started, days: int) -> bool:
    """Whether the deal began on the event's last day or at most so many days after it, with the same company."""
    return deal.company == presence.company and presence.ended <= deal.on <= presence.ended + timedelta(days=days)


def credited(
    linked: Mapping[int, int], deals: Iterable[Started], presences: Iterable[Presence], days: int
) -> dict[int, int]:
    """Deal → the one event that it is told of: the one it was linked to by hand, else the last that it followed.

    linked: deal → event. Invariants: no deal is told of two events; every linked one is told of its own; with more days
    none is lost.
    """
    by_company: dict[Hashable, list[Presence]] = {}
    for presence in sorted(presences, key=lambda one: (one.ended, one.event)):
        by_company.setdefault(presence.company, []).append(presence)
    found = dict(linked)
    for deal in deals:
        before = [one for one in by_company.get(deal.company, ()) if follows(one, deal, days)]
        if before:
            found.setdefault(deal.deal, before[-1].event)
    return found
