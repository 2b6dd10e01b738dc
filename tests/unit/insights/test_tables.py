"""The filters of a question in words."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import translation

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.accounts.services import accounts
from keyaccount.apps.insights.queries import question_from
from keyaccount.apps.insights.tables import words_of
from keyaccount.apps.pipeline.models import Stage
from keyaccount.figures import Question

pytestmark = pytest.mark.django_db


@pytest.fixture
def holding(act: Any) -> Account:
    return accounts.create_account(values={"name": "恒澈水务"}, act=act("lin"))


def asked(people: Any, who: str, today: Any, **filters: str) -> Question:
    return question_from({"scope": "company", **filters}, viewer=getattr(people, who), today=today)


def test_a_stage_is_told_by_its_name_in_the_reader_s_language(people: Any, today: Any) -> None:
    stage = Stage.objects.get(name="Find needs")
    question = asked(people, "lin", today, stage=str(stage.pk))
    assert words_of(question) == [("Stage", "Find needs")]
    with translation.override("zh-hans"):
        assert words_of(question) == [("阶段", "挖掘需求")]


def test_an_account_out_of_reach_keeps_its_number(people: Any, today: Any, holding: Account) -> None:
    number = str(holding.pk)
    assert words_of(asked(people, "lin", today, account=number)) == [("Account", "恒澈水务")]
    assert words_of(asked(people, "stranger", today, account=number)) == [("Account", number)]


def test_a_way_of_selling_is_told_in_words(people: Any, today: Any) -> None:
    assert words_of(asked(people, "lin", today, selling_mode="consultative")) == [("Way of selling", "Consultative")]
