"""Running an import: batch after batch, each one transaction that also saves how far it is.

Whoever kills the process, in whatever moment: the last committed batch and its mark are there and nothing else. The
next run goes through what is done without writing (to know which records were named) and goes on behind it.
"""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import transaction

from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.services.journal import Journal
from keyaccount.kernel.errors import Fact, gettext_noop
from keyaccount.surfaces.exchange.engine.batches import Done, Refused, Table
from keyaccount.surfaces.exchange.engine.levels import IN_A_CIRCLE, InACircle, levels_of
from keyaccount.surfaces.exchange.engine.notes import Notes, Unknown
from keyaccount.surfaces.exchange.engine.options import ImportOptions
from keyaccount.surfaces.exchange.engine.run import Run
from keyaccount.surfaces.exchange.engine.setting_up import set_up
from keyaccount.surfaces.exchange.entities.registry import entity_now
from keyaccount.surfaces.exchange.models import Import, ImportBatch, ImportFile, ImportStatus, Rejection
from keyaccount.surfaces.exchange.presets import PRESETS
from keyaccount.surfaces.exchange.reading.staging import staged_rows
from keyaccount.surfaces.exchange.reading.tables import Row as TextRow

BATCH = 2000
SIMILAR_KEPT = 200
Step = Callable[[int, int], None]
Mark = tuple[int, int, int]  # file, level, rows of the file that this level's pass has looked at
START: Mark = (0, 0, 0)


class RunsElsewhere(Fact):
    message = gettext_noop("Another process is running this import. Nothing was written twice; look at it again later.")


@dataclass(slots=True)
class Batch:
    """Rows of one level of a file; after: the mark when they are done."""

    level: int
    rows: list[TextRow]
    after: Mark


def folder_of(imp: Import) -> Path:
    return Path(settings.MEDIA_ROOT) / "imports" / imp.folder


class Runner:
    """write=False is the dry run: the same way through everything, without a write."""

    def __init__(self, imp: Import, act: Act, *, write: bool, step: Step = lambda done, total: None) -> None:
        self.imp = imp
        self.folder = folder_of(imp)
        self.files: list[ImportFile] = list(imp.files.order_by("position"))
        options = ImportOptions.from_json(imp.options)
        self.run = Run(preset=PRESETS[imp.preset], options=options, act=act.part_of(imp.ref), write=write)
        self.write = write
        self.step = step
        self.done = 0
        self.total = sum(file.rows for file in self.files)
        self.refused: dict[int, list[Refused]] = {file.position: [] for file in self.files}
        self.mark: Mark | None = _mark_of(imp) if write else None
        if not write:
            _forget_counts(self.files)

    def go(self) -> None:
        if self.mark is None:
            self._set_up()
        else:
            self.run.notes = Notes(self.imp.notes, self._unknown())
            self.run.also_created = Counter(self.imp.also_created)
        resumed = self.mark or START
        for file in self.files:
            if file.position < resumed[0] and not self._repeats_later(file, resumed):
                self.done += file.rows
                continue
            with _seldom_collected():
                self._go_through(file, resumed)

    def _unknown(self) -> Iterator[Unknown]:
        for unknown in self.imp.batches.order_by("number").values_list("unknown", flat=True):
            yield from ((field, name) for field, name in unknown)

    def _repeats_later(self, file: ImportFile, mark: Mark) -> bool:
        """Whether a file that is not done holds the same entity: its rows may repeat those of this one."""
        return any(other.entity == file.entity and other.position >= mark[0] for other in self.files)

    def _go_through(self, file: ImportFile, resumed: Mark) -> None:
        table = Table(file, entity_now(file.entity), self.run)
        path = self.folder / file.path
        levels = levels_of(file, table.entity, path)
        for level in sorted(set(levels)) if levels else [0]:
            rows = ((n, row) for n, row in enumerate(staged_rows(path)) if levels is None or levels[n] == level)
            split = resumed[2] if resumed[:2] == (file.position, level) else 0
            for batch in _batches(rows, file.position, level, split):
                self._do(file, table, batch, passed=batch.after <= resumed)

    def _do(self, file: ImportFile, table: Table, batch: Batch, *, passed: bool) -> None:
        self.done += len(batch.rows)
        if passed:
            self._pass_over(table, batch)
            return
        if not self.write:
            self._count(file, table, _work(table, batch))
            self.step(self.done, self.total)
            return
        with transaction.atomic():
            self._hold()
            refused = self._count(file, table, _work(table, batch))
            Rejection.objects.bulk_create(_rejections(file, refused), batch_size=500)
            file.save(update_fields=["read", "created", "updated", "unchanged", "rejected", "mapped", "similar"])
            self._save(batch.after)
            self.step(self.done, self.total)

    def _pass_over(self, table: Table, batch: Batch) -> None:
        """Rows that an earlier attempt has written: known from now on, neither counted nor written again."""
        notes, self.run.notes = self.run.notes, Notes()
        if batch.level != IN_A_CIRCLE:
            table.do(batch.rows, load=False)
        self.run.notes = notes

    def _count(self, file: ImportFile, table: Table, done: Done) -> list[Refused]:
        file.read += done.read
        for name, count in done.counts.items():
            setattr(file, name, getattr(file, name) + count)
        file.mapped = table.mapped
        refused = {one.number for one in done.refused}
        similar = [{"row": number, **reason_of(fact)} for number, fact in done.similar.items() if number not in refused]
        file.similar = [*file.similar, *similar][:SIMILAR_KEPT]
        if similar:
            self.run.notes.counts[f"similar:{file.entity}"] += len(similar)
        if not self.write:
            self.refused[file.position] += done.refused
        return done.refused

    # ── Marks ──

    def _set_up(self) -> None:
        if not self.write:
            set_up(self.run, self.files, self.folder)
            return
        with transaction.atomic():
            self._hold()
            set_up(self.run, self.files, self.folder)
            self._save(START)

    def _hold(self) -> None:
        """Hold the import's row, and make sure that it stands where this runner left it."""
        found = Import.objects.select_for_update().get(pk=self.imp.pk)
        if found.status != ImportStatus.RUNNING or _mark_of(found) != self.mark:
            raise RunsElsewhere
        self.run.load.journal = Journal()

    def _save(self, mark: Mark) -> None:
        number = self.imp.batches.count()
        packed = ImportBatch.pack(self.run.load.journal.entries)
        ImportBatch.objects.create(of=self.imp, number=number, packed=packed, unknown=self.run.notes.take_new())
        place = dict(zip(("file", "level", "row"), mark, strict=True))
        values = {"place": place, "notes": dict(self.run.notes.counts), "also_created": dict(self.run.also_created)}
        Import.objects.filter(pk=self.imp.pk).update(**values)
        self.mark = mark


@contextmanager
def _seldom_collected() -> Iterator[None]:
    """A batch makes a hundred thousand objects and hardly a cycle among them: looking for one every 700 objects takes a
    tenth of the time."""
    before = gc.get_threshold()
    gc.set_threshold(100_000, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _work(table: Table, batch: Batch) -> Done:
    return table.refuse(batch.rows, InACircle()) if batch.level == IN_A_CIRCLE else table.do(batch.rows)


def _batches(rows: Iterable[tuple[int, TextRow]], file: int, level: int, split: int) -> Iterator[Batch]:
    """Rows in batches; one ends where an earlier attempt ended (`split`), so that it is passed over as a whole."""
    some: list[TextRow] = []
    last = -1
    for number, row in rows:
        if some and (len(some) >= BATCH or last + 1 == split):
            yield Batch(level, some, (file, level, last + 1))
            some = []
        some.append(row)
        last = number
    if some:
        yield Batch(level, some, (file, level, last + 1))


def _mark_of(imp: Import) -> Mark | None:
    place = imp.place
    return (place["file"], place["level"], place["row"]) if place else None


def _forget_counts(files: Iterable[ImportFile]) -> None:
    for file in files:
        file.read = file.created = file.updated = file.unchanged = file.rejected = 0
        file.similar = []


def _rejections(file: ImportFile, refused: Iterable[Refused]) -> list[Rejection]:
    return [
        Rejection(file=file, row=one.number, cells=one.cells, reasons=[reason_of(fact) for fact in one.reasons])
        for one in refused
    ]


def reason_of(fact: Fact) -> dict[str, object]:
    """A fact as it is kept: its template, which is translated for whoever reads it, and what goes into it."""
    params = {key: value if isinstance(value, int) else str(value) for key, value in fact.params.items()}
    return {"text": str(fact.template), "params": params}
