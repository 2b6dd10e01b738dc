"""What comparing two records gives: a score and the reasons for it."""

from collections.abc import Iterable
from dataclasses import dataclass

LISTED = 70  # from here on people are asked
SURE = 90


@dataclass(frozen=True, slots=True)
class Reason:
    """code: what speaks for (or against) one record; detail: the words it is about, never a number or an address."""

    code: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Likeness:
    score: int
    reasons: tuple[Reason, ...]

    @property
    def is_listed(self) -> bool:
        return self.score >= LISTED

    @property
    def is_sure(self) -> bool:
        return self.score >= SURE


def together(scores: Iterable[int]) -> int:
    """Independent signs from 0 to 100 taken together: what remains doubtful is the product of the doubts.

    Invariant: never less than the strongest of them, never above 100, whatever their order.
    """
    doubt = 1.0
    for score in sorted(scores):
        doubt *= 1 - score / 100
    return round(100 * (1 - doubt))
