"""Rows that are about no known record and yet look like one: what is said of them, and what is done about them.

In an import records are looked up by what they share exactly (name without legal form, host, number, address); names a
slip apart are left to the nightly search, which compares everything with everything at its leisure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from keyaccount.apps.workspace.queries.quality.kinds import KINDS, Kind
from keyaccount.formulas.duplicates import SURE, Likeness
from keyaccount.kernel.errors import Fact, gettext_noop
from keyaccount.surfaces.exchange.engine.directory import forget_external
from keyaccount.surfaces.exchange.engine.options import TWINS_REJECT, TWINS_UPDATE

if TYPE_CHECKING:
    from keyaccount.surfaces.exchange.engine.run import Run
    from keyaccount.surfaces.exchange.entities.entity import Draft


class LooksLike(Fact):
    message = gettext_noop("It looks like “%(record)s”, which is there already.")


class LooksLikeRow(Fact):
    message = gettext_noop("It looks like row %(row)d of “%(file)s”.")


class LooksLikeHidden(Fact):
    message = gettext_noop("It looks like a record outside what you see. Ask an administrator to look.")


@dataclass(slots=True)
class Twin:
    """What a row looks like. pk: of a record, None for an earlier row; has_external: it has an outside id already."""

    fact: Fact
    likeness: Likeness
    pk: int | None = None
    has_external: bool = False


class Known:
    """What rows may look like, by every key: records as they are met, or the new rows before."""

    def __init__(self, kind: Kind) -> None:
        self.kind = kind
        self.subjects: dict[Any, Any] = {}
        self.by_key: dict[str, set[Any]] = defaultdict(set)

    def add(self, name: Any, subject: Any) -> None:
        self.subjects[name] = subject
        for key in self.kind.keys(subject):
            self.by_key[key].add(name)

    def like(self, subject: Any) -> tuple[Any, Likeness] | None:
        """The likeliest of those that share a key, if it is alike enough."""
        names = {name for key in self.kind.keys(subject) for name in self.by_key.get(key, ())}
        found = ((name, self.kind.compare(subject, self.subjects[name])) for name in names)
        alike = [(name, likeness) for name, likeness in found if likeness is not None and likeness.is_listed]
        return max(alike, key=lambda one: (one[1].score, str(one[0])), default=None)


def look_for_twins(entity: str, file: str, drafts: Sequence[Draft], run: Run) -> dict[int, Fact]:
    """Row number → what it looks like, for new rows that are to be added all the same. The others are refused, or made
    to be about the record they look like, as the import was told."""
    kind = KINDS.get(entity)
    going = [draft for draft in drafts if draft.reason is None]
    if kind is None or not going:
        return {}
    subjects = {draft.number: kind.subject(draft.row.values) for draft in going}
    records = _records(kind, list(subjects.values()), run)
    known, rows = Known(kind), run.once(f"rows:{entity}", lambda: Known(kind))
    for pk, values in records.items():
        known.add(pk, kind.subject(values))
    visible = _visible(kind, records, run)
    said: dict[int, Fact] = {}
    for draft in going:
        subject = subjects[draft.number]
        twin = _twin(known, rows, records, visible, subject) if draft.row.pk is None else None
        if twin is not None and not _settled(draft, twin, visible, run):
            said[draft.number] = twin.fact
        rows.add((file, draft.number), subject)
    return said


def _twin(
    known: Known, rows: Known, records: Mapping[int, Mapping[str, Any]], visible: set[int] | None, subject: Any
) -> Twin | None:
    if found := known.like(subject):
        pk, likeness = found
        seen = visible is None or pk in visible
        fact = LooksLike(record=records[pk]["name"]) if seen else LooksLikeHidden()
        return Twin(fact, likeness, pk, records[pk]["external_id"] is not None)
    if found := rows.like(subject):
        (file, number), likeness = found
        return Twin(LooksLikeRow(row=number, file=file), likeness)
    return None


def _settled(draft: Draft, twin: Twin, visible: set[int] | None, run: Run) -> bool:
    """Whether nothing is left to say: the row is refused, or is now about the record it looks like."""
    if run.options.duplicates == TWINS_REJECT:
        draft.refuse(twin.fact)
        return True
    seen = twin.pk is not None and (visible is None or twin.pk in visible)
    if run.options.duplicates == TWINS_UPDATE and seen and twin.likeness.score >= SURE:
        draft.row.pk = twin.pk
        if twin.has_external:
            forget_external(draft)
        return True
    return False


def _records(kind: Kind, subjects: Sequence[Any], run: Run) -> dict[int, dict[str, Any]]:
    """Those that no row before was about: what an import makes and changes is known by its rows, so that the dry run
    and the import say the same."""
    known = run.touched.get(kind.key, {})
    rows = kind.rows.present().filter(kind.lookup(subjects)).order_by()
    return {row["id"]: row for row in rows.values("id", "external_id", *kind.columns) if row["id"] not in known}


def _visible(kind: Kind, records: Mapping[int, Any], run: Run) -> set[int] | None:
    """Ids of those the importing person sees; None: all."""
    if run.load.actor.people_in_reach is None:
        return None
    return set(kind.rows.visible_to(run.load.actor).filter(pk__in=list(records)).values_list("pk", flat=True))
