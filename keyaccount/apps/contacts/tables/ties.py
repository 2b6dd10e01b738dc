"""Our people × their people as the page draws it: columns by department, a row for each of ours, gaps at the foot."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby

from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from keyaccount.apps.contacts.queries.ties import Matrix, Ours, Theirs, Tie
from keyaccount.apps.contacts.tables.roles import badges_of
from keyaccount.figures.figure import Text
from keyaccount.formulas.ties import Gap, Strength

STRENGTHS: Mapping[Strength, Text] = {
    Strength.STRONG: pgettext_lazy("of a tie", "strong"),
    Strength.WARM: pgettext_lazy("of a tie", "warm"),
    Strength.FADING: pgettext_lazy("of a tie", "fading"),
    Strength.COLD: pgettext_lazy("of a tie", "cold"),
}
GAPS: Mapping[Gap, Text] = {
    Gap.NOBODY: _("nobody of ours knows them"),
    Gap.SINGLE: _("one of ours alone"),
}


@dataclass(frozen=True, slots=True)
class Cell:
    tie: Tie
    word: Text

    @property
    def strength(self) -> str:
        return str(self.tie.strength or "never")


@dataclass(frozen=True, slots=True)
class Head:
    """One of theirs; known: the names of those of ours who know them."""

    theirs: Theirs
    roles: SafeString
    known: tuple[str, ...]
    gap: Text

    @property
    def sign(self) -> str:
        return "h-bad" if self.theirs.gap is Gap.NOBODY else "h-warn"


@dataclass(frozen=True, slots=True)
class Row:
    ours: Ours
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True, slots=True)
class Drawn:
    """departments: with how many columns each takes."""

    departments: tuple[tuple[str, int], ...]
    heads: tuple[Head, ...]
    rows: tuple[Row, ...]
    gaps: int


def drawn(found: Matrix) -> Drawn:
    names = {one.user.pk: str(one.user) for one in found.ours}
    heads = tuple(_head(one, names) for one in found.theirs)
    grouped = groupby(found.theirs, key=lambda one: one.contact.department)
    return Drawn(
        departments=tuple((department, len(list(people))) for department, people in grouped),
        heads=heads,
        rows=tuple(Row(one, tuple(_cell(found, one, theirs) for theirs in found.theirs)) for one in found.ours),
        gaps=sum(head.theirs.gap is Gap.NOBODY for head in heads),
    )


def _head(one: Theirs, names: Mapping[int, str]) -> Head:
    known = tuple(names[pk] for pk in one.known_by)
    return Head(one, badges_of(one.roles), known, GAPS[one.gap] if one.gap else "")


def _cell(found: Matrix, ours: Ours, theirs: Theirs) -> Cell | None:
    tie = found.ties.get((ours.user.pk, theirs.contact.pk))
    if tie is None:
        return None
    return Cell(tie, STRENGTHS[tie.strength] if tie.strength else _("never visited"))
