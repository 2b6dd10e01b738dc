"""How complete the portrait of an account is: what is known of what the workspace asks."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from keyaccount.kernel.share import share


@dataclass(frozen=True, slots=True)
class Completeness:
    """Of `asked` fields `known` have an answer, over all accounts together."""

    known: int
    asked: int

    @property
    def share(self) -> Decimal | None:
        """Known ÷ asked, 0 to 1; None where nothing is asked."""
        return share(self.known, self.asked)


def completeness(known: Iterable[int], questions: int) -> Completeness:
    """`known`: how many of the `questions` have an answer, an account each.

    Every account is asked the same, so the share of the whole is the mean of the accounts' shares.
    Invariants: 0 ≤ share ≤ 1; it equals the mean of the shares of the accounts taken one by one.
    """
    counts = list(known)
    return Completeness(sum(counts), questions * len(counts))
