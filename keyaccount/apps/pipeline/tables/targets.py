"""A sheet of targets as a page shows it: cells to change in place, and what does not add up beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.pipeline.figures.year_targets import SheetFigures
from keyaccount.apps.pipeline.models import Measure, Owner, Target, TargetScope
from keyaccount.apps.pipeline.queries.target_parts import Part, Parts, Tree, sees_all_below, years_of
from keyaccount.apps.pipeline.queries.targets import YEAR, Span, calendar_month
from keyaccount.apps.pipeline.queries.year_targets import By, Row
from keyaccount.apps.pipeline.services.targets import may_set
from keyaccount.apps.workspace.models import Workspace
from keyaccount.figures import Figure, Question
from keyaccount.formulas.targets import QUARTERS, months_of, off_by

CENTS = 2


@dataclass(frozen=True, slots=True)
class Asked:
    """Which sheet: of which fiscal year, of what, by whom; open: the quarter whose months are shown."""

    year: int
    measure: Measure = Measure.REVENUE
    by: By = By.PEOPLE
    open: int | None = None
    after: str = ""
    before: str = ""
    chosen: Account | None = None

    def toggled(self, quarter: int | None) -> int | None:
        """The quarter to open by a press on one."""
        return None if quarter == self.open else quarter

    @property
    def within(self) -> str:
        """The query of an address that has the year in its path."""
        return self.query(year=None)

    def query(self, **changed: object) -> str:
        """The query that asks for this sheet again, with what is changed; what is usual is left out."""
        told = {"year": self.year, "measure": self.measure, "by": self.by, "open": self.open, "after": self.after,
                "before": self.before, "account": self.chosen.pk if self.chosen else None}  # fmt: skip
        usual: dict[str, object] = {"measure": Measure.REVENUE, "by": By.PEOPLE}
        kept = {name: value for name, value in {**told, **changed}.items() if value and usual.get(name) != value}
        return f"?{urlencode(kept)}" if kept else ""


@dataclass(frozen=True, slots=True)
class Cell:
    """own: what is set; figure: what it comes to; off: what its months or quarters are over or short of it."""

    span: Span
    own: Target | None
    figure: Figure
    off: Figure | None = None
    saved: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """below: what those below are over or short of each cell's target, where any of them does not add up."""

    row: Row
    cells: list[Cell]
    may_set: bool
    can_spread: bool
    places: int
    below: list[Figure] = field(default_factory=list)


def spans_shown(asked: Asked, workspace: Workspace) -> list[Span]:
    """The quarters, behind the open one its months, and the year."""
    shown: list[Span] = []
    for quarter in QUARTERS:
        shown.append(Span(quarter=quarter))
        if quarter == asked.open:
            shown += [Span(month=calendar_month(number, workspace)) for number in months_of(quarter)]
    return [*shown, YEAR]


def spans_of_year(workspace: Workspace) -> list[Span]:
    """The year, and every quarter with its months behind it."""
    found = [YEAR]
    for quarter in QUARTERS:
        found += [Span(quarter=quarter), *(Span(month=calendar_month(one, workspace)) for one in months_of(quarter))]
    return found


class Sheet:
    def __init__(self, rows: Sequence[Row], asked: Asked, question: Question, workspace: Workspace) -> None:
        self.rows, self.asked, self.question, self.workspace = rows, asked, question, workspace
        self.figures = SheetFigures(question, workspace, asked.measure, asked.year)
        self.spans = spans_shown(asked, workspace)
        self.tree = Tree(rows, workspace)

    def lines(self, saved: tuple[Owner, Span] | None = None) -> list[Line]:
        return [self._line(row, saved[1] if saved and saved[0] == row.owner else None) for row in self.rows]

    def _line(self, row: Row, saved: Span | None) -> Line:
        cells = [self._cell(row, span, saved == span) for span in self.spans]
        below = [self._below(row, span) for span in self.spans]
        known = [figure.value for figure in (cell.figure for cell in cells) if figure.value is not None]
        return Line(
            row=row,
            cells=cells,
            may_set=may_set(row.owner, self.question.viewer),
            can_spread=any(cell.figure.value is not None for cell in cells if not cell.span.month),
            places=0 if all(amount == int(amount) for amount in known) else CENTS,  # type: ignore[arg-type]
            below=below if any(figure.value for figure in below) else [],
        )

    def _cell(self, row: Row, span: Span, saved: bool) -> Cell:
        of_year = row.of_year
        value = of_year.quarter_off_by(span.quarter) if span.quarter else None if span.month else of_year.off_by
        off = self.figures.off_by(row, span, Parts.PERIODS, value) if value else None
        return Cell(span, row.held.get(span), self.figures.target(row, span), off, saved)

    def _below(self, row: Row, span: Span) -> Figure:
        parts = self._parts(row, span)
        value = off_by(span.of(row.of_year, self.workspace), [part.amount for part in parts])
        return self.figures.off_by(row, span, Parts(self.asked.by.value), value)

    def _parts(self, row: Row, span: Span) -> list[Part]:
        if not sees_all_below(self.question.viewer, row.owner) and self.asked.by is not By.PRODUCTS:
            return []
        if self.asked.by is By.PEOPLE:
            return self.tree.parts(row.owner, span)
        return self._others(span) if row.owner is None else []

    def _others(self, span: Span) -> list[Part]:
        scope = TargetScope.ACCOUNT if self.asked.by is By.ACCOUNTS else TargetScope.PRODUCT
        found = years_of(self.question, self.workspace, self.asked.measure, scope)
        return [Part(name, span.of(year, self.workspace)) for name, year in found]
