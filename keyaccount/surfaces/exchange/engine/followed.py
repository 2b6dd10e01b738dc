"""Targets that an import brought, and what an undo makes of their places.

Where another amount has followed since, it leaves the place as it is: the one that the import ended cannot hold again
beside the one that holds now, and what held in between stays history. Elsewhere that one holds again, and the trail
tells from which amount to which.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from keyaccount.apps.pipeline.models import Target
from keyaccount.apps.workspace.services import bulk, journal
from keyaccount.apps.workspace.services.audit import plain
from keyaccount.apps.workspace.services.loading import Told

LABEL = Target._meta.label_lower


def followed(pks: Iterable[int]) -> list[Target]:
    ended = (Target.objects.filter(pk__in=some).exclude(valid_to=None).order_by("pk") for some in bulk.chunked(pks))
    return [target for some in ended for target in some]


def followed_in(entries: Sequence[journal.Entry]) -> list[Target]:
    return followed(_brought(entries))


def holding_again(entries: Sequence[journal.Entry], images: Sequence[journal.Image]) -> Iterator[Told]:
    """images: those that the import ended, as they were before; asked before its own are removed."""
    brought: dict[str, str] = {}
    for some in bulk.chunked(_brought(entries)):
        rows = Target.objects.filter(pk__in=some).order_by().values_list("place", "amount")
        brought |= {place: plain(amount) for place, amount in rows}
    for some in bulk.chunked([image["id"] for image in images]):
        for target in Target.objects.filter(pk__in=some).order_by("pk"):
            yield target.pk, str(target), {"amount": [brought.get(target.place), plain(target.amount)]}, 1


def _brought(entries: Sequence[journal.Entry]) -> Iterator[int]:
    return (pk for model, pks in journal.created_in(entries) if model is Target for pk in pks)


def without(entries: Sequence[journal.Entry], targets: Iterable[Target]) -> list[journal.Entry]:
    """The entries, but for what stood at the places of these targets before."""
    places = {target.place for target in targets}
    return [
        {**entry, "changed": [image for image in entry["changed"] if image["place"] not in places]}
        if places and entry["model"] == LABEL and "changed" in entry
        else entry
        for entry in entries
    ]
