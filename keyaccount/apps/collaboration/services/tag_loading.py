"""Tags of records that are written in bulk: those a row names are added, none is taken off."""

from __future__ import annotations

from collections.abc import Sequence

from keyaccount.apps.collaboration.models import Tag, Tagging
from keyaccount.apps.collaboration.queries.tags import names_of
from keyaccount.apps.collaboration.services.tags import called
from keyaccount.apps.workspace.searching import fold
from keyaccount.apps.workspace.services import audit, bulk
from keyaccount.apps.workspace.services.loading import Change, Load, New, Sorted, Spec, also_change
from keyaccount.kernel.errors import Fact, gettext_noop


class RetiredTag(Fact):
    message = gettext_noop("“%(name)s” is retired and cannot be put on records any more.")


class TagLoading:
    """Of one batch: what is missing is found out before its records are written, and written after them."""

    def __init__(self, spec: Spec, found: Sorted, load: Load) -> None:
        self.entity = audit.entity_of(spec.model)
        self.retired = self._retired([*found.new, *found.changed, *found.same])
        found.new = [item for item in found.new if self._may_have(item, item.row.tags, found)]
        self.missing = self._missing(found)
        also_change(found, [item for item in found.same if item.pk in self.missing], load, spec)

    def write(self, found: Sorted, load: Load) -> None:
        wanted = {item.pk: item.row.tags for item in found.new if item.row.tags}
        wanted |= {item.pk: self.missing[item.pk] for item in found.changed if item.pk in self.missing}
        if not wanted or not load.write:
            return
        load.journal.parts(Tagging, "object_id", list(wanted), {"entity": self.entity})
        tags = called(dict.fromkeys(name for names in wanted.values() for name in names), load.act)
        pairs = [(tags[fold(name)], pk) for pk, names in wanted.items() for name in names]
        rows = {((tag.merged_into_id or tag.pk), pk) for tag, pk in pairs}
        bulk.insert(Tagging, ["tag_id", "entity", "object_id"], [(tag, self.entity, pk) for tag, pk in sorted(rows)])

    def _missing(self, found: Sorted) -> dict[int, list[str]]:
        """Tags that known records are to have and do not; noted on their change for the audit trail."""
        known = [item for item in (*found.changed, *found.same) if item.row.tags]
        held = names_of(self.entity, [item.pk for item in known]) if known else {}
        missing: dict[int, list[str]] = {}
        for item in known:
            before = held.get(item.pk, [])
            folded = {fold(name) for name in before}
            if added := [name for name in item.row.tags or () if fold(name) not in folded]:
                missing[item.pk] = added
                item.told["tags"] = (before, sorted([*before, *added], key=fold))
        kept = {item.pk for item in known if self._may_have(item, missing.get(item.pk), found)}
        gone = {item.pk for item in known} - kept
        found.changed = [item for item in found.changed if item.pk not in gone]
        return {pk: names for pk, names in missing.items() if pk in kept}

    def _may_have(self, item: New | Change, names: Sequence[str] | None, found: Sorted) -> bool:
        refused = next((name for name in names or () if fold(name) in self.retired), None)
        if refused is not None:
            found.refuse(item.place, RetiredTag(name=refused))
        return refused is None

    @staticmethod
    def _retired(items: Sequence[New | Change]) -> frozenset[str]:
        keys = {fold(name) for item in items for name in item.row.tags or ()}
        rows = Tag.objects.filter(key__in=keys, merged_into=None) if keys else Tag.objects.none()
        return frozenset(rows.exclude(archived_at=None).values_list("key", flat=True))
