"""The provinces as a grid of equal tiles or on the map that the workspace put in, and every place as a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import ngettext

from keyaccount.apps.portfolio.models import ProvinceMap
from keyaccount.apps.workspace.models.base import in_language
from keyaccount.apps.workspace.queries.settings import workspace as load_workspace
from keyaccount.figures import Figure, Question, compute
from keyaccount.formulas.map_shapes import WIDTH
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
class Area:
    """A province on a map; label: what a link to its accounts says."""

    tile: Tile
    path: str
    x: float
    y: float

    @property
    def label(self) -> str:
        told = {"name": self.tile.name, "amount": self.tile.amount, "counter": self.tile.accounts}
        words = ngettext(
            "%(name)s: %(amount)s, %(counter)s account",
            "%(name)s: %(amount)s, %(counter)s accounts",
            self.tile.accounts,
        )
        return words % told


@dataclass(frozen=True, slots=True)
class Map:
    """missing: provinces that the file does not show."""

    approval: str
    areas: Sequence[Area]
    others: Sequence[str]
    missing: Sequence[str]
    height: int
    width: int = WIDTH + 4


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


def map_of(found: ProvinceMap, tiles: Sequence[Tile]) -> Map:
    """The same as the tiles say, each where the map has it."""
    regions: dict[str, Sequence[Any]] = found.drawing["regions"]
    by_code = dict(zip((one.code for one in PROVINCES), tiles, strict=True))
    return Map(
        approval=found.approval,
        areas=[Area(by_code[code], *region) for code, region in regions.items()],
        others=found.drawing["others"],
        missing=[tile.name for code, tile in by_code.items() if code not in regions],
        height=int(found.drawing["height"]) + 4,
    )


def blank_map(found: ProvinceMap) -> Map:
    """The map without a figure."""
    return map_of(found, [_tile(one, None, 0, None) for one in PROVINCES])


def list_url(text: str) -> str:
    """The accounts there, as the list is narrowed; those without a province cannot be asked for."""
    return f"{reverse('accounts:list')}?{urlencode({'province': text})}" if text else ""


def _tile(one: Province, line: dict[str, Any] | None, step: int, scale: Scale | None) -> Tile:
    return Tile(
        name=in_language(one.english, one.chinese),
        short=in_language(one.code, one.chinese),
        x=one.column * (SIDE + GAP),
        y=one.row * (SIDE + GAP),
        step=step,
        amount=scale.write(line["revenue"]) if line and scale else "",
        accounts=line["accounts"] if line else 0,
        url=list_url(line["text"]) if line else "",
    )
