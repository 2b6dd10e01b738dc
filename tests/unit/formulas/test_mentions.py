"""Names of companies in running text: the longer one wins, parts of words do not count."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyaccount.formulas.mentions import mentioned, names_of

NAMES = names_of(
    [
        (1, "华为技术有限公司"),
        (1, "华为"),
        (2, "IBM Corp."),
        (3, "澜石重工集团有限公司"),
        (4, "澜石重工青岛基地有限公司"),
        (5, "北京公司"),
        (6, "A Inc"),
        (7, "Halden Pharma AG"),
        (8, "Halden Pharma (Suzhou) Co., Ltd."),
    ]
)


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("华为技术今日发布新品", {1}),
        ("华为和IBM签约", {1, 2}),
        ("华 為", set()),
        ("ＩＢＭ cuts jobs", {2}),
        ("An IBMer says so", set()),
        ("澜石重工青岛基地扩产", {4}),
        ("澜石重工与澜石重工（青岛基地）", {3, 4}),
        ("北京今天下雨", set()),
        ("A day", set()),
        ("HALDEN-PHARMA reorganises", {7, 8}),
        ("", set()),
    ],
)
def test_who_is_named(text: str, ids: set[int]) -> None:
    assert mentioned(text, NAMES) == ids


@given(st.text(max_size=30), st.sampled_from(["IBM", "澜石重工", "Halden Pharma"]), st.text(max_size=30))
def test_a_name_between_other_words_is_found(before: str, name: str, after: str) -> None:
    assert mentioned(f"{before} 。 {name} 。 {after}", names_of([(1, name)])) == {1}


@given(st.text(max_size=80))
def test_without_names_nobody_is_found(text: str) -> None:
    assert mentioned(text, names_of([])) == frozenset()
