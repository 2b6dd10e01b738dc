"""What changed between two maps: a worked example, and what holds for any two."""

from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from keyaccount.formulas.map_difference import OPPOSITE, Changed, Difference, Snapshot, difference

SU = Snapshot("supporter", ("user",), "Manager", "liang")


def test_a_year_at_one_account() -> None:
    before = {"su": SU, "gao": SU}
    after = {"su": replace(SU, commitment="champion", roles=("initiator", "user"), superior=None), "he": SU}
    lines = difference(before, after, {("su", "liang", "influence"): 1}, {("su", "liang", "influence"): 3})
    assert lines == [
        Changed(Difference.CAME, "he"),
        Changed(Difference.LEFT, "gao"),
        Changed(Difference.COMMITMENT, "su", "supporter", "champion"),
        Changed(Difference.ROLES, "su", ("user",), ("initiator", "user")),
        Changed(Difference.SUPERIOR, "su", "liang", None),
        Changed(Difference.LINE, ("su", "liang", "influence"), 1, 3),
    ]


def test_lines_drawn_and_erased() -> None:
    assert difference({}, {}, {}, {"a": 2}) == [Changed(Difference.LINE, "a", None, 2)]
    assert difference({}, {}, {"a": 2}, {}) == [Changed(Difference.LINE, "a", 2, None)]


SNAPSHOTS = st.builds(
    Snapshot,
    st.sampled_from(["champion", "doubter", None]),
    st.sampled_from([(), ("user",), ("approver", "user")]),
    st.sampled_from(["CEO", "CFO"]),
    st.none() | st.integers(0, 3),
)
MAPS = st.dictionaries(st.integers(0, 8), SNAPSHOTS, max_size=8)
LINES = st.dictionaries(st.integers(0, 8), st.integers(1, 3), max_size=6)


@given(MAPS, LINES)
def test_a_map_differs_in_nothing_from_itself(people: Any, lines: Any) -> None:
    assert difference(people, dict(reversed(people.items())), lines, lines) == []


@given(MAPS, MAPS, LINES, LINES)
def test_the_other_way_round_the_ends_are_swapped(before: Any, after: Any, drawn: Any, then: Any) -> None:
    there = difference(before, after, drawn, then)
    back = difference(after, before, then, drawn)
    swapped = {Changed(OPPOSITE.get(one.kind, one.kind), one.key, one.after, one.before) for one in back}
    assert set(there) == swapped
    assert len(there) == len(back)
