"""Putting tags on records and taking them off; keeping the vocabulary: renaming, merging, retiring."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.collaboration.kinds import kind_of
from keyaccount.apps.collaboration.models import LONGEST_TAG, Tag, Tagging
from keyaccount.apps.collaboration.models.tags import LONGEST_KEY
from keyaccount.apps.collaboration.queries.tags import names_of
from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import AuditAction
from keyaccount.apps.workspace.searching import fold, search_text
from keyaccount.apps.workspace.services import access, archiving, audit, editing, revising
from keyaccount.apps.workspace.services.editing import Beside
from keyaccount.kernel.errors import Fact, Invalid

MOST = 30
TAGS = "tags"


class TagTaken(Fact):
    message = _("There is a tag “%(name)s” already. Merge the two instead.")


class SameTag(Fact):
    message = _("Choose another tag to merge it into.")


def add_to_records() -> None:
    editing.add_beside(TAGS, Beside(now=names_on, cleaned=cleaned, write=write))


# ── On a record ──
def names_on(record: Any) -> list[str]:
    return names_of(audit.entity_of(record), [record.pk]).get(record.pk, [])


def cleaned(record: Any, names: Iterable[str]) -> list[str]:
    """As the vocabulary writes them, in its order. A new name is a new tag; a retired one stays where it stands."""
    wanted = {fold(name): " ".join(name.split()) for name in names if name.strip()}
    for name in wanted.values():
        _check_name(name)
    known = {tag.key: tag for tag in Tag.objects.filter(key__in=wanted).select_related("merged_into")}
    held = set(names_on(record)) if any(_is_retired(tag) for tag in known.values()) else set()
    found: dict[str, str] = {}
    for key, name in wanted.items():
        tag = known.get(key)
        tag = tag.merged_into or tag if tag else None
        if tag is not None and _is_retired(tag) and tag.name not in held:
            raise _refused(gettext("“%(name)s” is retired and cannot be put on records any more.") % {"name": tag})
        found[tag.key if tag else key] = tag.name if tag else name
    if len(found) > MOST:
        raise _refused(gettext("A record has at most %(most)d tags.") % {"most": MOST})
    return [found[key] for key in sorted(found)]


def write(record: Any, before: list[str], after: list[str], act: Act) -> None:
    entity = audit.entity_of(record)
    gone = {fold(name) for name in before} - {fold(name) for name in after}
    on = Tagging.objects.filter(entity=entity, object_id=record.pk)
    on.filter(models.Q(tag__key__in=gone) | models.Q(tag__merged_into__key__in=gone)).delete()
    tags = called([name for name in after if name not in before], act)
    rows = [Tagging(tag=tag, entity=entity, object_id=record.pk) for tag in tags.values()]
    Tagging.objects.bulk_create(rows, ignore_conflicts=True)


def called(names: Iterable[str], act: Act) -> dict[str, Tag]:
    """{folded name: the tag}, made where there is none."""
    wanted = {fold(name): name for name in names}
    found = {tag.key: tag for tag in Tag.objects.filter(key__in=wanted)}
    for key in wanted.keys() - found.keys():
        tag, made = Tag.objects.get_or_create(key=key, defaults=_words(wanted[key]) | _stamps(act))
        if made:
            audit.record(act, tag, AuditAction.CREATED)
        found[key] = tag
    return found


@transaction.atomic
def add_tag(*, kind: str, object_id: int, name: str, act: Act) -> list[str]:
    """The tags that the record has then."""
    if not name.strip():
        raise _refused(gettext("Type the name of a tag."))
    return _change(kind, object_id, act, add=[name])


@transaction.atomic
def remove_tag(*, kind: str, object_id: int, name: str, act: Act) -> list[str]:
    return _change(kind, object_id, act, remove=[name])


def changed(now: Iterable[str], *, add: Iterable[str] = (), remove: Iterable[str] = ()) -> list[str]:
    """These tags with some more and without others; whoever adds and removes the same one takes it off."""
    off = {fold(name) for name in remove}
    every = {fold(name): name for name in (*add, *now)}
    return [name for key, name in sorted(every.items()) if key not in off]


def _change(kind: str, object_id: int, act: Act, *, add: Iterable[str] = (), remove: Iterable[str] = ()) -> list[str]:
    target = kind_of(kind)
    record = access.writable(target.rows.model, object_id, act)
    wanted = changed(names_on(record), add=add, remove=remove)
    if changes := editing.changed_fields(record, {TAGS: wanted}):
        editing.apply(record, changes, act)
    return names_on(record)


# ── The vocabulary ──
@transaction.atomic
def create_tag(*, values: Mapping[str, Any], act: Act) -> Tag:
    access.administrator(act)
    tag = Tag(**{**values, **_words(values["name"])}, key=fold(values["name"]), **_stamps(act))
    _refuse_twice(tag)
    revising.check(tag)
    tag.save(force_insert=True)
    audit.record(act, tag, AuditAction.CREATED)
    return tag


@transaction.atomic
def change_tag(*, tag_id: int, values: Mapping[str, Any], act: Act, version: int | None = None) -> Tag:
    tag = access.writable(Tag, tag_id, act)
    changes = editing.changed_fields(tag, values, version)
    if not changes:
        return tag
    editing.refuse_clashes(tag, changes, version)
    editing.put(tag, changes)
    tag.key, tag.search = fold(tag.name), search_text(tag.name)
    _refuse_twice(tag)
    revising.check(tag)
    editing.apply(tag, changes, act, also=("key", "search"))
    return tag


@transaction.atomic
def merge_tags(*, tag_id: int, into: Tag | None, act: Act) -> Tag:
    """Every record that has the one has the other then; saved views that name it find what the other finds."""
    tag = access.writable(Tag, tag_id, act)
    if into is None or into.pk == tag.pk or into.merged_into_id is not None:
        raise SameTag
    other = access.writable(Tag, into.pk, act)
    both = Tagging.objects.filter(tag=other, entity=models.OuterRef("entity"), object_id=models.OuterRef("object_id"))
    Tagging.objects.filter(models.Exists(both), tag=tag).delete()
    tag.taggings.update(tag=other)
    Tag.objects.filter(merged_into=tag).update(merged_into=other)
    tag.merged_into, tag.archived_at = other, act.now
    tag.save(update_fields=["merged_into", "archived_at"])
    audit.record(act, tag, AuditAction.ARCHIVED, {"merged_into": (None, other)})
    return other


@transaction.atomic
def retire_tag(*, tag_id: int, act: Act) -> Tag:
    """No longer offered; records that have it keep it."""
    tag = access.writable(Tag, tag_id, act)
    archiving.archive(tag, act)  # type: ignore[arg-type]
    return tag


@transaction.atomic
def restore_tag(*, tag_id: int, act: Act) -> Tag:
    tag = access.writable(Tag, tag_id, act)
    archiving.restore(tag, act)  # type: ignore[arg-type]
    return tag


def _refuse_twice(tag: Tag) -> None:
    twin = Tag.objects.filter(key=tag.key).exclude(pk=tag.pk).first()
    if twin is not None:
        raise TagTaken(name=twin)


def _check_name(name: str) -> None:
    if len(name) > LONGEST_TAG or len(fold(name)) > LONGEST_KEY:
        raise _refused(gettext("A tag has at most %(most)d characters.") % {"most": LONGEST_TAG})
    if ";" in name or "；" in name or not name.isprintable():
        raise _refused(gettext("A tag has no semicolon in it: that is what divides tags."))


def _is_retired(tag: Tag) -> bool:
    return tag.archived_at is not None and tag.merged_into_id is None


def _refused(text: str) -> Invalid:
    return Invalid(fields={TAGS: text})


def _words(name: str) -> dict[str, str]:
    return {"name": name, "search": search_text(name)}


def _stamps(act: Act) -> dict[str, Any]:
    return {"created_at": act.now, "updated_at": act.now}
