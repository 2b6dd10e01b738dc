"""Tags of many records at once: what is added to them, what is taken off."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from keyaccount.apps.collaboration.models import Tagging
from keyaccount.apps.collaboration.queries.tags import ADD, REMOVE, tagged_with, written
from keyaccount.apps.collaboration.services.tags import TAGS, changed
from keyaccount.apps.workspace.queries.quality.bulk_kinds import Deed
from keyaccount.apps.workspace.searching import fold


def _has_none(entity: str, names: Iterable[str]) -> Q:
    keys = [fold(name) for name in names]
    on = Tagging.objects.filter(entity=entity, object_id=OuterRef("pk"))
    return ~Q(Exists(on.filter(Q(tag__key__in=keys) | Q(tag__merged_into__key__in=keys))))


DEEDS = {
    ADD: Deed(
        _("Add tags"),
        TAGS,
        after=lambda now, names: changed(now, add=names),
        already=lambda entity, names: tagged_with(entity, written(names)),
        parts=Tagging,
    ),
    REMOVE: Deed(
        _("Take tags off"), TAGS, after=lambda now, names: changed(now, remove=names), already=_has_none, parts=Tagging
    ),
}
