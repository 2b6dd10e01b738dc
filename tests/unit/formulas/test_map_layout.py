"""The layout of a people map: the worked map, and what holds for any reporting lines."""

from hypothesis import given
from hypothesis import strategies as st

from keyaccount.formulas.map_layout import CARD, COLUMN, LEVEL_TOPS, STACK_STEP, Spot, layout

LINES = {
    "郑怀远": None,
    "罗静姝": "郑怀远",
    "梁伯钧": "郑怀远",
    "魏启明": "郑怀远",
    "曹一鸣": "罗静姝",
    "苏佩兰": "梁伯钧",
    "段铁": "梁伯钧",
    "顾清源": "梁伯钧",
    "袁芷": "梁伯钧",
    "唐可": "魏启明",
    "冯敏": "魏启明",
    "叶知秋": "苏佩兰",
    "蒋晓岚": "苏佩兰",
    "贺铭": "叶知秋",
    "石磊": "段铁",
    "白露": "唐可",
    "杜若": "冯敏",
}


def test_seventeen_people_take_seven_columns() -> None:
    spots = layout(LINES)
    assert spots["曹一鸣"] == Spot(16, 276)
    assert spots["冯敏"].x == 16 + 6 * COLUMN
    assert [spots[name].y for name in ("苏佩兰", "叶知秋", "贺铭", "蒋晓岚")] == [276, 376, 476, 576]
    assert spots["梁伯钧"].x == (spots["苏佩兰"].x + spots["袁芷"].x) // 2
    assert max(spot.x for spot in spots.values()) + CARD[0] <= 1072


def test_a_large_team_stacks_and_people_without_lines_stand_below() -> None:
    spots = layout({"boss": None, **{f"p{n}": "boss" for n in range(8)}, "loose": None})
    assert [spots[f"p{n}"].y for n in range(8)] == [150 + 100 * n for n in range(6)] + [150, 250]
    assert spots["loose"].y > max(spots[f"p{n}"].y for n in range(8)) + CARD[1]


def test_a_circle_is_cut_and_a_stranger_is_nobody_s_superior() -> None:
    assert set(layout({"a": "b", "b": "a", "c": "elsewhere", "d": "d"})) == {"a", "b", "c", "d"}


PEOPLE = st.integers(0, 40)


@given(st.dictionaries(PEOPLE, st.none() | PEOPLE, max_size=60))
def test_everyone_has_a_spot_and_no_cards_overlap(superiors: dict[int, int | None]) -> None:
    spots = layout(superiors)  # type: ignore[arg-type]
    assert set(spots) == set(superiors)
    taken = sorted((spot.x, spot.y) for spot in spots.values())
    for place, (x, y) in enumerate(taken):
        for other_x, other_y in taken[place + 1 :]:
            assert abs(x - other_x) >= CARD[0] or abs(y - other_y) >= CARD[1], (taken, STACK_STEP)


@given(st.integers(2, 40), st.data())
def test_nobody_on_the_levels_stands_beside_or_above_their_superior(size: int, data: st.DataObject) -> None:
    superiors = {0: None, **{one: data.draw(st.integers(0, one - 1)) for one in range(1, size)}}
    spots = layout(superiors)  # type: ignore[arg-type]
    for one, superior in superiors.items():
        if superior is not None and spots[one].y in LEVEL_TOPS and not spots[one].stacked:
            assert spots[one].y > spots[superior].y
