"""How what hangs on a record says which one, and how lists narrow to it."""

from __future__ import annotations

from django.db.models import Q

from keyaccount.apps.collaboration.kinds import kind_of
from keyaccount.apps.workspace.models import User
from keyaccount.surfaces.api.lists.listing import Filter, ids
from keyaccount.surfaces.api.schemas.collaboration import RecordKind
from keyaccount.surfaces.api.shapes import Part

RECORD = Part(lambda hanging: {"kind": kind_of(hanging.entity).key, "id": hanging.object_id})


def _of_kind(value: RecordKind, viewer: User) -> Q:
    return Q(entity=kind_of(value).entity)


ON_RECORD: dict[str, Filter] = {"kind": _of_kind, "record": ids("object_id")}
