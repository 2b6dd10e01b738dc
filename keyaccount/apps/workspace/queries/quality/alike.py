"""Records like one that is about to be made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from keyaccount.apps.workspace.models import User
from keyaccount.apps.workspace.queries.quality.kinds import Kind
from keyaccount.formulas.duplicates import Likeness

LOOKED_AT = 500
SHOWN = 5


@dataclass(frozen=True, slots=True)
class Found:
    record: Any
    likeness: Likeness


@dataclass(frozen=True, slots=True)
class Alike:
    """seen: what the viewer may see, the likeliest first; hidden: whether a sure one lies outside their view. Nothing
    more is said of that one: neither its name nor whose it is."""

    seen: Sequence[Found] = ()
    hidden: bool = False

    def __bool__(self) -> bool:
        return bool(self.seen) or self.hidden


def alike(kind: Kind, values: Mapping[str, Any], viewer: User, but: int | None = None) -> Alike:
    """Among all records in use, whoever sees them. values: by attribute name; but: a record that is not meant."""
    likely = likenesses(kind, values, but)
    if not likely:
        return Alike()
    seen = kind.rows.visible_to(viewer).in_bulk(list(likely))
    best = sorted(seen, key=lambda pk: (-likely[pk].score, pk))[:SHOWN]
    hidden = any(likeness.is_sure for pk, likeness in likely.items() if pk not in seen)
    return Alike([Found(seen[pk], likely[pk]) for pk in best], hidden)


def likenesses(kind: Kind, values: Mapping[str, Any], but: int | None = None) -> dict[int, Likeness]:
    """Id → how alike, of every record in use that is alike enough to be shown."""
    subject = kind.subject(values)
    near = kind.rows.present().exclude(pk=but).filter(kind.near(subject))
    found: dict[int, Likeness] = {}
    for row in near.order_by("pk").values("id", *kind.columns)[:LOOKED_AT]:
        likeness = kind.compare(subject, kind.subject(row))
        if likeness is not None and likeness.is_listed:
            found[row["id"]] = likeness
    return found
