"""The cards of a board: the largest deals of every stage, however many there are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db.models import F, Window
from django.db.models.functions import RowNumber

from keyaccount.apps.pipeline.queries.asking import Asked
from keyaccount.apps.pipeline.queries.deals import CARD_NOW, CARD_PAST, CARDS, Face, deals
from keyaccount.apps.workspace.queries.paging import Cursor, Order, Page, page_of

FEW = 4000  # up to so many deals one pass over all is cheaper than a look into the index for every stage


def columns(asked: Asked, stages: Iterable[int], total: int) -> Mapping[int, Page[Face]]:
    """The first cards of each stage. total: how many deals all the stages hold, which the page knows already."""
    if total > FEW and asked.is_live:
        return {stage: column(asked, stage, None) for stage in stages}
    found: dict[int, list[tuple[Face, int]]] = {stage: [] for stage in stages}
    order = _order(asked)
    rank = Window(
        RowNumber(),
        partition_by=F("stage_id"),
        order_by=[F(order.field).desc(nulls_last=True), F(order.tie).desc()],
    )
    ranked = deals(asked).annotate(place=rank).filter(place__lte=CARDS + 1, stage_id__in=list(found))
    for *face, stage, place in ranked.order_by("stage_id", "place").values_list(*_columns(asked), "stage_id", "place"):
        found[stage].append((Face(*face), place))
    return {stage: _page([face for face, _place in faces]) for stage, faces in found.items()}


def column(asked: Asked, stage: int, cursor: Cursor | None) -> Page[Face]:
    """Cards of one stage from the cursor on."""
    page = page_of(deals(asked, stage=stage), _columns(asked), _order(asked), cursor, CARDS)
    return Page([Face(*row) for row in page.rows], page.after, page.before)


def _page(faces: list[Face]) -> Page[Face]:
    shown = faces[:CARDS]
    if len(faces) <= CARDS:
        return Page(shown)
    last = shown[-1]
    return Page(shown, after=str(Cursor(None if last.amount is None else str(last.amount), last.id)))


def _columns(asked: Asked) -> tuple[str, ...]:
    return CARD_NOW if asked.is_live else CARD_PAST


def _order(asked: Asked) -> Order:
    return Order("amount", down=True, tie="id" if asked.is_live else "opportunity_id")
