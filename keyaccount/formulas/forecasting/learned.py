"""Machine learning: how likely each open deal is won and when it closes, from how deals like it went.

Gradient-boosted trees give a first chance; it is calibrated by deals that the trees had not seen, so that of the deals
said to have 30 % about 30 % are won. Nothing enters that was not known at the moment that a row stands for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression

from keyaccount.formulas.forecasting.interface import (
    DealOdds,
    History,
    Lack,
    Prediction,
    Reason,
    TooLittle,
    share_left,
)
from keyaccount.formulas.forecasting.simulation import SEED, drawn_from, interval, money, sums_of_deals
from keyaccount.formulas.forecasting.table import Flags, Floats, Table, Whole

FEWEST_CLOSED = 100
FEWEST_OF_EACH = 20
MOST_KINDS = 200  # of one column; rarer ones count as not known
FOLDS = 3
EDGE = 1e-6
FRESH_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Growth:
    """How trees grow: how far each step goes and how many there are, leaves of a tree, the fewest rows in a leaf, and
    how many values of a column are told apart."""

    rate: float
    steps: int
    leaves: int
    fewest: int
    bins: int = 255


# The best of those tried by cross-validation, by how many rows there are to learn from.
FEW, SOME, MANY = Growth(0.08, 60, 7, 20), Growth(0.08, 120, 15, 30, bins=127), Growth(0.04, 500, 31, 40)
SOME_FROM, MANY_FROM = 5_000, 20_000


def growth_of(rows: int) -> Growth:
    if rows < SOME_FROM:
        return FEW
    return SOME if rows < MANY_FROM else MANY


@dataclass(frozen=True, slots=True)
class Coding:
    """How kinds become numbers: the codes of the commonest; everything else is not known."""

    numbers: tuple[str, ...]
    kinds: Mapping[str, Mapping[str, int]]

    def matrix(self, table: Table) -> Floats:
        columns = [table.numbers[name] for name in self.numbers]
        for name, codes in self.kinds.items():
            columns.append(np.array([codes.get(kind, np.nan) for kind in table.kinds[name]], dtype=float))
        return np.column_stack(columns)

    @property
    def is_kind(self) -> list[bool]:
        return [False] * len(self.numbers) + [True] * len(self.kinds)

    @property
    def names(self) -> tuple[str, ...]:
        return (*self.numbers, *self.kinds)


@dataclass(frozen=True, slots=True)
class WinModel:
    """trees: one set a fold, each grown on the other folds; their mean is steadier than any of them."""

    coding: Coding
    trees: Sequence[HistGradientBoostingClassifier]
    calibration: LogisticRegression
    typical: Mapping[str, float | str]

    def chances(self, table: Table) -> Floats:
        if not len(table):
            return np.zeros(0)
        matrix = self.coding.matrix(table)
        raw = np.mean([trees.predict_proba(matrix)[:, 1] for trees in self.trees], axis=0)
        return np.asarray(self.calibration.predict_proba(_logit(raw))[:, 1])

    def reasons(self, table: Table, most: int = 3) -> list[list[tuple[str, float]]]:
        """For each row the columns that move its chance most: by how much, against the same with a typical value."""
        chances = self.chances(table)
        moved = np.column_stack(
            [chances - self.chances(table.without(name, self.typical[name])) for name in self.coding.names]
        )
        order = np.argsort(-np.abs(moved), axis=1)[:, :most]
        names = self.coding.names
        return [
            [(names[place], float(moved[row, place])) for place in places if abs(moved[row, place]) >= 0.005]
            for row, places in enumerate(order)
        ]


def learn_to_win(table: Table, won: Flags, weights: Floats, seed: int = SEED) -> WinModel | TooLittle:
    """Rows of one deal are never split between what is learnt from and what is calibrated on."""
    if lack := too_few(table.deals, won):
        return lack
    coding = _coding(table)
    matrix = coding.matrix(table)
    folds = (table.deals * 2654435761 % 2**32) % FOLDS  # by deal, the same in every run
    unseen, grown = np.zeros(len(table)), []
    for fold in range(FOLDS):
        out = folds == fold
        trees = _grown(growth_of(len(table)), coding, matrix[~out], won[~out], weights[~out], seed)
        unseen[out] = trees.predict_proba(matrix[out])[:, 1]
        grown.append(trees)
    calibration = LogisticRegression(C=1e6).fit(_logit(unseen), won, sample_weight=weights)
    return WinModel(coding, grown, calibration, _typical(table, coding))


def too_few(deals: Whole, won: Flags) -> TooLittle | None:
    closed, winners = len(np.unique(deals)), len(np.unique(deals[won]))
    if closed < FEWEST_CLOSED:
        return TooLittle(Lack.CLOSED_DEALS, closed, FEWEST_CLOSED)
    if winners < FEWEST_OF_EACH:
        return TooLittle(Lack.WON_DEALS, winners, FEWEST_OF_EACH)
    if closed - winners < FEWEST_OF_EACH:
        return TooLittle(Lack.LOST_DEALS, closed - winners, FEWEST_OF_EACH)
    return None


@dataclass(frozen=True, slots=True)
class WhenModel:
    """How likely a deal closes, won or lost, in the month that begins with its row, in the next, … or later."""

    coding: Coding
    trees: HistGradientBoostingClassifier
    buckets: int

    def shares(self, table: Table) -> Floats:
        """A row for each deal, a column for each month ahead and one for later; every row sums to 1."""
        shares = np.zeros((len(table), self.buckets + 1))
        if len(table):
            shares[:, self.trees.classes_.astype(int)] = self.trees.predict_proba(self.coding.matrix(table))
        return shares


def learn_when(table: Table, month: Whole, buckets: int, seed: int = SEED) -> WhenModel | TooLittle:
    """month: how many months after its row's the deal closed, `buckets` for later; only rows where that is known."""
    if len(table) < FEWEST_CLOSED or len(np.unique(month)) < 2:
        return TooLittle(Lack.TIMED_DEALS, len(table), FEWEST_CLOSED)
    coding, growth = _coding(table), min(growth_of(len(table)), SOME, key=attrgetter("steps"))
    trees = _grown(growth, coding, coding.matrix(table), month, np.ones(len(table)), seed)
    return WhenModel(coding, trees, buckets)


def _coding(table: Table) -> Coding:
    """Columns that are the same in every row say nothing, and would only take time."""
    kinds = {}
    for name, column in table.kinds.items():
        found, counts = np.unique(column.astype(str), return_counts=True)
        common = found[np.argsort(-counts, kind="stable")][:MOST_KINDS]
        if len(found) > 1:
            kinds[name] = {kind: code for code, kind in enumerate(common) if kind}
    numbers = [name for name, column in table.numbers.items() if len(np.unique(column)) > 1]
    return Coding(tuple(numbers if numbers or kinds else table.numbers), kinds)


def _grown(
    growth: Growth, coding: Coding, matrix: Floats, came: Flags | Whole, weights: Floats, seed: int
) -> HistGradientBoostingClassifier:
    """A column of which nothing is known in these rows says nothing; the library cannot bin it."""
    known = ~np.isnan(matrix).all(axis=0)
    trees = HistGradientBoostingClassifier(
        categorical_features=coding.is_kind,
        learning_rate=growth.rate,
        max_iter=growth.steps,
        max_leaf_nodes=growth.leaves,
        min_samples_leaf=growth.fewest,
        max_bins=growth.bins,
        l2_regularization=1.0,
        early_stopping=False,
        random_state=seed,
    )
    all_alike = bool((weights == weights[0]).all())  # without weights the library is quicker by half
    return trees.fit(np.where(known, matrix, 0.0), came, sample_weight=None if all_alike else weights)


def _typical(table: Table, coding: Coding) -> dict[str, float | str]:
    typical: dict[str, float | str] = {}
    for name in coding.numbers:
        known = table.numbers[name][~np.isnan(table.numbers[name])]
        typical[name] = float(np.median(known)) if len(known) else float("nan")
    for name in coding.kinds:
        found, counts = np.unique(table.kinds[name].astype(str), return_counts=True)
        typical[name] = str(found[np.argmax(counts)])
    return typical


def _logit(chances: Floats) -> Floats:
    held = np.clip(chances, EDGE, 1 - EDGE)
    return np.log(held / (1 - held)).reshape(-1, 1)


@dataclass(frozen=True, slots=True)
class Learned:
    history: History
    odds: Sequence[DealOdds]

    def predict(self, month: date) -> Prediction:
        """What is closed, what the open deals bring by their chances, and what is not in the pipeline yet."""
        ahead = self.history.ahead(month)
        closed = self.history.closed_in(month)
        amounts = np.array([float(deal.amount) for deal in self.odds])
        chances = np.array([deal.chance * deal.when[ahead] for deal in self.odds])
        fresh = self._fresh(ahead)
        sums = sums_of_deals(amounts, chances) + drawn_from(fresh)
        brought, usual = float(amounts @ chances) if len(amounts) else 0.0, float(np.mean(fresh)) if fresh else 0.0
        low, high = interval(sums)
        value = closed + money(brought + usual)
        reasons = (
            Reason("closed", closed),
            Reason("open_deals", money(brought), money(float(chances.sum()))),
            Reason("fresh", money(usual), money(float(len(fresh)))),
        )
        return Prediction(value, min(value, closed + low), max(value, closed + high), reasons)

    def _fresh(self, ahead: int) -> list[float]:
        """What came in each of the last twelve months from deals that were not open that long before."""
        known = len(self.history.complete)
        past = self.history.months[max(0, known - FRESH_MONTHS - ahead) : known - ahead]
        left = share_left(self.history.until, self.history.running) if ahead == 0 else 1.0
        return [float(month.fresh[ahead]) * left for month in past if len(month.fresh) > ahead]


def fit(history: History) -> Learned | TooLittle:
    """The chances are learnt once for all months, by whoever makes the history."""
    if isinstance(history.odds, TooLittle):
        return history.odds
    return Learned(history, history.odds)
