"""The explain drawer and the overview, as the people of the house see them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from keyaccount.apps.pipeline.models import Stage
from keyaccount.apps.pipeline.services import opportunities, stages
from keyaccount.figures import Unit, definition, definitions

PART = {"HX-Request": "true"}


@pytest.fixture
def deals(act: Any) -> None:
    stage = Stage.objects.get(pipeline__is_default=True, position=3)
    for name, amount in (("Open", 1000), ("Won", 500)):
        values = {"name": name, "amount": Decimal(amount), "expected_close": date(2026, 12, 1)}
        deal = opportunities.create_opportunity(values=values, stage=stage, act=act())
        if name == "Won":
            stages.win_opportunity(opportunity_id=deal.pk, act=act())


@pytest.mark.usefixtures("deals")
class TestDrawer:
    def test_owner_sees_formula_and_rows(self, client: Client, people: Any) -> None:
        client.force_login(people.lin)
        page = client.get("/figures/pipeline.weighted?as_of=2026-11-19", headers=PART).content.decode()
        assert "Σ a × r" in page
        assert "Open" in page
        assert "300" in page

    def test_stranger_is_told_how_many_rows_lie_outside(self, client: Client, people: Any) -> None:
        client.force_login(people.stranger)
        page = client.get("/figures/pipeline.count", headers=PART).content.decode()
        assert "1 more lie outside what you may see" in page

    def test_address_by_itself_opens_over_the_overview(self, client: Client, people: Any) -> None:
        client.force_login(people.lin)
        answer = client.get("/figures/pipeline.count?scope=company")
        assert answer.status_code == 302
        assert answer["Location"].startswith("/insights/?explain=%2Ffigures%2Fpipeline.count")

    def test_unknown_figure_is_not_found(self, client: Client, people: Any) -> None:
        client.force_login(people.lin)
        assert client.get("/figures/pipeline.nonsense", headers=PART).status_code == 404

    def test_nobody_without_signing_in(self, client: Client) -> None:
        assert client.get("/figures/pipeline.count").status_code == 302

    @pytest.mark.parametrize("key", [item.key for item in definitions()])
    def test_every_figure_explains_itself(self, client: Client, people: Any, key: str) -> None:
        client.force_login(people.lin)
        assert client.get(f"/figures/{key}", headers=PART).status_code == 200
        has_line = definition(key).unit is not Unit.TABLE
        assert client.get(f"/figures/{key}/history", headers=PART).status_code == (200 if has_line else 404)

    def test_the_change_comes_with_the_past(self, client: Client, people: Any) -> None:
        client.force_login(people.lin)
        page = client.get("/figures/pipeline.weighted/history?as_of=2026-11-19", headers=PART).content.decode()
        assert 'id="figure-change" hx-swap-oob="true"' in page
        assert "since 12 Nov 2026" in page

    def test_a_missing_target_is_said_with_where_to_set_it(self, client: Client, people: Any) -> None:
        client.force_login(people.zhao)
        page = client.get("/figures/pipeline.coverage", headers=PART).content.decode()
        assert "No target is set for this scope and period." in page
        assert 'href="/settings/targets/' in page
        client.force_login(people.lin)  # who may not set one
        assert 'href="/settings/targets/' not in client.get("/figures/pipeline.coverage", headers=PART).content.decode()


@pytest.mark.usefixtures("deals")
def test_overview_sums_what_was_won(client: Client, people: Any) -> None:
    client.force_login(people.lin)
    answer = client.get("/insights/?period=2026-Q4")
    assert answer.context["pivot"].total == Decimal(500)
    assert answer.context["pivot"].lines[0][1] == (Decimal(500),)
