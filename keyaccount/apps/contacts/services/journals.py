"""What merges and bulk changes kept for taking them back, without the person who is erased."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext

from keyaccount.apps.collaboration import storing
from keyaccount.apps.contacts.models import Contact
from keyaccount.apps.contacts.queries.mentions import names_of
from keyaccount.apps.contacts.services.mentions import renamed
from keyaccount.apps.workspace.models import BulkBatch, BulkChange, Merge
from keyaccount.apps.workspace.queries.trail import entity_of
from keyaccount.apps.workspace.services.journal import pack, unpack


def forget_journals(contact: Contact, name: str) -> None:
    """Merges that hold the person cannot be taken back any more; bulk changes can, for everybody else."""
    own = Merge.objects.filter(Q(survivor=contact.pk) | Q(merged=contact.pk), kind="contacts")
    for done in own:
        _forget_files(done)
        done.survivor_label = done.merged_label = name[:200]
    _empty([*own, *_moved_with(contact)])
    for change in BulkChange.objects.filter(kind="contacts"):
        if contact.pk in change.ids:
            _forget_in_bulk(change, contact, name)


def _empty(merges: list[Merge]) -> None:
    for done in merges:
        done.packed, done.after = b"", {}
        done.save(update_fields=["packed", "after", "survivor_label", "merged_label"])


def _moved_with(contact: Contact) -> Iterator[Merge]:
    """Merges of other records whose journals hold the person's row as it was."""
    label, pk = entity_of(Contact), str(contact.pk)
    rows = Merge.objects.exclude(kind="contacts").exclude(packed=b"").values_list("pk", "after")
    found = [merge for merge, after in rows.iterator() if pk in after.get(label, {})]
    yield from Merge.objects.filter(pk__in=found)


def _forget_files(done: Merge) -> None:
    """A photo that the merge set aside lies where only its journal knows."""
    entries = unpack(bytes(done.packed)) if done.packed else []
    gone = [row["stored"] for entry in entries for row in entry.get("removed", []) if row.get("stored")]
    if gone and done.undone_at is None:
        transaction.on_commit(lambda: storing.forget(*gone))


def _forget_in_bulk(change: BulkChange, contact: Contact, name: str) -> None:
    names, held = names_of(contact), False
    for batch in change.batches.all():
        held = _forget_in_batch(batch, contact.pk) or held
    for row in (*change.refused, *change.kept):
        row["label"] = name if row["id"] == contact.pk else row["label"]
    if held:
        reason = gettext("It was erased on request; nothing brings it back.")
        change.kept.append({"id": contact.pk, "label": name, "reason": reason})
    change.values = renamed(change.values, names, name)
    change.save(update_fields=["refused", "kept", "values"])


def _forget_in_batch(batch: BulkBatch, pk: int) -> bool:
    """Whether it held the person."""
    entries: list[dict[str, Any]] = unpack(bytes(batch.packed))
    others = [entry for entry in entries if entry["id"] != pk]
    if len(others) == len(entries):
        return False
    batch.packed = pack(others)
    batch.save(update_fields=["packed"])
    return True
