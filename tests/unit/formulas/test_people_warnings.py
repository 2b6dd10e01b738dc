"""Warnings of a people map: one example a kind, the boundary at each threshold, what holds for any arrows."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyaccount.formulas.influence import Certainty, Commitment
from keyaccount.formulas.people_warnings import (
    Arrow,
    Kind,
    MapWarning,
    Person,
    Rules,
    Severity,
    influence_from,
    warnings,
)

NOTHING_NEEDED = Rules(needed=())


def person(key: str, roles: str = "user", weight: int = 2, **known: object) -> Person:
    given = {"commitment": Commitment.CHAMPION, "certainty": Certainty.CONFIRMED, "active": True, **known}
    return Person(key, frozenset(roles.split()), weight, **given)  # type: ignore[arg-type]


SU, YE = person("su"), person("ye")
LIANG = person("liang", "decision_maker", 5, commitment=Commitment.SUPPORTER)
WEI = person("wei", "financial_gatekeeper", 3, commitment=Commitment.OBSTRUCTIONIST)


def found(*people: Person, arrows: tuple[Arrow, ...] = (), rules: Rules = NOTHING_NEEDED) -> list[MapWarning]:
    return warnings(people, arrows, rules)


def test_nobody_is_warned_of_when_all_is_well() -> None:
    assert found(SU, YE, LIANG) == []
    assert warnings([], [], Rules(needed=("user",), collective=True)) == []


@pytest.mark.parametrize(
    ("strengths", "reach", "severity"),
    [
        ((3,), Fraction(1), Severity.SERIOUS),
        ((1,), Fraction(1, 3), Severity.SERIOUS),
        ((2, 2), Fraction(4, 9), Severity.SERIOUS),
        ((1, 2), Fraction(2, 9), Severity.WATCH),
        ((1, 1), Fraction(1, 9), Severity.WATCH),
        ((1, 1, 2), None, None),
    ],
)
def test_an_obstructionist_near_the_decision_maker(
    strengths: tuple[int, ...], reach: Fraction | None, severity: Severity | None
) -> None:
    """Directly or through others; below a ninth it is not felt."""
    chain = ["wei", *[f"between{place}" for place in range(len(strengths) - 1)], "liang"]
    between = [person(name) for name in chain[1:-1]]
    arrows = tuple(Arrow(chain[place], chain[place + 1], strength) for place, strength in enumerate(strengths))
    warned = found(SU, LIANG, WEI, *between, arrows=arrows)
    expected = [] if severity is None else [MapWarning(Kind.OBSTRUCTED, severity, tuple(chain), number=reach)]
    assert warned == expected


def test_influence_of_those_who_left_or_over_others_is_not_warned_of() -> None:
    gone = replace(WEI, left_days=400)
    assert found(SU, YE, LIANG, gone, arrows=(Arrow("wei", "liang", 3),)) == []
    assert found(SU, LIANG, WEI, arrows=(Arrow("wei", "su", 3), Arrow("liang", "wei", 3))) == []


def test_a_decision_maker_who_obstructs() -> None:
    against = replace(LIANG, commitment=Commitment.OBSTRUCTIONIST)
    assert found(SU, against) == [MapWarning(Kind.OBSTRUCTED, Severity.SERIOUS, ("liang",), number=Fraction(1))]


def test_a_role_that_nobody_plays() -> None:
    rules = Rules(needed=("approver", "decision_maker", "user"))
    assert found(SU, YE, rules=rules) == [
        MapWarning(Kind.ROLE_MISSING, Severity.SERIOUS, role="decision_maker"),
        MapWarning(Kind.ROLE_MISSING, Severity.WATCH, role="approver"),
    ]
    assert found(SU, YE, replace(LIANG, left_days=999), rules=rules)[0].role == "decision_maker"


def test_no_champion() -> None:
    assert found(LIANG, replace(SU, commitment=Commitment.SUPPORTER)) == [MapWarning(Kind.NO_CHAMPION, Severity.WATCH)]


def test_one_thread_only_or_none() -> None:
    quiet = replace(YE, active=False)
    assert found(SU, quiet) == [MapWarning(Kind.SINGLE_THREADED, Severity.SERIOUS, ("su",))]
    assert found(quiet) == [MapWarning(Kind.OUT_OF_TOUCH, Severity.SERIOUS)]


@pytest.mark.parametrize(("deciders", "warned"), [(0, True), (1, True), (2, False)])
def test_a_collective_account_needs_two_who_decide(deciders: int, warned: bool) -> None:
    people = [person(f"d{place}", "decision_maker", 5) for place in range(deciders)]
    rules = Rules(needed=("decision_maker",), collective=True)
    expected = MapWarning(
        Kind.FEW_DECIDERS, Severity.SERIOUS, tuple(one.key for one in people), "decision_maker", deciders
    )
    assert found(SU, YE, *people, rules=rules) == ([expected] if warned else [])


@pytest.mark.parametrize(("days", "warned"), [(0, True), (180, True), (181, False)])
def test_a_key_contact_who_left_is_news_for_a_while(days: int, warned: bool) -> None:
    gone = person("jiang", "decision_maker", 5, left_days=days, commitment=None)
    expected = [MapWarning(Kind.KEY_LEFT, Severity.SERIOUS, ("jiang",), number=days)]
    assert found(SU, YE, gone) == (expected if warned else [])


@pytest.mark.parametrize(
    ("weight", "where", "warned"),
    [(4, None, True), (3, None, False), (1, Commitment.CHAMPION, True), (3, Commitment.SUPPORTER, False)],
)
def test_who_is_key(weight: int, where: Commitment | None, warned: bool) -> None:
    assert bool(found(SU, YE, person("x", weight=weight, commitment=where, left_days=1))) == warned


def test_overdue_visits_the_latest_first() -> None:
    late, later = replace(SU, overdue_days=1), replace(YE, overdue_days=19)
    assert found(late, later) == [
        MapWarning(Kind.VISITS_OVERDUE, Severity.WATCH, ("ye", "su"), number=19),
    ]


def test_faded_readings_are_told_together() -> None:
    faded = [replace(one, certainty=Certainty.FADED) for one in (SU, YE)]
    assert found(*faded) == [MapWarning(Kind.FADED, Severity.WATCH, ("su", "ye"), number=2)]


ARROWS = st.lists(st.builds(Arrow, st.integers(0, 6), st.integers(0, 6), st.integers(1, 3)), max_size=20)


@given(ARROWS, st.builds(Arrow, st.integers(0, 6), st.integers(0, 6), st.integers(1, 3)))
def test_influence_lies_between_0_and_1_and_an_arrow_more_never_lowers_it(arrows: list[Arrow], more: Arrow) -> None:
    before, after = influence_from(0, arrows), influence_from(0, [*arrows, more])
    assert before[0] == (1, (0,))
    for key, (reach, chain) in before.items():
        assert 0 < reach <= 1
        assert after[key][0] >= reach
        assert (chain[0], chain[-1]) == (0, key)


@given(ARROWS)
def test_the_order_of_arrows_does_not_matter(arrows: list[Arrow]) -> None:
    reach = {key: amount for key, (amount, _chain) in influence_from(0, arrows).items()}
    assert reach == {key: amount for key, (amount, _chain) in influence_from(0, arrows[::-1]).items()}
