"""A figure's document keeps every digit and reads back as it was."""

from __future__ import annotations

import json
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyaccount.figures.figure import Unit
from keyaccount.figures.writing import to_json


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("1073986.00"), "1073986"),
        (Decimal("107398.60"), "107398.6"),
        (Decimal("0.00"), "0"),
        (Decimal("1E+3"), "1000"),
        (Decimal("100"), "100"),
        (Decimal("-0.6315012345678901234567890123"), "-0.6315012345678901234567890123"),
        (18, "18"),
        (True, "true"),
        (None, "null"),
        (Unit.MONEY, '"money"'),
        (date(2017, 12, 31), '"2017-12-31"'),
        (datetime(2026, 11, 19, 9, tzinfo=ZoneInfo("Asia/Shanghai")), '"2026-11-19T09:00:00+08:00"'),
        ("销售“漏斗”\n", '"销售“漏斗”\\n"'),
        ([], "[]"),
        ({}, "{}"),
        ({"a": [1, {"b": None}]}, '{"a": [1, {"b": null}]}'),
    ],
)
def test_each_kind_of_value(value: object, text: str) -> None:
    assert to_json(value) == text


def test_indented() -> None:
    assert to_json({"a": [1, 2], "b": {}}, "  ") == '{\n  "a": [\n    1,\n    2\n  ],\n  "b": {}\n}'


documents = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text()
    | st.decimals(allow_nan=False, allow_infinity=False, places=4),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(documents, st.sampled_from(["", "  ", "\t"]))
def test_reads_back_exactly(document: object, indent: str) -> None:
    read = json.loads(to_json(document, indent), parse_float=Decimal)
    assert read == document
