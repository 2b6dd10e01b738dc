"""Writing many records of one model: what a single create or update does, for a whole batch at once.

The same rules hold as in the services for one record: rights of the actor, the version, the audit trail. A row that
must not be written is refused with its reason and the others go in. Domains say with a `Spec` what is theirs; what they
keep beside the record (history, lines) they write from the `Sorted` batch.
"""

from __future__ import annotations

from collections.abc import Sequence

from keyaccount.apps.workspace.services.loading.batch import Change, Load, Mode, New, Outcome, Result, Row, Sorted, Spec
from keyaccount.apps.workspace.services.loading.refusals import (
    ExistsAlready,
    IsArchived,
    MayNotChange,
    any_refusal,
    no_circle,
    only_once,
    writable_ones,
)
from keyaccount.apps.workspace.services.loading.sorting import also_change, sort_out
from keyaccount.apps.workspace.services.loading.writing import Told, trail, write_changed, write_new

__all__ = [
    "Change",
    "ExistsAlready",
    "IsArchived",
    "Load",
    "MayNotChange",
    "Mode",
    "New",
    "Outcome",
    "Result",
    "Row",
    "Sorted",
    "Spec",
    "Told",
    "also_change",
    "any_refusal",
    "load_records",
    "no_circle",
    "only_once",
    "sort_out",
    "trail",
    "writable_ones",
    "write_changed",
    "write_new",
]


def load_records(spec: Spec, rows: Sequence[Row], load: Load) -> list[Outcome]:
    """Write a batch of plain records."""
    found = sort_out(spec, rows, load)
    write_new(spec, found, load)
    write_changed(spec, found, load)
    return found.outcomes
