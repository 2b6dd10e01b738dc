"""The balanced scorecard of a stance: live measures, readings, what is not measured; who sets and reads off what."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from keyaccount.apps.contacts.models import Visit
from keyaccount.apps.contacts.services.contacts import create_contact
from keyaccount.apps.pipeline.services.stages import win_opportunity
from keyaccount.apps.portfolio.models import MeasureReading, StanceCard
from keyaccount.apps.portfolio.queries.scorecards import card_at
from keyaccount.apps.portfolio.services.scorecards import add_reading, set_card
from keyaccount.apps.workspace.models import AuditEntry
from keyaccount.formulas.scorecard import ATTACK, DEFEND, Wanted
from keyaccount.formulas.segments import Stance
from keyaccount.kernel.errors import Invalid, NotAllowed
from tests.conftest import NOW, TODAY
from tests.unit.conftest import PART

D = Decimal
MILLION = 1_000_000
LAST_YEAR = date(2025, 6, 1)


@pytest.fixture
def attacked(firm: Any, make_deal: Any, act: Any) -> Any:
    """Old bought 1 million a year ago and 1.1 now; New began this year; Gone stopped: 1.5 million after 2 million."""
    old = firm("Old", 1_100_000, 8 * MILLION)
    firm("New", 400_000, 8 * MILLION)
    gone = firm("Gone", 0, 8 * MILLION)
    for account in (old, gone):
        deal = make_deal(f"Past {account}", MILLION, account=account, opened_on=date(2025, 3, 1))
        win_opportunity(opportunity_id=deal.pk, closed_on=LAST_YEAR, act=act("admin"))
    return old


def rows_of(figure: Any) -> dict[str, dict[str, Any]]:
    return {row["key"]: row for row in figure.rows.fetch(20)}


def test_the_usual_cards_weigh_exactly_one() -> None:
    for card in (ATTACK, DEFEND):
        assert sum(one.weight for one in card.values()) == 1
    processes = ("visits_planned", "visits_reported")
    weights = [sum(card[key].weight for key in processes if key in card) for card in (ATTACK, DEFEND)]
    assert weights[0] < weights[1]


def test_live_measures_come_from_the_records(attacked: Any, ask: Any) -> None:
    rows = rows_of(ask("stances.score", "lin", stance="attack"))
    assert rows["revenue_growth"]["measured"] == D("-0.25")
    assert (rows["revenue_growth"]["reached"], rows["new_customers"]["measured"]) == (0, 1)
    assert rows["new_customers"]["reached"] == D("0.25")


def test_what_is_not_measured_is_said_and_left_out(attacked: Any, ask: Any) -> None:
    """Reached: growth 0 of 40 %, one new customer of four at 30 %; no visits, no reading: 0.075 ÷ 0.7."""
    figure = ask("stances.score", "lin", stance="attack")
    inputs = {item.symbol: item.value for item in figure.inputs}
    assert (inputs["P"], inputs["C"], figure.value) == (D("0.075"), D("0.7"), D("0.075") / D("0.7"))
    assert [(note.code, note.count) for note in figure.notes] == [("not_measured", 2)]
    assert sum(row["points"] or 0 for row in figure.rows.fetch(20)) == figure.rows.sum_of_rows == inputs["P"]


def test_customers_kept_fresh_estimates_and_reported_visits(attacked: Any, ask: Any, act: Any) -> None:
    buyer = create_contact(values={"name": "B", "account": attacked, "visits_a_month": D(1)}, act=act("lin"))
    told = {"contact": buyer, "account": attacked, "made_by": act("lin").actor, "created_at": NOW, "updated_at": NOW}
    for number, result in enumerate(["agreed", "agreed", "", "agreed"]):
        Visit.objects.create(made_on=TODAY - timedelta(days=number), purpose="Ask", result=result, **told)
    keys = ("customers_kept", "segmentation", "visits_reported", "visits_planned")
    set_card(stance=Stance.ATTACK, card={key: Wanted(D("0.25"), D(1)) for key in keys}, act=act("admin"))
    rows = rows_of(ask("stances.score", "lin", stance="attack"))
    assert [rows[key]["measured"] for key in keys] == [D("0.5"), D(1), D("0.75"), D(4) / D(12)]


def test_a_reading_holds_from_its_quarter_on_with_source_and_author(attacked: Any, ask: Any, act: Any) -> None:
    add_reading(stance=Stance.ATTACK, key="team_growth", value=D("0.05"), source="Personnel", act=act("zhao"))
    row = rows_of(ask("stances.score", "lin", stance="attack"))["team_growth"]
    assert (row["measured"], row["reached"], row["source"]) == (D("0.05"), D("0.5"), "Personnel")
    assert row["quarter"] == date(2026, 10, 1)
    assert AuditEntry.objects.get(entity="portfolio.measurereading").changes["value"] == [None, "0.05"]
    earlier = rows_of(ask("stances.score", "lin", stance="attack", as_of="2026-09-30"))["team_growth"]
    assert earlier["measured"] is None


@pytest.mark.parametrize(("who", "fact"), [("lin", NotAllowed), ("auditor", NotAllowed)])
def test_who_sets_targets_reads_off(act: Any, who: str, fact: type[Exception]) -> None:
    with pytest.raises(fact):
        add_reading(stance=Stance.ATTACK, key="team_growth", value=D(1), source="x", act=act(who))


def test_what_the_records_say_nobody_types(act: Any) -> None:
    for key in ("revenue_growth", "nonsense"):
        with pytest.raises(Invalid):
            add_reading(stance=Stance.ATTACK, key=key, value=D(1), source="x", act=act("zhao"))


def test_a_quarter_to_come_and_a_missing_source_are_refused(act: Any) -> None:
    given = {"stance": Stance.ATTACK, "key": "team_growth", "value": D(1), "act": act("zhao")}
    with pytest.raises(Invalid) as refused:
        add_reading(**given, source="", quarter=date(2027, 1, 5))
    assert set(refused.value.fields) == {"source", "quarter"}
    assert not MeasureReading.objects.exists()


def test_a_new_card_holds_from_today_on_and_is_audited(act: Any) -> None:
    card = {"satisfaction": Wanted(D(1), D("0.9"))}
    set_card(stance=Stance.MAINTAIN, card=card, act=act("admin"))
    assert (card_at(Stance.MAINTAIN, TODAY - timedelta(days=1)), card_at(Stance.MAINTAIN, TODAY)) == ({}, card)
    assert AuditEntry.objects.filter(entity="portfolio.stancecard").count() == 1
    assert set_card(stance=Stance.MAINTAIN, card=card, act=act("admin")) is None


@pytest.mark.parametrize(
    "card", [{"satisfaction": Wanted(D("0.9"), D(1))}, {"satisfaction": Wanted(D(1), D(0))}], ids=["weights", "wanted"]
)
def test_a_card_that_cannot_be_is_refused(act: Any, card: Any) -> None:
    with pytest.raises(Invalid):
        set_card(stance=Stance.ATTACK, card=card, act=act("admin"))
    assert not StanceCard.objects.exists()


def test_administrators_set_cards(act: Any) -> None:
    with pytest.raises(NotAllowed):
        set_card(stance=Stance.ATTACK, card={}, act=act("zhao"))


def test_margins_are_for_roles_that_see_them(attacked: Any, ask: Any, people: Any, act: Any) -> None:
    set_card(stance=Stance.ATTACK, card={"selling_cost": Wanted(D(1), D("0.05"))}, act=act("admin"))
    people.lin.role.field_groups = []
    people.lin.role.save()
    people.lin.refresh_from_db()
    assert ask("stances.score", "lin", stance="attack").value is None


class TestPages:
    def test_the_card_stands_on_the_page(self, attacked: Any, page_of: Any) -> None:
        mine, bosses = (page_of(who, "/accounts/stances").content.decode() for who in ("lin", "zhao"))
        assert "70% of the weight is measured" in mine
        assert "not measured" in mine
        assert "/accounts/stances/attack/team_growth/new" not in mine
        assert "/accounts/stances/attack/team_growth/new" in bosses

    def test_a_reading_is_typed_in_percent(self, send: Any) -> None:
        url = "/accounts/stances/attack/team_growth/new"
        values = {"value": "12.5", "quarter": "2026-11-19", "source": "Personnel"}
        assert send("zhao", url, {**values, "source": ""}, **PART).status_code == 422
        assert send("zhao", url, values, **PART).status_code == 204
        assert MeasureReading.objects.get().value == D("0.125")

    @pytest.mark.parametrize(
        "url", ["/accounts/stances/x/team_growth/new", "/accounts/stances/attack/new_customers/new"]
    )
    def test_odd_addresses_are_not_found(self, page_of: Any, url: str) -> None:
        assert page_of("zhao", url).status_code == 404

    def test_a_card_is_set_in_percent(self, send: Any, page_of: Any) -> None:
        url = "/settings/scorecards/maintain/"
        values = {"satisfaction": "60", "satisfaction_wanted": "90", "transfers": "40", "transfers_wanted": "2"}
        wrong = send("admin", url, {**values, "transfers": "30"}, **PART)
        assert wrong.status_code == 422
        assert "The weights do not make 100%" in wrong.content.decode()
        assert send("admin", url, values).status_code == 302
        assert card_at(Stance.MAINTAIN, TODAY) == {
            "satisfaction": Wanted(D("0.6"), D("0.9")),
            "transfers": Wanted(D("0.4"), D(2)),
        }
        assert page_of("admin", "/settings/scorecards/nonsense/").status_code == 404
