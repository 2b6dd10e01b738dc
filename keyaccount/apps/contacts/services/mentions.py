"""Taking an erased person out of texts that are about something else, as whoever erases decides of each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from typing import Any

from django.db import models

from keyaccount.apps.contacts.models import Contact
from keyaccount.apps.contacts.queries.mentions import Mention, mentions_of, names_of, naming
from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import AuditAction, AuditEntry, Versioned
from keyaccount.apps.workspace.queries.trail import entity_of
from keyaccount.apps.workspace.services import audit

LEAVE, TAKE_OUT, EMPTY = "leave", "take_out", "empty"
WAYS = (LEAVE, TAKE_OUT, EMPTY)


def usual_way(mention: Mention) -> str:
    """A note about the person goes; of another text only the name."""
    return EMPTY if mention.concerns and mention.may_be_empty else TAKE_OUT


def forget_mentions(contact: Contact, name: str, ways: Mapping[str, str], act: Act) -> None:
    """ways: key of a mention → what becomes of its text; the usual for those that are not named."""
    names = names_of(contact)
    for record, mentions in _by_record(mentions_of(contact)):
        chosen = {one.field: _way(one, ways) for one in mentions}
        changed = {field: way for field, way in chosen.items() if way != LEAVE}
        if changed:
            emptied = [one.text for one in mentions if changed.get(one.field) == EMPTY]
            _rewrite(record, changed, names, name, act)
            _clean_tellers([one for one in mentions if one.field in changed], emptied, names, name)


def renamed(value: Any, names: list[str], new: str) -> Any:
    """The value with the new name for each of the old ones, however deep in it."""
    if isinstance(value, str):
        return naming(names).sub(lambda found: new, value)
    if isinstance(value, dict):
        return {key: renamed(one, names, new) for key, one in value.items()}
    return [renamed(one, names, new) for one in value] if isinstance(value, list) else value


def without(value: Any, texts: Sequence[str]) -> Any:
    """The value without these texts, however deep in it."""
    if isinstance(value, str):
        return None if value in texts else reduce(lambda left, text: left.replace(text, ""), texts, value)
    if isinstance(value, dict):
        return {key: without(one, texts) for key, one in value.items()}
    return [without(one, texts) for one in value] if isinstance(value, list) else value


def _way(mention: Mention, ways: Mapping[str, str]) -> str:
    way = ways.get(mention.key) or usual_way(mention)
    return TAKE_OUT if way == EMPTY and not mention.may_be_empty else way


def _by_record(mentions: Iterable[Mention]) -> list[tuple[models.Model, list[Mention]]]:
    found: dict[tuple[str, int], tuple[models.Model, list[Mention]]] = {}
    for one in mentions:
        found.setdefault((entity_of(one.record), one.record.pk), (one.record, []))[1].append(one)
    return list(found.values())


def _rewrite(record: models.Model, ways: Mapping[str, str], names: list[str], name: str, act: Act) -> None:
    for field, way in ways.items():
        column: Any = record._meta.get_field(field)
        text = "" if way == EMPTY else renamed(getattr(record, field), names, name)
        setattr(record, field, text[: column.max_length])
    stamped = []
    if isinstance(record, Versioned):
        record.version += 1
        record.updated_at = act.now
        stamped = ["version", "updated_at"]
    record.save(update_fields=[*ways, *stamped])
    _clean_trail(record, ways, names, name)
    audit.record(act, record, AuditAction.CHANGED, dict.fromkeys(ways, (None, None)))


def _clean_trail(record: models.Model, ways: Mapping[str, str], names: list[str], name: str) -> None:
    """What the trail says of the record loses what the record lost."""
    entries = list(AuditEntry.objects.filter(entity=entity_of(record), object_id=record.pk))
    for entry in entries:
        entry.label = renamed(entry.label, names, name)[:200]
        kept = {field: [None, None] if ways.get(field) == EMPTY else told for field, told in entry.changes.items()}
        entry.changes = renamed(kept, names, name)
    AuditEntry.objects.bulk_update(entries, ["label", "changes"], batch_size=500)


def _clean_tellers(mentions: Iterable[Mention], emptied: Sequence[str], names: list[str], name: str) -> None:
    """So does the trail of the account or deal that tells of the record's texts in its own place; there another text
    may have taken the name out of this one already."""
    gone = [*emptied, *(renamed(text, names, name) for text in emptied)]
    tellers = {(entity_of(one.teller), one.teller.pk) for one in mentions if one.teller is not None}
    for entity, pk in tellers:
        entries = list(AuditEntry.objects.filter(entity=entity, object_id=pk))
        for entry in entries:
            entry.changes = renamed(without(entry.changes, gone), names, name)
        AuditEntry.objects.bulk_update(entries, ["changes"], batch_size=500)
