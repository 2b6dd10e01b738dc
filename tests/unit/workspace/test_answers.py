"""Requests that are sent twice: the first answer again, one piece of work."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from keyaccount.apps.workspace.models import IdempotentAnswer
from keyaccount.apps.workspace.services.answers import (
    CLAIM_LAPSES,
    KEPT,
    Answer,
    Claim,
    ClaimLost,
    KeyUsedOtherwise,
    StillAtWork,
    claim,
    give_back,
    keep,
)
from tests.conftest import NOW

FIRST = Answer(201, {"Location": "/x/1"}, '{"id": 1}')


@pytest.fixture
def asked(people: Any) -> Any:
    def ask(who: str = "lin", key: str = "k", fingerprint: str = "f", now: Any = NOW) -> Claim | Answer:
        return claim(user=getattr(people, who), key=key, fingerprint=fingerprint, now=now)

    return ask


def test_the_first_answer_comes_again(asked: Any) -> None:
    mine = asked()
    assert isinstance(mine, Claim)
    keep(mine, FIRST)
    assert asked() == FIRST
    assert asked(now=NOW + KEPT - timedelta(seconds=1)) == FIRST


def test_a_second_request_waits_while_the_first_is_at_work(asked: Any) -> None:
    asked()
    with pytest.raises(StillAtWork):
        asked()


def test_another_request_with_the_same_key_is_refused(asked: Any) -> None:
    mine = asked()
    with pytest.raises(KeyUsedOtherwise):
        asked(fingerprint="other")
    keep(mine, FIRST)
    with pytest.raises(KeyUsedOtherwise):
        asked(fingerprint="other")


def test_keys_of_two_people_have_nothing_to_do_with_each_other(asked: Any) -> None:
    keep(asked(), FIRST)
    assert isinstance(asked("wang"), Claim)


def test_a_refused_request_may_be_corrected_under_the_same_key(asked: Any) -> None:
    give_back(asked())
    assert isinstance(asked(fingerprint="corrected"), Claim)


def test_an_answer_is_not_kept_for_ever(asked: Any) -> None:
    keep(asked(), FIRST)
    assert isinstance(asked(now=NOW + KEPT), Claim)
    assert IdempotentAnswer.objects.count() == 1


def test_a_claim_whose_owner_died_is_taken_over_and_the_dead_one_can_no_longer_commit(asked: Any) -> None:
    late = asked()
    with pytest.raises(StillAtWork):
        asked(now=NOW + CLAIM_LAPSES - timedelta(seconds=1))
    heir = asked(now=NOW + CLAIM_LAPSES)
    assert isinstance(heir, Claim)
    with pytest.raises(ClaimLost):
        keep(late, FIRST)
    give_back(late)
    keep(heir, FIRST)
    assert asked(now=NOW + CLAIM_LAPSES) == FIRST
