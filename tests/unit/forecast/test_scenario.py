"""Scenarios: what they start from, live results, kept and shared; no deal is touched by any of it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from keyaccount.apps.forecast.models import Scenario
from keyaccount.apps.forecast.services.scenarios import (
    About,
    archive_scenario,
    restore_scenario,
    save_scenario,
    share_scenario,
)
from keyaccount.apps.pipeline.models import Opportunity, OpportunityState
from keyaccount.apps.workspace.models import AuditEntry
from keyaccount.formulas.scenario import Basis, Levers
from keyaccount.kernel.errors import Invalid, NotAllowed, NotFound
from keyaccount.kernel.period import Period
from tests.conftest import TODAY

HERE = "/forecast/scenario/"
LEVERS = Levers(5, Decimal("0.4"), Decimal(1000), Decimal(60))
BASIS = Basis(3, 30, Decimal(100), Decimal(9000))
ABOUT = About(Period.quarter(2026, 4), TODAY, "CNY")
SENT = {"new_deals": "3", "win_rate": "40.004", "mean_amount": "1000.009", "cycle_days": "20.04"}


@pytest.fixture
def kept(act: Any) -> Scenario:
    return save_scenario(name="More meetings", note="two a week", levers=LEVERS, basis=BASIS, about=ABOUT, act=act())


def everything_about_deals() -> tuple[list[Any], list[Any]]:
    return list(Opportunity.objects.order_by("pk").values()), list(OpportunityState.objects.order_by("pk").values())


class TestPage:
    def test_the_sliders_start_at_the_measured_present(self, page_of: Any, make_deal: Any) -> None:
        make_deal("Campus", 300)
        make_deal("Ladder", 100)
        page = page_of("lin", f"{HERE}?scope=company").content.decode()
        assert 'name="mean_amount" min="0" max="10000" step="any" value="200"' in page
        assert "not measured yet" in page  # nothing was won: neither win rate nor cycle

    def test_the_server_computes_what_the_sliders_bring(self, page_of: Any, make_deal: Any) -> None:
        """One open deal and 3 new ones in 42 days left, 20 days each: 0.4 × 1,000.01 × (1 + 3 × 22/42) = 1,028.58."""
        make_deal("Campus", 300)
        query = "&".join(f"{key}={value}" for key, value in SENT.items())
        part = page_of("lin", f"{HERE}outcome?scope=company&{query}", **{"HX-Request": "true"}).content.decode()
        assert "1.03K" in part or "1,028" in part or "1.0K" in part
        assert 'id="out-win_rate" for="lever-win_rate" hx-swap-oob="true">40.00%' in part

    def test_what_cannot_be_read_leaves_the_present(self, page_of: Any, make_deal: Any) -> None:
        make_deal("Campus", 300)
        page = page_of("lin", f"{HERE}?scope=company&mean_amount=lots&win_rate=140").content.decode()
        assert 'name="mean_amount" min="0" max="10000" step="any" value="300"' in page


class TestKeeping:
    def test_saved_and_opened_again_nothing_changed_at_the_deals(self, send: Any, page_of: Any, make_deal: Any) -> None:
        make_deal("Campus", 300)
        before = everything_about_deals()
        answer = send("lin", f"{HERE}save?scope=company", {**SENT, "name": "Faster", "note": "shorter cycle"})
        assert answer.status_code == 302
        scenario = Scenario.objects.get()
        assert scenario.levers == Levers(3, Decimal("0.4"), Decimal("1000.01"), Decimal("20.0"))
        page = page_of("lin", answer["Location"]).content.decode()
        assert "shorter cycle" in page
        assert 'value="1000.01"' in page
        assert everything_about_deals() == before

    def test_without_a_name_nothing_is_lost(self, send: Any, make_deal: Any) -> None:
        make_deal("Campus", 300)
        answer = send("lin", f"{HERE}save?scope=company", {**SENT, "name": "", "note": "why not"})
        page = answer.content.decode()
        assert answer.status_code == 422
        assert "why not" in page
        assert 'value="1000.01"' in page
        assert not Scenario.objects.exists()

    def test_a_name_is_taken_once(self, kept: Scenario, act: Any) -> None:
        with pytest.raises(Invalid):
            save_scenario(name=" More meetings ", levers=LEVERS, basis=BASIS, about=ABOUT, act=act())
        archive_scenario(scenario_id=kept.pk, act=act())
        save_scenario(name="More meetings", levers=LEVERS, basis=BASIS, about=ABOUT, act=act())
        with pytest.raises(Invalid):
            restore_scenario(scenario_id=kept.pk, act=act())

    def test_levers_out_of_bounds_are_refused(self, act: Any) -> None:
        for wrong in (replace(LEVERS, cycle_days=Decimal("0.5")), replace(LEVERS, mean_amount=Decimal(-1))):
            with pytest.raises(Invalid):
                save_scenario(name="Wrong", levers=wrong, basis=BASIS, about=ABOUT, act=act())

    def test_each_act_is_in_the_trail(self, kept: Scenario, act: Any) -> None:
        archive_scenario(scenario_id=kept.pk, act=act())
        restore_scenario(scenario_id=kept.pk, act=act())
        entries = AuditEntry.objects.filter(entity="forecast.scenario", object_id=kept.pk).order_by("pk")
        assert list(entries.values_list("action", flat=True)) == ["created", "archived", "restored"]


class TestSharing:
    def test_nobody_else_sees_it_until_it_is_shared(self, kept: Scenario, people: Any, act: Any) -> None:
        for other in (people.wang, people.zhao, people.stranger, people.admin):
            assert not Scenario.objects.visible_to(other).exists()
        Scenario.objects.filter(pk=kept.pk).update(author=people.zhao)
        share_scenario(scenario_id=kept.pk, team=people.east, act=act("zhao"))
        assert Scenario.objects.visible_to(people.wang).exists()
        assert not Scenario.objects.visible_to(people.stranger).exists()

    def test_whoever_does_not_see_the_person_does_not_see_their_scenario(self, kept: Scenario, people: Any) -> None:
        """Shared with a team, it is read by those of the team who see whose deals and target it tells."""
        Scenario.objects.filter(pk=kept.pk).update(
            author=people.zhao, shared_team=people.east, person=people.lin, team=None
        )
        assert Scenario.objects.visible_to(people.wang).exists()
        people.wang.role.reads = "own"
        people.wang.role.save()
        del people.wang.people_in_reach
        assert not Scenario.objects.visible_to(people.wang).exists()
        people.lin.role.reads = "own"
        assert Scenario.objects.visible_to(people.lin).exists()

    def test_one_about_another_team_is_told_to_nobody_outside_it(self, kept: Scenario, people: Any) -> None:
        about = {"author": people.admin, "for_all": True, "person": None, "team": people.north}
        Scenario.objects.filter(pk=kept.pk).update(**about)
        seen = {who: Scenario.objects.visible_to(getattr(people, who)).exists()
                for who in ("lin", "zhao", "stranger", "finance", "auditor")}  # fmt: skip
        assert seen == {"lin": False, "zhao": False, "stranger": True, "finance": True, "auditor": True}
        Scenario.objects.filter(pk=kept.pk).update(team=None)
        assert Scenario.objects.visible_to(people.lin).exists()

    def test_a_shared_one_says_whose_eyes_it_was_made_with(self, kept: Scenario, people: Any, page_of: Any) -> None:
        Scenario.objects.filter(pk=kept.pk).update(author=people.zhao, shared_team=people.east)
        told = "Its sums are those that Zhao Ming saw"
        assert told in page_of("wang", f"{HERE}?open={kept.pk}").content.decode()
        assert told not in page_of("zhao", f"{HERE}?open={kept.pk}").content.decode()

    def test_only_its_author_shares_and_only_with_teams_they_lead(self, kept: Scenario, people: Any, act: Any) -> None:
        with pytest.raises(NotAllowed):
            share_scenario(scenario_id=kept.pk, team=people.east, act=act("lin"))
        with pytest.raises(NotFound):
            share_scenario(scenario_id=kept.pk, act=act("stranger"))
        Scenario.objects.filter(pk=kept.pk).update(author=people.zhao, shared_team=people.east)
        with pytest.raises(NotAllowed):
            archive_scenario(scenario_id=kept.pk, act=act("wang"))
        with pytest.raises(NotAllowed):
            share_scenario(scenario_id=kept.pk, team=people.north, act=act("zhao"))

    def test_a_scenario_says_what_stood_when_it_was_made(self, kept: Scenario, page_of: Any, make_deal: Any) -> None:
        before = page_of("lin", f"{HERE}?scope=company").content.decode()
        make_deal("Campus", 5_000_000)
        after = page_of("lin", f"{HERE}?scope=company").content.decode()
        line = before[before.index("More meetings") : before.index("<td>", before.index('class="num b"'))]
        assert line in after
