"""The board: a column a stage with the totals of the whole filter, whatever cards are shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext

from keyaccount.apps.pipeline.models import Stage
from keyaccount.apps.pipeline.queries import board
from keyaccount.apps.pipeline.queries.asking import Asked
from keyaccount.apps.pipeline.queries.deals import Face
from keyaccount.apps.pipeline.tables.cards import cards
from keyaccount.apps.workspace.queries.paging import Page, cursor_from
from keyaccount.figures import Figure, compute


@dataclass(frozen=True, slots=True)
class Column:
    """share and weighted_share: of the fullest stage's amount, so that all bars have one scale."""

    stage: Stage
    count: Figure
    amount: Figure
    weighted: Figure
    share: Decimal
    weighted_share: Decimal
    cards: SafeString
    more: str
    link: str
    current: bool

    @property
    def count_label(self) -> str:
        return gettext("%(stage)s, deals") % {"stage": self.stage.label}

    @property
    def amount_label(self) -> str:
        return gettext("%(stage)s, amount") % {"stage": self.stage.label}

    @property
    def weighted_label(self) -> str:
        return gettext("%(stage)s, weighted") % {"stage": self.stage.label}


def columns(asked: Asked) -> Sequence[Column]:
    """Every stage of the pipeline, and any other that still holds deals."""
    rows = _rows(compute("pipeline.funnel", asked.question))
    stages = [stage for stage in asked.stages if stage.archived_at is None or stage.pk in rows]
    pages = board.columns(asked, [stage.pk for stage in stages], sum(row["count"] for row in rows.values()))
    top = max((row["amount"] for row in rows.values()), default=Decimal(0)) or Decimal(1)
    at = _stage_at(asked, stages, rows)
    return [
        _column(asked, stage, rows.get(stage.pk, {}), pages[stage.pk], top, current=stage.pk == at) for stage in stages
    ]


def more_cards(asked: Asked, stage: int, after: str) -> tuple[SafeString, str]:
    """The next cards of a stage and where those after them begin."""
    page = board.column(asked, stage, cursor_from(after))
    return cards(page.rows, asked.question.today), page.after


def _rows(funnel: Figure) -> dict[int, dict[str, Any]]:
    assert isinstance(funnel.value, list)  # noqa: S101 (a table figure's value; narrows the type)
    return {row["id"]: row for row in funnel.value}


def _column(
    asked: Asked, stage: Stage, row: dict[str, Any], page: Page[Face], top: Decimal, *, current: bool
) -> Column:
    narrowed = asked.question.narrowed(stage=str(stage.pk))
    return Column(
        stage=stage,
        count=compute("pipeline.count", narrowed),
        amount=compute("pipeline.amount", narrowed),
        weighted=compute("pipeline.weighted", narrowed),
        share=row.get("amount", Decimal(0)) / top,
        weighted_share=row.get("weighted", Decimal(0)) / top,
        cards=cards(page.rows, asked.question.today),
        more=page.after,
        link=asked.link(at=str(stage.pk)),
        current=current,
    )


def _stage_at(asked: Asked, stages: Sequence[Stage], rows: dict[int, dict[str, Any]]) -> int:
    """The stage a phone shows: the one asked for, else the one that holds most."""
    asked_for = asked.given.get("at", "")
    if any(str(stage.pk) == asked_for for stage in stages):
        return int(asked_for)
    return max((stage.pk for stage in stages), key=lambda pk: rows.get(pk, {}).get("amount", 0), default=0)
