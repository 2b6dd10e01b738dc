"""Targets that an import brought and that another amount has followed since: an undo leaves their places as they are.

The one that the import ended cannot hold again beside the one that holds now, and what held in between stays history.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from keyaccount.apps.pipeline.models import Target
from keyaccount.apps.workspace.services import bulk, journal

LABEL = Target._meta.label_lower


def followed(pks: Iterable[int]) -> list[Target]:
    ended = (Target.objects.filter(pk__in=some).exclude(valid_to=None).order_by("pk") for some in bulk.chunked(pks))
    return [target for some in ended for target in some]


def followed_in(entries: Sequence[journal.Entry]) -> list[Target]:
    return followed(pk for model, pks in journal.created_in(entries) if model is Target for pk in pks)


def without(entries: Sequence[journal.Entry], targets: Iterable[Target]) -> list[journal.Entry]:
    """The entries, but for what stood at the places of these targets before."""
    places = {target.place for target in targets}
    return [
        {**entry, "changed": [image for image in entry["changed"] if image["place"] not in places]}
        if places and entry["model"] == LABEL and "changed" in entry
        else entry
        for entry in entries
    ]
