"""Commitment, certainty, weighted support, coverage: worked examples, boundaries, and what holds for any people."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyaccount.formulas.influence import (
    COMMITMENT_VALUES,
    DEFAULT_WEIGHTS,
    Certainty,
    Commitment,
    Reading,
    Stand,
    certainty,
    commitment,
    commitment_of,
    coverage,
    heaviest,
    weighted_support,
)

TODAY = date(2026, 11, 19)
CHAMPION, SUPPORTER, DOUBTER, OBSTRUCTIONIST = Commitment
STANDS = st.builds(Stand, st.integers(0, 9), st.none() | st.sampled_from(Commitment))


@pytest.mark.parametrize(
    ("dynamics", "receptivity", "expected", "value"),
    [
        (True, True, CHAMPION, 2),
        (False, True, SUPPORTER, 1),
        (False, False, DOUBTER, -1),
        (True, False, OBSTRUCTIONIST, -2),
    ],
)
def test_the_four_quadrants(dynamics: bool, receptivity: bool, expected: Commitment, value: int) -> None:
    found = commitment(dynamics_high=dynamics, receptivity_high=receptivity)
    assert (found, COMMITMENT_VALUES[found]) == (expected, value)
    assert commitment_of(Reading(dynamics, receptivity, TODAY)) is expected


@given(st.booleans(), st.booleans())
def test_receptivity_decides_the_sign_and_dynamics_the_size(dynamics: bool, receptivity: bool) -> None:
    value = COMMITMENT_VALUES[commitment(dynamics_high=dynamics, receptivity_high=receptivity)]
    assert (value > 0, abs(value) == 2) == (receptivity, dynamics)


@pytest.mark.parametrize(
    ("age", "assumed", "expected"),
    [
        (0, False, Certainty.CONFIRMED),
        (180, False, Certainty.CONFIRMED),
        (181, False, Certainty.FADED),
        (0, True, Certainty.ASSUMED),
        (181, True, Certainty.ASSUMED),
    ],
)
def test_a_reading_fades_after_its_age(age: int, assumed: bool, expected: Certainty) -> None:
    reading = Reading(True, True, TODAY - timedelta(days=age), assumed)
    assert certainty(reading, TODAY) is expected


def test_the_age_is_the_workspace_s_and_without_a_reading_nothing_is_known() -> None:
    reading = Reading(True, True, TODAY - timedelta(days=91))
    assert certainty(reading, TODAY, fades_after=90) is Certainty.FADED
    assert certainty(None, TODAY) is Certainty.UNKNOWN
    assert commitment_of(None) is None


LANSHI = [
    ("approver", DOUBTER),
    ("influencer_a", DOUBTER),
    ("decision_maker", SUPPORTER),
    ("financial_gatekeeper", OBSTRUCTIONIST),
    ("designer", DOUBTER),
    ("initiator influencer_a", CHAMPION),
    ("beneficiary influencer_b", SUPPORTER),
    ("technical_gatekeeper", DOUBTER),
    ("secretary", SUPPORTER),
    ("financial_gatekeeper", DOUBTER),
    ("purchaser", SUPPORTER),
    ("user liaison", CHAMPION),
    ("user rising_star", SUPPORTER),
    ("user", DOUBTER),
    ("beneficiary", SUPPORTER),
    ("liaison", None),
    ("purchaser", SUPPORTER),
]


def test_the_map_of_seventeen_people() -> None:
    """Σ weight · value = 2 over Σ weight = 46."""
    people = [Stand(heaviest(roles.split(), DEFAULT_WEIGHTS), where) for roles, where in LANSHI]
    assert sum(one.product for one in people) == 2
    assert sum(one.weight for one in people) == 46
    assert weighted_support(people) == Decimal(2) / 46


def test_every_default_weight() -> None:
    by_weight = {
        weight: sorted(role for role, its in DEFAULT_WEIGHTS.items() if its == weight)
        for weight in set(DEFAULT_WEIGHTS.values())
    }
    assert by_weight == {
        5: ["approver", "decision_maker"],
        4: ["influencer_a"],
        3: ["designer", "financial_gatekeeper", "technical_gatekeeper"],
        2: ["beneficiary", "go_between", "influencer_b", "initiator", "purchaser", "user"],
        1: ["blocker", "influencer_c", "liaison", "rising_star", "secretary"],
    }


def test_the_heaviest_role_counts_once() -> None:
    assert heaviest(["user", "influencer_a", "liaison"], DEFAULT_WEIGHTS) == 4
    assert heaviest([], DEFAULT_WEIGHTS) == 0
    assert heaviest(["astronaut"], DEFAULT_WEIGHTS) == 0


def test_without_people_there_is_no_support() -> None:
    assert weighted_support([]) is None
    assert weighted_support([Stand(0, CHAMPION)]) is None


def test_the_ends_of_the_scale() -> None:
    assert weighted_support([Stand(5, CHAMPION), Stand(1, CHAMPION)]) == 2
    assert weighted_support([Stand(5, OBSTRUCTIONIST)]) == -2
    assert weighted_support([Stand(5, None)]) == 0


def test_not_known_counts_below_but_not_above() -> None:
    assert weighted_support([Stand(5, CHAMPION), Stand(5, None)]) == 1


@given(st.lists(STANDS, max_size=30))
def test_support_lies_between_minus_two_and_two(people: list[Stand]) -> None:
    found = weighted_support(people)
    assert (found is None) == (sum(one.weight for one in people) == 0)
    assert found is None or -2 <= found <= 2


@given(st.lists(STANDS, max_size=12), st.randoms(use_true_random=False))
def test_the_order_does_not_matter(people: list[Stand], chance: object) -> None:
    shuffled = list(people)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert weighted_support(people) == weighted_support(shuffled)


@given(st.lists(STANDS, max_size=12), st.integers(0, 9))
def test_an_unknown_person_never_raises_it(people: list[Stand], weight: int) -> None:
    before, after = weighted_support(people), weighted_support([*people, Stand(weight, None)])
    if before is not None:
        assert after is not None
        assert abs(after) <= abs(before)
        assert after * before >= 0


@given(st.lists(STANDS, min_size=1, max_size=12), st.data())
def test_winning_somebody_over_never_lowers_it(people: list[Stand], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(people) - 1))
    better = list(people)
    better[place] = replace(people[place], commitment=CHAMPION)
    before, after = weighted_support(people), weighted_support(better)
    assert before is None or (after is not None and after >= before)


def test_coverage_of_needed_roles() -> None:
    found = coverage({1: ["user", "liaison"], 2: ["user"], 3: ["approver"]}, ["approver", "decision_maker", "user"])
    assert found.by_role == {"approver": (3,), "decision_maker": (), "user": (1, 2)}
    assert (found.covered, found.value) == (2, Decimal(2) / 3)
    assert coverage({1: ["user"]}, []).value is None
    assert coverage({}, ["user"]).value == 0


ROLES = st.frozensets(st.sampled_from(sorted(DEFAULT_WEIGHTS)), max_size=4)


@given(st.dictionaries(st.integers(), ROLES, max_size=8), ROLES, ROLES.filter(bool))
def test_more_people_never_lower_coverage(
    roles_of: dict[int, frozenset[str]], more: frozenset[str], needed: frozenset[str]
) -> None:
    before = coverage(roles_of, needed).value  # type: ignore[arg-type]
    after = coverage({**roles_of, "new": more}, needed).value  # type: ignore[arg-type,dict-item]
    assert before is not None
    assert after is not None
    assert 0 <= before <= after <= 1
