"""Resources of a key-account operation: what of each a stance is meant to take, and how people divide over accounts.

Shares are numbers without unit, 0.4 for 40 %; heads are people, each of whom counts once however many they work for.
"""

from collections import defaultdict
from collections.abc import Collection, Hashable, Mapping
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import TypeVar

from keyaccount.formulas.scorecard import makes_whole
from keyaccount.formulas.segments import Stance

Account = TypeVar("Account", bound=Hashable)
Person = TypeVar("Person", bound=Hashable)
PART = Decimal("0.0001")
PARTS = 10_000


class Resource(StrEnum):
    TIME = "time"
    PEOPLE = "people"
    MONEY = "money"


Norms = Mapping[Stance, Mapping[Resource, Decimal]]
"""Stance → resource → the share of that resource that its accounts are meant to take."""


def norms_of(percents: Mapping[Stance, tuple[int, int, int]]) -> Norms:
    """From percent of time, people and money for each stance."""
    return MappingProxyType(
        {
            stance: MappingProxyType(
                {resource: Decimal(part) / 100 for resource, part in zip(Resource, parts, strict=True)}
            )
            for stance, parts in percents.items()
        }
    )


USUAL = norms_of(
    {
        Stance.ATTACK: (40, 40, 50),
        Stance.DEFEND: (40, 35, 30),
        Stance.MAINTAIN: (15, 20, 15),
        Stance.NONE: (5, 5, 5),
    }
)
"""What holds until the workspace sets its own."""


def not_whole(norms: Norms) -> list[Resource]:
    """The resources whose shares over the stances do not make exactly the whole.

    Invariant: empty exactly when every resource is handed out, none of it twice.
    """
    return [resource for resource in Resource if not makes_whole(norms[stance][resource] for stance in norms)]


def heads(work: Mapping[Person, Collection[Account]]) -> Mapping[Account, Decimal]:
    """Each person evenly over the accounts they work for, in ten-thousandths; what is left over goes to the first ones.

    work: person → accounts, in an order that is the same each time. Invariant: the heads of all accounts sum to exactly
    the number of people who work for any.
    """
    found: dict[Account, Decimal] = defaultdict(Decimal)
    for accounts in work.values():
        for place, account in enumerate(accounts):
            each, over = divmod(PARTS, len(accounts))
            found[account] += (each + (place < over)) * PART
    return dict(found)
