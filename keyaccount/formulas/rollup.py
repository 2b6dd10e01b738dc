"""Forecast categories: what is closed, promised, possible and open, alone and added up.

Every deal open at a moment and expected to close in the period stands in one category: *commit* (will come), *best
case* (comes if things go well), *pipeline* (open, no more said) or *omitted* (counts nowhere). A deal won in the period
is *closed* and counts its amount in the base currency at the rate of its closing day; a lost deal is in none. Amounts
are in one currency and not weighted: a category is a judgement, and weighting it would judge twice.

Each category exists alone, and cumulative with all that is surer:

    commit = closed + commit alone      best case = commit + best case alone      pipeline = best case + pipeline alone

Invariants: closed <= commit <= best case <= pipeline, each cumulative amount is at least that of its category alone,
and roll-ups of persons sum to the roll-up of their team.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

ZERO = Decimal(0)
COMMIT, BEST_CASE, PIPELINE, OMITTED = "commit", "best_case", "pipeline", "omitted"
SAID = (COMMIT, BEST_CASE, PIPELINE)
COMMIT_FROM = Decimal("0.5")
BEST_CASE_FROM = Decimal("0.3")


@dataclass(frozen=True, slots=True)
class Alone:
    """Amounts of each category by itself, none below zero."""

    closed: Decimal = ZERO
    commit: Decimal = ZERO
    best_case: Decimal = ZERO
    pipeline: Decimal = ZERO

    def __add__(self, other: "Alone") -> "Alone":
        return Alone(
            self.closed + other.closed,
            self.commit + other.commit,
            self.best_case + other.best_case,
            self.pipeline + other.pipeline,
        )


@dataclass(frozen=True, slots=True)
class Rollup:
    """Cumulative amounts: each holds those before it."""

    closed: Decimal
    commit: Decimal
    best_case: Decimal
    pipeline: Decimal

    def of(self, category: str) -> Decimal:
        return {COMMIT: self.commit, BEST_CASE: self.best_case, PIPELINE: self.pipeline}[category]

    def __add__(self, other: "Rollup") -> "Rollup":
        return Rollup(
            self.closed + other.closed,
            self.commit + other.commit,
            self.best_case + other.best_case,
            self.pipeline + other.pipeline,
        )


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody says the cumulative amounts will be; None where they say nothing."""

    commit: Decimal | None = None
    best_case: Decimal | None = None
    pipeline: Decimal | None = None

    def of(self, category: str) -> Decimal | None:
        return {COMMIT: self.commit, BEST_CASE: self.best_case, PIPELINE: self.pipeline}[category]


NOTHING_SAID = Said()


def usual_category(win_rate: Decimal) -> str:
    """The category of a stage for which the workspace has set none: commit from 50 %, best case from 30 %."""
    if win_rate >= COMMIT_FROM:
        return COMMIT
    return BEST_CASE if win_rate >= BEST_CASE_FROM else PIPELINE


def cumulative(alone: Alone) -> Rollup:
    commit = alone.closed + alone.commit
    best_case = commit + alone.best_case
    return Rollup(alone.closed, commit, best_case, best_case + alone.pipeline)


def together(rollups: Iterable[Rollup]) -> Rollup:
    """The roll-up of a team: the sums of its people's."""
    return sum(rollups, Rollup(ZERO, ZERO, ZERO, ZERO))


def judged(computed: Rollup, own: Said = NOTHING_SAID, manager: Said = NOTHING_SAID) -> Rollup:
    """What counts once people have spoken: the manager's number before the person's, that before the computed one.

    Whoever promises 300 expects at least 300 in the best case: a surer category lifts those that hold it, so
    commit <= best case <= pipeline holds whatever is said. What is closed stays as it is.
    """
    commit, best_case, pipeline = (_spoken(category, computed, own, manager) for category in SAID)
    best_case = max(commit, best_case)
    return Rollup(computed.closed, commit, best_case, max(best_case, pipeline))


def _spoken(category: str, computed: Rollup, own: Said, manager: Said) -> Decimal:
    said = (manager.of(category), own.of(category))
    return next((amount for amount in said if amount is not None), computed.of(category))
