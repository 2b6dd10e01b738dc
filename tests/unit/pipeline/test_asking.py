"""What an address asks for, and the links that ask for something a little different."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

import pytest

from keyaccount.apps.pipeline.queries.asking import read
from keyaccount.apps.pipeline.tables.filters import chips, is_narrowed
from keyaccount.figures import ScopeKind
from keyaccount.kernel.errors import Invalid, NotFound
from keyaccount.kernel.period import Period
from tests.conftest import TODAY


@pytest.fixture
def asked(people: Any) -> Any:
    def make(query: str = "", who: str = "lin") -> Any:
        return read(dict(parse_qsl(query)), viewer=getattr(people, who), today=TODAY)

    return make


@pytest.mark.parametrize(
    ("who", "scope"),
    [("lin", ScopeKind.TEAM), ("zhao", ScopeKind.TEAM), ("auditor", ScopeKind.COMPANY), ("admin", ScopeKind.COMPANY)],
)
def test_without_a_word_it_is_ones_usual_view(asked: Any, who: str, scope: ScopeKind) -> None:
    usual = asked(who=who)
    assert usual.question.scope.kind == scope
    assert usual.question.filters["pipeline"] == usual.given["pipeline"]
    assert not is_narrowed(usual)


def test_an_owner_alone_is_the_usual_view_of_who_sees_only_their_own(asked: Any, people: Any) -> None:
    people.lin.role.reads = "own"
    assert asked().question.scope.id == people.lin.pk


@pytest.mark.parametrize(
    "query",
    [
        "scope=company",
        "scope=company&pipeline=all&period=2026-Q4&undated=include",
        "scope=team:%231&q=camp&amount_from=100",
        "scope=company&status=won&as_of=2026-11-10&sort=-name&columns=name,amount",
    ],
)
def test_a_link_asks_for_the_same_again(asked: Any, people: Any, query: str) -> None:
    first = asked(query.replace("%231", f"%23{people.east.pk}"))
    again = asked(first.link())
    assert again.given == first.given
    assert again.question == first.question


def test_a_link_with_something_changed_keeps_the_rest(asked: Any) -> None:
    first = asked("scope=company&q=camp&period=2026-Q4")
    changed = asked(first.link(q="", stage="3"))
    assert changed.question.period == Period.quarter(2026, 4)
    assert changed.given["stage"] == "3"
    assert "q" not in changed.given


def test_owner_before_team_before_account_is_the_scope_and_the_rest_narrows(asked: Any, people: Any) -> None:
    both = asked(f"owner={people.wang.pk}&team={people.east.pk}")
    assert (both.question.scope.kind, both.question.scope.id) == (ScopeKind.USER, people.wang.pk)
    assert both.question.filters["team"] == str(people.east.pk)
    assert both.names == {"owner": "Wang Siyuan", "team": "East"}


def test_two_days_are_a_period(asked: Any) -> None:
    assert asked("closes_from=2026-10-01&closes_to=2026-12-31").question.period == Period.quarter(2026, 4)
    assert asked("closes_from=2026-10-01").question.filters["closes_from"] == "2026-10-01"


def test_today_and_later_are_now(asked: Any) -> None:
    for day in ("2026-11-19", "2027-01-01"):
        live = asked(f"scope=company&as_of={day}")
        assert live.is_live
        assert "as_of" not in live.given
    assert not asked("scope=company&as_of=2026-11-18").is_live


@pytest.mark.parametrize(
    ("query", "fact"),
    [
        ("status=maybe", Invalid),
        ("owner=lin", Invalid),
        ("owner=999999", NotFound),
        ("account=999999", NotFound),
        ("period=soon", Invalid),
        ("as_of=19.11.2026", Invalid),
    ],
)
def test_what_cannot_be_understood_or_seen_is_said(asked: Any, query: str, fact: type[Exception]) -> None:
    with pytest.raises(fact):
        asked(query)


def test_chips_say_what_is_set_and_how_to_take_it_away(asked: Any) -> None:
    found = asked("scope=company&period=2026-Q4&undated=include&amount_from=5000&q=camp&currency=USD")
    said = {chip.key: (chip.value, chip.clear) for chip in chips(found, stages=False, statuses=False)}
    assert said["period"][0] == "Q4 2026 or without a date"
    assert said["amount"][0] == "≥ 5000"
    assert said["currency"][0] == "USD"
    assert said["whose"] == ("", "")
    assert "currency" not in dict(parse_qsl(said["currency"][1]))
    assert dict(parse_qsl(said["amount"][1]))["period"] == "2026-Q4"


@pytest.mark.parametrize("key", ["pipeline", "stage", "whose", "account", "period", "amount", "status"])
def test_every_menu_opens_for_everyone(page_of: Any, key: str) -> None:
    for who in ("lin", "stranger", "finance", "auditor"):
        answer = page_of(who, f"/pipeline/filter/{key}?view=table&q=camp", **{"HX-Request": "true"})
        assert answer.status_code == 200
        page = answer.content.decode()
        assert "q=camp" in page or 'name="q" value="camp"' in page


def test_no_menu_of_another_name_or_view(page_of: Any) -> None:
    assert page_of("lin", "/pipeline/filter/nonsense?view=table").status_code == 404
    assert page_of("lin", "/pipeline/filter/stage?view=nonsense").status_code == 404


def test_teams_are_found_by_a_part_of_their_name(page_of: Any) -> None:
    page = page_of("lin", "/pipeline/teams/pick?q=eas").content.decode()
    assert "East" in page
    assert "North" not in page


def test_a_saved_view_brings_back_its_filters(page_of: Any, send: Any) -> None:
    send("lin", "/views/pipeline", {"name": "This quarter", "next": "/pipeline/table?scope=company&period=2026-Q4"})
    page = page_of("lin", "/pipeline/board").content.decode()
    assert "/pipeline/board?scope=company&amp;period=2026-Q4" in page
    assert "This quarter" not in page_of("wang", "/pipeline/board").content.decode()
