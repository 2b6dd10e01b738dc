"""The provinces as a grid of equal tiles, and every place as a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from keyaccount.apps.workspace.models.base import in_language
from keyaccount.apps.workspace.queries.settings import workspace as load_workspace
from keyaccount.figures import Figure, Question, compute
from keyaccount.formulas.provinces import PROVINCES, Province, steps
from keyaccount.ui import formatting
from keyaccount.ui.formatting import Scale
from keyaccount.ui.writing import language

SIDE, GAP = 62, 4


@dataclass(frozen=True, slots=True)
class Tile:
    """One province as SVG draws it; url: its accounts in the list, empty where there are none."""

    name: str
    short: str
    x: int
    y: int
    step: int
    amount: str
    accounts: int
    url: str


@dataclass(frozen=True, slots=True)
class Provinces:
    figure: Figure
    scale: Scale
    tiles: Sequence[Tile]
    lines: Sequence[dict[str, Any]]
    width: int = 8 * (SIDE + GAP)
    height: int = 8 * (SIDE + GAP)
    side: int = SIDE


def provinces(question: Question) -> Provinces:
    figure = compute("accounts.by_province", question)
    table: list[dict[str, Any]] = figure.value if isinstance(figure.value, list) else []
    scale = formatting.scale_for([line["revenue"] for line in table], load_workspace().base_currency, language())
    by_key = {line["key"]: line for line in table}
    brought = [by_key.get(one.code, {}).get("revenue", Decimal(0)) for one in PROVINCES]
    return Provinces(
        figure=figure,
        scale=scale,
        tiles=[
            _tile(one, by_key.get(one.code), step, scale) for one, step in zip(PROVINCES, steps(brought), strict=True)
        ],
        lines=[{**line, "url": list_url(line["text"])} for line in table],
    )


def list_url(text: str) -> str:
    """The accounts there, as the list is narrowed; those without a province cannot be asked for."""
    return f"{reverse('accounts:list')}?{urlencode({'province': text})}" if text else ""


def _tile(one: Province, line: dict[str, Any] | None, step: int, scale: Scale) -> Tile:
    return Tile(
        name=in_language(one.english, one.chinese),
        short=in_language(one.code, one.chinese),
        x=one.column * (SIDE + GAP),
        y=one.row * (SIDE + GAP),
        step=step,
        amount=scale.write(line["revenue"]) if line else "",
        accounts=line["accounts"] if line else 0,
        url=list_url(line["text"]) if line else "",
    )
