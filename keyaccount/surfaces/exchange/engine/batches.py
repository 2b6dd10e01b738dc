"""One batch of rows: read column by column, related, built into records, matched, written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any

from keyaccount.apps.workspace.services.loading import Outcome, Result
from keyaccount.kernel.errors import Fact, gettext_noop
from keyaccount.surfaces.exchange.engine.planning import rule_of, style_of
from keyaccount.surfaces.exchange.engine.relating import relate
from keyaccount.surfaces.exchange.engine.run import Learnt, Run
from keyaccount.surfaces.exchange.engine.twins import look_for_twins
from keyaccount.surfaces.exchange.entities.custom import CURRENCY
from keyaccount.surfaces.exchange.entities.custom import values_of as custom_values_of
from keyaccount.surfaces.exchange.entities.entity import Draft, Entity
from keyaccount.surfaces.exchange.entities.field import Field, Kind
from keyaccount.surfaces.exchange.models import ImportFile
from keyaccount.surfaces.exchange.parsing.columns import ColumnReader
from keyaccount.surfaces.exchange.reading.tables import Row as TextRow


class TooManyCells(Fact):
    message = gettext_noop("The row has %(cells)d cells, the headings are %(headings)d.")


class NamedBefore(Fact):
    message = gettext_noop("It repeats row %(row)d of “%(file)s”.")


@dataclass(slots=True)
class Refused:
    number: int
    cells: list[str]
    reasons: list[Fact]


@dataclass(slots=True)
class Done:
    """What became of a batch."""

    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(map(str, Result), 0))
    refused: list[Refused] = field(default_factory=list)
    similar: dict[int, Fact] = field(default_factory=dict)  # rows that were added although they look like a record

    @property
    def read(self) -> int:
        return sum(self.counts.values())


@dataclass(slots=True)
class Column:
    place: int
    field: Field
    reader: ColumnReader


class Table:
    """A file under way: its entity and readers. `do` works through a batch; with load=False it only goes through the
    motions for rows that an earlier attempt has written, so that later rows find them."""

    def __init__(self, file: ImportFile, entity: Entity, run: Run) -> None:
        self.file = file
        self.entity = entity
        self.run = run
        self.width = len(file.columns)
        rule = rule_of(file, run.preset)
        self.columns: list[Column] = []
        known = {field.key: field for field in entity.fields}
        for place, column in enumerate(file.columns):
            if column["field"] in known:  # and not archived since
                one = known[column["field"]]
                mapped = rule.values.get(one.key, {}) if rule else {}
                style = style_of(column, one, rule)
                reader = ColumnReader(one, style, run.zone, mapped, run.currencies)
                self.columns.append(Column(place, one, reader))
        filling = (column.field for column in self.columns if not column.field.key.endswith(CURRENCY))
        self.custom = {field.key: field.custom for field in filling if field.custom is not None}

    def do(self, rows: Sequence[TextRow], *, load: bool = True) -> Done:
        done = Done()
        drafts = self._drafts(rows, done)
        self._match(drafts, done)
        going = [draft for draft in drafts if draft.reason is None]
        texts = dict(rows)
        for draft in drafts:
            if draft.reason is not None:
                self._refuse(done, draft.number, texts[draft.number], [draft.reason])
        if load:
            self._conclude(going, self.entity.load([draft.row for draft in going], self.run.load), done, texts)
        return done

    def refuse(self, rows: Sequence[TextRow], reason: Fact) -> Done:
        done = Done()
        for number, cells in rows:
            self._refuse(done, number, cells, [reason])
        return done

    # ── Steps ──

    def _drafts(self, rows: Sequence[TextRow], done: Done) -> list[Draft]:
        fitting = []
        for number, cells in rows:
            if len(cells) > self.width and any(cell.strip() for cell in cells[self.width :]):
                self._refuse(done, number, cells, [TooManyCells(cells=len(cells), headings=self.width)])
            else:
                fitting.append((number, cells))
        values = self._values(fitting)
        drafts = []
        for (number, cells), of_row in zip(fitting, zip(*values.values(), strict=True), strict=True):
            given = dict(zip(values, of_row, strict=True))
            reasons = [value for value in given.values() if isinstance(value, Fact)]
            if not reasons:
                try:
                    row = self.entity.build(given, self.run)
                    row.custom = custom_values_of(self.custom, given, self.run)
                except Fact as fact:
                    reasons = [fact]
                else:
                    drafts.append(Draft(number, row, self.entity.keys(row)))
            if reasons:
                self._refuse(done, number, cells, reasons)
        return drafts

    def _values(self, rows: Sequence[TextRow]) -> dict[str, list[Any]]:
        """Field key → values, column by column; relations become ids."""
        texts = list(zip_longest(*(cells for _number, cells in rows), fillvalue=""))
        empty = ("",) * len(rows)  # of a column that no row reaches
        values = {
            column.field.key: column.reader.values(texts[column.place] if column.place < len(texts) else empty)
            for column in self.columns
        }
        for column in self.columns:
            if column.field.kind == Kind.RELATION:
                key = column.field.key
                values[key] = relate(column.field, values[key], values, self.run)
        return values

    def _match(self, drafts: Sequence[Draft], done: Done) -> None:
        """Find the record of each row, and refuse a row about what an earlier one was about."""
        seen = self.run.seen.setdefault(self.entity.key, {})
        fresh: list[Draft] = []
        for draft in drafts:
            before = next((seen[key] for key in draft.keys.asked if key in seen), None)
            if before is not None:
                draft.refuse(NamedBefore(file=before[0], row=before[1]))
                continue
            for key in draft.keys.noted:
                seen.setdefault(key, (self.file.name, draft.number))
            fresh.append(draft)
        self.entity.match(fresh, self.run)
        done.similar = look_for_twins(self.entity.key, self.file.name, fresh, self.run)
        touched = self.run.touched.setdefault(self.entity.key, {})
        for draft in fresh:
            pk = draft.row.pk
            if pk is not None and pk in touched:
                draft.refuse(NamedBefore(file=touched[pk][0], row=touched[pk][1]))
            elif pk is not None:
                touched[pk] = (self.file.name, draft.number)

    def _conclude(
        self, going: Sequence[Draft], outcomes: Sequence[Outcome], done: Done, texts: dict[int, list[str]]
    ) -> None:
        made: Learnt = []
        touched = self.run.touched[self.entity.key]
        for draft, outcome in zip(going, outcomes, strict=True):
            if outcome.reason is not None:
                self._refuse(done, draft.number, texts[draft.number], [outcome.reason])
                continue
            done.counts[str(outcome.result)] += 1
            if outcome.pk is not None:
                touched[outcome.pk] = (self.file.name, draft.number)
                row = draft.row
                values = {**row.defaults, **row.values} if outcome.result == Result.CREATED else row.values
                made.append((outcome.pk, values))
        self.entity.learn(made, self.run)

    def _refuse(self, done: Done, number: int, cells: list[str], reasons: list[Fact]) -> None:
        done.counts[str(Result.REJECTED)] += 1
        done.refused.append(Refused(number, cells, reasons))

    # ── Report ──

    @property
    def mapped(self) -> list[dict[str, Any]]:
        """Values that were mapped so far in this attempt: {field, from, to, count}."""
        return [
            {"field": column.field.key, "from": text, "to": column.reader.mapped[text], "count": count}
            for column in self.columns
            for text, count in column.reader.counts.items()
        ]
