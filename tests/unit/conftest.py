"""Deals, and people who open and send pages, for the tests of every domain."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from keyaccount.apps.pipeline.models import Opportunity, Stage
from keyaccount.apps.pipeline.services import opportunities
from tests.conftest import NOW

PART = {"HX-Request": "true"}
ON_BOARD = {**PART, "HX-Current-URL": "http://testserver/pipeline/board"}
ON_TABLE = {**PART, "HX-Current-URL": "http://testserver/pipeline/table"}


@pytest.fixture
def six_steps(db: None) -> list[Stage]:
    return list(Stage.objects.filter(pipeline__is_default=True).order_by("position"))


@pytest.fixture
def make_deal(act: Any, six_steps: list[Stage]) -> Any:
    """make_deal("Campus", 300, stage=2, who="lin", now=…): an open deal of that owner; amounts in the base currency."""

    def make(
        name: str,
        amount: str | int | None = 100,
        *,
        stage: int = 0,
        who: str = "lin",
        now: datetime = NOW,
        **values: Any,
    ) -> Opportunity:
        given = {
            "name": name,
            "amount": None if amount is None else Decimal(amount),
            "opened_on": date(2026, 9, 1),
            **values,
        }
        return opportunities.create_opportunity(values=given, stage=six_steps[stage], act=act(who, now))

    return make


@pytest.fixture
def page_of(client: Client, people: Any, at_nine: None) -> Any:
    """page_of("lin", "/pipeline/board"): the answer to that person; headers as of htmx when given."""

    def get(who: str, url: str, **headers: str) -> Any:
        client.force_login(getattr(people, who))
        return client.get(url, headers=headers)

    return get


@pytest.fixture
def send(client: Client, people: Any, at_nine: None) -> Any:
    """send("lin", url, {…}, **ON_BOARD): a POST by that person."""

    def post(who: str, url: str, data: Any = None, **headers: str) -> Any:
        client.force_login(getattr(people, who))
        return client.post(url, data or {}, headers=headers)

    return post
