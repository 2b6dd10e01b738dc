"""The tags of records, the vocabulary, and what it is to be narrowed by a tag."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.collaboration.models import Tag, Tagging
from keyaccount.apps.workspace.searching import best_matches, fold
from keyaccount.apps.workspace.services.bulk import chunked
from keyaccount.kernel.errors import Invalid

NONE = "none"
ADD, REMOVE = "add_tags", "remove_tags"  # fields of a change of many
OFFERED, LISTED = 8, 100
AT_ONCE = 5000
DIVIDER = "; "
Tags = Mapping[int, Sequence[Tag]]


def tags_of(entity: str, ids: Iterable[int]) -> Tags:
    """The tags of these records, in order; one that was merged as the one that it became."""
    found: dict[int, dict[int, Tag]] = defaultdict(dict)
    for some in chunked(list(ids), AT_ONCE):
        rows = Tagging.objects.filter(entity=entity, object_id__in=some).select_related("tag__merged_into")
        for row in rows.order_by("tag__key"):
            tag: Any = row.tag.merged_into or row.tag
            found[row.object_id][tag.pk] = tag
    return {pk: tuple(each.values()) for pk, each in found.items()}


def names_of(entity: str, ids: Iterable[int]) -> dict[int, list[str]]:
    return {pk: [tag.name for tag in tags] for pk, tags in tags_of(entity, ids).items()}


def written(names: Iterable[str]) -> str:
    """As one cell of a table or a file holds them."""
    return DIVIDER.join(names)


def divided(text: str) -> list[str]:
    """The names in one text, each once."""
    parts = (" ".join(part.split()) for part in text.replace("；", ";").split(";"))
    return list({fold(part): part for part in parts if part}.values())


def tags_called(query: str, limit: int = OFFERED) -> list[Tag]:
    """Tags in use that fit what is typed, by pinyin too; without words the first of the vocabulary."""
    rows = Tag.objects.present()
    return best_matches(rows, query, limit) if query.strip() else list(rows.order_by("key")[:limit])


def tags_to_choose() -> list[Tag]:
    return list(Tag.objects.present().order_by("key")[:LISTED])


def vocabulary() -> QuerySet[Tag]:
    """For the settings: with on how many records each stands; what was merged is left out."""
    rows: QuerySet[Tag] = Tag.objects.filter(merged_into=None)
    return rows.annotate(used=Count("taggings")).order_by("key")


# ── Narrowing a list ──
def tagged(entity: str, text: str, record: str = "") -> Q:
    """Records that have every one of these tags (`4,7`), or `none`; record: the path to the record from the row."""
    on = Tagging.objects.filter(entity=entity, object_id=OuterRef(f"{record}pk"))
    if text == NONE:
        return ~Q(Exists(on))
    found = Q()
    for pk in _ids(text):
        found &= Q(Exists(on.filter(tag__in=_same(pk))))
    return found


def tagged_with(entity: str, names: str) -> Q:
    """The same by names (`hot; 展会`), as an API caller writes them; a name that is no tag fits nothing."""
    on = Tagging.objects.filter(entity=entity, object_id=OuterRef("pk"))
    found = Q()
    for name in divided(names):
        found &= Q(Exists(on.filter(Q(tag__key=fold(name)) | Q(tag__merged_into__key=fold(name)))))
    return found


def words_of(text: str) -> str:
    """What a filter says, as people say it."""
    if text == NONE:
        return gettext("no tag")
    found = Tag.objects.select_related("merged_into").in_bulk(_ids(text))
    return ", ".join(str(found[pk].merged_into or found[pk]) if pk in found else f"#{pk}" for pk in _ids(text))


def _ids(text: str) -> list[int]:
    parts = text.split(",")
    if not all(part.strip().isdecimal() for part in parts):
        raise Invalid(_("“%(text)s” is not the number of a tag."), text=text)
    return [int(part) for part in parts][:20]


def _same(pk: int) -> Any:
    """The tag and those that were merged with it, whichever of them a saved view names."""
    whole = Tag.objects.filter(pk=pk).values("merged_into")[:1]
    return Tag.objects.filter(Q(pk=pk) | Q(merged_into=pk) | Q(pk__in=whole)).values("pk")
