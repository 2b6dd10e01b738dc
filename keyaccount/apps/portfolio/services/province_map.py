"""The map of provinces that the workspace puts in place of the tiles. Administrators keep it."""

from __future__ import annotations

from dataclasses import astuple

from django.db import transaction

from keyaccount.apps.portfolio.models import ProvinceMap
from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import AuditAction
from keyaccount.apps.workspace.services import access, audit, revising
from keyaccount.formulas.map_shapes import Drawing, drawn, read_shapes


@transaction.atomic
def put_map(*, content: bytes, approval: str, source: str, act: Act) -> ProvinceMap:
    """In place of the one that stands, which is kept in the archive. Raises what `read_shapes` raises, or Invalid."""
    access.administrator(act)
    drawing = _kept(drawn(read_shapes(content)))
    found = ProvinceMap(approval=approval, source=source, drawing=drawing, added_by=act.actor, added_at=act.now)
    revising.check(found)
    _archive(act)
    found.save(force_insert=True)
    audit.record(act, found, AuditAction.CREATED)
    return found


@transaction.atomic
def take_map_away(*, act: Act) -> None:
    """Back to the tiles."""
    access.administrator(act)
    _archive(act)


def _archive(act: Act) -> None:
    for standing in ProvinceMap.objects.select_for_update().present():
        standing.archived_at = act.now
        standing.save(update_fields=["archived_at"])
        audit.record(act, standing, AuditAction.ARCHIVED)


def _kept(drawing: Drawing) -> dict[str, object]:
    regions = {code: list(astuple(region)) for code, region in drawing.regions.items()}
    return {"height": drawing.height, "regions": regions, "others": list(drawing.others)}
