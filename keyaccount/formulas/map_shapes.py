"""A map of provinces: the shapes of a GeoJSON file, and the same as SVG draws them.

Which places a file shows and how it draws their borders is for whoever approved it: nothing is added or left out, and
what names no province is drawn as it is, only without a figure.
"""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from keyaccount.formulas.provinces import Province, province_of
from keyaccount.kernel.errors import Fact, gettext_noop

Point = tuple[float, float]
Line = list[Point]

WIDTH = 640
MOST_SHAPES = 1_000
MOST_POINTS = 300_000
NAMES = ("name", "NAME", "name_zh", "NAME_ZH", "fullname", "name_en", "NAME_EN", "NAME_1", "province")
DEPTHS = {"LineString": 0, "MultiLineString": 1, "Polygon": 1, "MultiPolygon": 2}  # lists around a line
AREAS = frozenset({"Polygon", "MultiPolygon"})


class NotGeoJson(Fact):
    message = gettext_noop("This is not a GeoJSON file: it must be a FeatureCollection in UTF-8.")


class NoProvince(Fact):
    message = gettext_noop("No shape in this file carries the name of a province (property name, name_zh or fullname).")


class NotAShape(Fact):
    message = gettext_noop("Shape %(number)d is a %(kind)s. A map holds polygons and lines only.")


class NotOnEarth(Fact):
    message = gettext_noop("Shape %(number)d has a place that is no longitude and latitude in degrees: %(place)s.")


class TooDetailed(Fact):
    message = gettext_noop("The map has more than %(most)d points or shapes. Give a simpler one.")


@dataclass(frozen=True, slots=True)
class Shape:
    """Lines in degrees, longitude first. province: None for what carries no figure, such as a border line."""

    province: Province | None
    lines: Sequence[Line]
    is_area: bool


@dataclass(frozen=True, slots=True)
class Region:
    """path: what SVG draws; x, y: the middle of its largest part, where its name stands."""

    path: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Drawing:
    """A map WIDTH wide. regions: by the code of the province; others: paths without a figure."""

    height: int
    regions: Mapping[str, Region]
    others: Sequence[str]


# ── Reading ──
def read_shapes(content: bytes) -> list[Shape]:
    """The shapes of a file. Raises NotGeoJson, NotAShape, NotOnEarth, TooDetailed or NoProvince."""
    found = (_shape(number, feature) for number, feature in enumerate(_features(content), start=1))
    shapes = [shape for shape in found if shape.lines]
    if sum(len(line) for shape in shapes for line in shape.lines) > MOST_POINTS:
        raise TooDetailed(most=MOST_POINTS)
    if not any(shape.province and shape.is_area for shape in shapes):
        raise NoProvince
    return shapes


def _features(content: bytes) -> list[Any]:
    try:
        found = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise NotGeoJson from None
    features = found.get("features") if isinstance(found, dict) and found.get("type") == "FeatureCollection" else None
    if not isinstance(features, list):
        raise NotGeoJson
    if len(features) > MOST_SHAPES:
        raise TooDetailed(most=MOST_SHAPES)
    return features


def _shape(number: int, feature: Any) -> Shape:
    if not isinstance(feature, dict):
        raise NotGeoJson
    geometry, properties = feature.get("geometry") or {}, feature.get("properties") or {}
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in DEPTHS:
        raise NotAShape(number=number, kind=str(kind)[:40])
    lines = [_line(number, line) for line in _flat(geometry.get("coordinates"), DEPTHS[kind])]
    return Shape(_province(properties), [line for line in lines if len(line) > 1], kind in AREAS)


def _flat(lists: Any, depth: int) -> Iterator[Any]:
    if not isinstance(lists, list):
        raise NotGeoJson
    if depth == 0:
        yield lists
        return
    for part in lists:
        yield from _flat(part, depth - 1)


def _line(number: int, places: list[Any]) -> Line:
    return [_place(number, place) for place in places]


def _place(number: int, place: Any) -> Point:
    if isinstance(place, list) and len(place) > 1 and _is_degree(place[0], 180) and _is_degree(place[1], 90):
        return float(place[0]), float(place[1])
    raise NotOnEarth(number=number, place=str(place)[:60])


def _is_degree(value: Any, most: int) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= most


def _province(properties: Any) -> Province | None:
    if not isinstance(properties, dict):
        return None
    named = (properties[key] for key in NAMES if isinstance(properties.get(key), str))
    return next((found for text in named if (found := province_of(text))), None)


# ── Drawing ──
def drawn(shapes: Sequence[Shape]) -> Drawing:
    """The shapes side by side as they lie, north up, degrees of longitude as short as they are in the middle.

    Invariants: every point lies inside WIDTH × height; a province in several shapes is one region.
    """
    place, height = _projection([point for shape in shapes for line in shape.lines for point in line])
    regions: dict[str, list[Line]] = defaultdict(list)
    others: list[str] = []
    for shape in shapes:
        lines = [_thinned(map(place, line)) for line in shape.lines]
        if shape.province and shape.is_area:
            regions[shape.province.code] += lines
        else:
            others.append(_path(lines, closed=shape.is_area))
    return Drawing(height, {code: _region(lines) for code, lines in regions.items()}, others)


def _projection(points: Sequence[Point]) -> tuple[Any, int]:
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    narrow = max(math.cos(math.radians((south + north) / 2)), 0.01)
    scale = WIDTH / max((east - west) * narrow, (north - south) / 2, 1e-6)

    def place(point: Point) -> Point:
        return round((point[0] - west) * narrow * scale, 1), round((north - point[1]) * scale, 1)

    return place, math.ceil((north - south) * scale) or 1


def _thinned(points: Iterable[Point]) -> Line:
    """Without points that fall on the one before, at a tenth of a pixel."""
    found = list(points)
    return found[:1] + [after for before, after in pairwise(found) if after != before]


def _region(lines: Sequence[Line]) -> Region:
    largest = max(lines, key=_area)
    xs, ys = [x for x, _ in largest], [y for _, y in largest]
    return Region(_path(lines, closed=True), round((min(xs) + max(xs)) / 2, 1), round((min(ys) + max(ys)) / 2, 1))


def _area(line: Line) -> float:
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise([*line, line[0]]))) / 2


def _path(lines: Iterable[Line], *, closed: bool) -> str:
    end = "Z" if closed else ""
    return "".join("M" + "L".join(f"{x:g} {y:g}" for x, y in line) + end for line in lines)
