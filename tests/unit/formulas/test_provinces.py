"""Provinces by any of their names, each with a tile of its own; steps of one hue."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyaccount.formulas.provinces import PROVINCES, province_of, provinces_of, steps


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("山东", "SD"),
        ("山东省", "SD"),
        ("上海市", "SH"),
        ("内蒙古自治区", "NM"),
        ("新疆维吾尔自治区", "XJ"),
        ("香港特别行政区", "HK"),
        ("shandong", "SD"),
        ("Shandong Province", "SD"),
        (" Inner Mongolia ", "NM"),
        ("Massachusetts", None),
        ("", None),
    ],
)
def test_by_any_of_its_names(text: str, code: str | None) -> None:
    found = province_of(text)
    assert (found.code if found else None) == code


def test_a_list_of_names_with_what_is_no_province() -> None:
    known, unknown = provinces_of("北京市、Tianjin, SD；北京\nAtlantis，")
    assert [province.code for province in known] == ["BJ", "TJ", "SD"]
    assert unknown == ("Atlantis",)
    assert provinces_of(" ") == ((), ())


def test_thirty_four_with_a_tile_and_a_code_each() -> None:
    assert len(PROVINCES) == 34
    assert len({one.code for one in PROVINCES}) == 34
    assert len({(one.column, one.row) for one in PROVINCES}) == 34
    assert all(province_of(name) == one for one in PROVINCES for name in (one.chinese, one.english))


def test_four_steps() -> None:
    amounts = [Decimal(amount) for amount in (0, 1, 2, 3, 4)]
    assert steps(amounts) == [0, 1, 2, 3, 4]
    assert steps([Decimal(7)]) == [4]
    assert steps([]) == []


@given(st.lists(st.integers(0, 50).map(Decimal), max_size=40))
def test_steps_follow_the_amounts(amounts: list[Decimal]) -> None:
    pairs = sorted(zip(amounts, steps(amounts), strict=True))
    assert [step for _amount, step in pairs] == sorted(step for _amount, step in pairs)
    assert all((step == 0) == (amount == 0) for amount, step in pairs)
    assert not any(amounts) or max(step for _amount, step in pairs) == 4
