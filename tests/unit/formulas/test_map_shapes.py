"""Maps of provinces: what is read from GeoJSON, what is refused, how it is drawn. All shapes are made up."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyaccount.formulas.map_shapes import (
    MOST_SHAPES,
    WIDTH,
    NoProvince,
    NotAShape,
    NotGeoJson,
    NotOnEarth,
    TooDetailed,
    drawn,
    read_shapes,
)

SQUARE = [[[110, 30], [112, 30], [112, 32], [110, 32], [110, 30]]]


def feature(coordinates: Any, kind: str = "Polygon", **properties: Any) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": kind, "coordinates": coordinates},
    }


def file_of(*features: Any) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def test_a_province_is_known_by_its_name_in_either_language() -> None:
    shapes = read_shapes(
        file_of(feature(SQUARE, name="广东省"), feature(SQUARE, NAME_1="Hubei"), feature(SQUARE, name="Sea"))
    )
    assert [shape.province and shape.province.code for shape in shapes] == ["GD", "HB", None]


def test_a_line_is_kept_though_it_names_nothing() -> None:
    line = feature([[110, 29], [112, 29]], "LineString")
    drawing = drawn(read_shapes(file_of(feature(SQUARE, name="湖北"), line)))
    assert list(drawing.regions) == ["HB"]
    assert len(drawing.others) == 1
    assert not drawing.others[0].endswith("Z")


def test_a_square_at_the_equator_is_drawn_as_a_square() -> None:
    square = [[[0, -1], [2, -1], [2, 1], [0, 1], [0, -1]]]
    drawing = drawn(read_shapes(file_of(feature(square, name="湖北"))))
    assert drawing.height == WIDTH
    assert drawing.regions["HB"].path == "M0 640L640 640L640 0L0 0L0 640Z"
    assert (drawing.regions["HB"].x, drawing.regions["HB"].y) == (320, 320)


def test_two_shapes_of_a_province_are_one_region_named_in_the_larger() -> None:
    small = [[[113, 30], [113.2, 30], [113.2, 30.2], [113, 30.2], [113, 30]]]
    drawing = drawn(read_shapes(file_of(feature(SQUARE, name="湖北"), feature([small], "MultiPolygon", name="湖北省"))))
    assert list(drawing.regions) == ["HB"]
    assert drawing.regions["HB"].path.count("M") == 2
    assert drawing.regions["HB"].x < WIDTH / 2


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", NotGeoJson),
        (b"\xff\xfe", NotGeoJson),
        (b"[1]", NotGeoJson),
        (b'{"type": "Feature"}', NotGeoJson),
        (b'{"type": "FeatureCollection", "features": 3}', NotGeoJson),
        (b"[" * 200_000, NotGeoJson),
        (file_of("x"), NotGeoJson),
        (file_of(feature(3, name="湖北")), NotGeoJson),
        (file_of(feature([[3]], name="湖北")), NotOnEarth),
        (file_of({"type": "Feature", "properties": None, "geometry": None}), NotAShape),
        (file_of(feature([1, 2], "Point", name="湖北")), NotAShape),
        (file_of(feature([[[110, 91], [111, 30], [112, 30]]], name="湖北")), NotOnEarth),
        (file_of(feature([[["110", 30], [111, 30], [112, 30]]], name="湖北")), NotOnEarth),
        (file_of(feature([[[110, float("nan")], [111, 30], [112, 30]]], name="湖北")), NotOnEarth),
        (file_of(feature([[[True, 30], [111, 30], [112, 30]]], name="湖北")), NotOnEarth),
        (file_of(feature(SQUARE, name="Atlantis")), NoProvince),
        (file_of(feature(SQUARE[0], "LineString", name="湖北")), NoProvince),
        (file_of(feature([], name="湖北")), NoProvince),
        (file_of(*([feature(SQUARE, name="湖北")] * (MOST_SHAPES + 1))), TooDetailed),
    ],
)
def test_what_is_no_map_is_refused_by_name(content: bytes, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        read_shapes(content)


def test_as_many_shapes_as_allowed_pass() -> None:
    assert len(read_shapes(file_of(*([feature(SQUARE, name="湖北")] * MOST_SHAPES)))) == MOST_SHAPES


places = st.tuples(st.floats(-180, 180, allow_nan=False), st.floats(-90, 90, allow_nan=False))


@given(st.lists(st.lists(places, min_size=3, max_size=12), min_size=1, max_size=6))
def test_every_point_lies_inside_the_picture(rings: list[list[tuple[float, float]]]) -> None:
    drawing = drawn(read_shapes(file_of(feature([rings], "MultiPolygon", name="湖北"))))
    found = re.findall(r"[ML](-?[\d.e+-]+) (-?[\d.e+-]+)", drawing.regions["HB"].path)
    assert found
    assert all(-0.1 <= float(x) <= WIDTH + 0.1 and -0.1 <= float(y) <= drawing.height + 0.1 for x, y in found)
    assert 0 < drawing.height <= 2 * WIDTH + 1
