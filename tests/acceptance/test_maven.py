"""The Maven pipeline: 8,800 real deals come in as they are, and every figure of theirs is what it should be."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.pipeline.models import Opportunity, OpportunityState, Pipeline, Product
from keyaccount.apps.workspace.act import Act
from keyaccount.apps.workspace.models import Team, User, Workspace
from keyaccount.apps.workspace.queries.settings import system_user
from keyaccount.figures import Figure
from keyaccount.surfaces.exchange import services
from tests.acceptance.conftest import bring, data_folder
from tests.conftest import NOW
from tests.unit.exchange.dumps import dump

pytestmark = [pytest.mark.acceptance, pytest.mark.django_db]

Ask = Callable[..., Figure]
AS_OF = {"as_of": NOW.date().replace(2017, 12, 31)}


@pytest.fixture(scope="module")
def before(open_database: None) -> dict[str, Any]:
    return dump()


@pytest.fixture(scope="module")
def report(before: dict[str, Any]) -> dict[str, Any]:
    return bring("maven", data_folder("maven_crm"), **AS_OF)


@pytest.mark.usefixtures("report")
class TestWhatIsThere:
    def test_nothing_is_dropped(self) -> None:
        assert Opportunity.objects.count() == 8800
        assert Account.objects.count() == 85
        assert Product.objects.count() == 7
        assert User.objects.people().filter(team__isnull=False).count() == 35
        assert Team.objects.count() == 6
        assert Opportunity.objects.filter(account=None).count() == 1425

    def test_each_deal_has_its_history(self) -> None:
        """Open deals have one state, the 6,711 closed ones had another before it."""
        assert OpportunityState.objects.count() == 8800 + 4238 + 2473

    def test_subsidiaries_stand_below_their_parents(self) -> None:
        assert Account.objects.exclude(parent=None).count() == 15
        assert Account.objects.filter(subsidiaries__isnull=False).distinct().count() == 7

    def test_stages(self) -> None:
        pipeline = Pipeline.objects.get(name="Maven")
        assert [(stage.name, stage.win_rate) for stage in pipeline.stages.order_by("position")] == [
            ("Prospecting", Decimal("0.1")),
            ("Engaging", Decimal("0.3")),
        ]

    def test_amounts_are_the_list_price_until_the_deal_is_won(self) -> None:
        won = Opportunity.objects.get(external_id="1C1I7A6R")
        states = list(won.states.order_by("valid_from").values_list("status", "amount", "closed_on"))
        assert states[0][:2] == ("open", Decimal(1096))
        assert states[1] == ("won", Decimal(1054), won.closed_on)
        lost = Opportunity.objects.filter(status="lost").select_related().first()
        assert lost is not None
        assert lost.amount == lost.lines.get().product.list_price

    def test_the_workspace_counts_in_dollars_now(self) -> None:
        assert Workspace.objects.get().base_currency == "USD"

    def test_traps(self) -> None:
        assert not Account.objects.filter(industry="technolgy").exists()
        assert Account.objects.filter(country="Philippines").count() == 1
        assert Product.objects.filter(name="GTXPro").count() == 0


class TestReport:
    def test_it_reconciles(self, report: dict[str, Any]) -> None:
        read = {file["name"]: (file["read"], file["created"]) for file in report["files"]}
        assert read == {
            "sales_teams.csv": (35, 35),
            "accounts.csv": (85, 85),
            "products.csv": (7, 7),
            "sales_pipeline.csv": (8800, 8800),
        }
        assert report["reconciles"]
        assert (report["updated"], report["unchanged"], report["rejected"]) == (0, 0, 0)

    def test_mapped_values_are_named_and_counted(self, report: dict[str, Any]) -> None:
        mapped = [(one["from"], one["to"], one["count"]) for file in report["files"] for one in file["mapped"]]
        assert mapped == [
            ("technolgy", "technology", 12),
            ("Philipines", "Philippines", 1),
            ("GTXPro", "GTX Pro", 1480),
        ]

    def test_what_else_happened_is_said(self, report: dict[str, Any]) -> None:
        assert report["also_created"] == {"teams": 6, "pipelines": 1}
        assert [one["name"] for one in report["left_out"]] == ["data_dictionary.csv"]
        assert any("USD" in note for note in report["notes"])
        assert report["files"][-1]["date_format"] == "ymd"


@pytest.mark.usefixtures("report")
class TestFigures:
    def test_funnel_at_the_end_of_2017(self, asked: Ask) -> None:
        rows = {row["stage"]: row for row in asked("pipeline.funnel", as_of="2017-12-31").value}
        prospecting, engaging = rows["Prospecting"], rows["Engaging"]
        assert (prospecting["count"], prospecting["amount"]) == (500, 1_073_986)
        assert prospecting["weighted"] == Decimal("107398.6")
        assert (engaging["count"], engaging["amount"]) == (1589, 3_892_229)
        assert engaging["weighted"] == Decimal("1167668.7")

    def test_funnel_in_the_middle_of_2017(self, asked: Ask) -> None:
        rows = {row["stage"]: row for row in asked("pipeline.funnel", as_of="2017-06-30").value}
        assert (rows["Engaging"]["count"], rows["Engaging"]["amount"]) == (1686, 4_216_807)
        assert rows["Prospecting"]["count"] == 0

    @pytest.mark.parametrize(
        ("quarter", "won", "closed", "value"),
        [
            ("2017-Q1", 531, 647, 1_134_672),
            ("2017-Q2", 1254, 2032, 3_086_111),
            ("2017-Q3", 1257, 2047, 2_982_255),
            ("2017-Q4", 1196, 1985, 2_802_496),
        ],
    )
    def test_by_close_quarter(self, asked: Ask, quarter: str, won: int, closed: int, value: int) -> None:
        rate = asked("pipeline.win_rate", period=quarter)
        assert {item.symbol: item.value for item in rate.inputs} == {"w": won, "l": closed - won}
        assert asked("sales.closed", period=quarter).value == value

    def test_win_rate(self, asked: Ask) -> None:
        assert round(asked("pipeline.win_rate").value * 100, 4) == Decimal("63.1501")

    def test_the_largest_accounts(self, asked: Ask) -> None:
        found = asked("accounts.pareto")
        inputs = {item.symbol: item.value for item in found.inputs}
        assert round(found.value * 100, 4) == Decimal("31.6874")
        assert (inputs["n"], inputs["k"], inputs["m"]) == (85, 17, 59)
        assert round(inputs["t"] * 100, 4) == Decimal("20.7230")
        assert [note.code for note in found.notes] == ["does_not_hold"]

    def test_a_group_is_the_sum_of_its_members(self, asked: Ask) -> None:
        """7 parents with 15 subsidiaries; deals, won deals and closed revenue, live and at the end of 2017."""
        heads = Account.objects.filter(subsidiaries__isnull=False).distinct()
        members = {head.pk: [head.pk, *head.subsidiaries.values_list("pk", flat=True)] for head in heads}
        assert (len(members), sum(len(found) - 1 for found in members.values())) == (7, 15)
        for key in ("pipeline.count", "pipeline.amount", "pipeline.weighted", "pipeline.won", "sales.closed"):
            for day in ({}, {"as_of": "2017-12-31"}):
                for head, companies in members.items():
                    parts = [asked(key, scope=f"account:#{pk}", **day).value for pk in companies]
                    assert asked(key, scope=f"group:#{head}", **day).value == sum(parts) > 0

    def test_cycle(self, asked: Ask) -> None:
        cycle = asked("pipeline.cycle_days")
        assert round(cycle.value, 3) == Decimal("51.782")
        assert next(item.value for item in cycle.inputs if item.symbol == "d̃") == 57

    def test_conversion_from_stage_to_stage(self, asked: Ask) -> None:
        """Every deal that was engaged is there; what is open is told apart from what was lost."""
        rows = {row["stage"]: row for row in asked("pipeline.conversion", as_of="2017-12-31").value}
        keys = ("entered", "advanced", "inside", "fallen")
        assert [rows["Prospecting"][key] for key in keys] == [500, 0, 500, 0]
        assert [rows["Engaging"][key] for key in keys] == [8300, 4238, 1589, 2473]
        assert round(rows["Engaging"]["conversion"], 4) == Decimal("0.5106")
        assert round(rows["Engaging"]["decided"] * 100, 4) == Decimal("63.1501")

    def test_conversion_of_a_cohort(self, asked: Ask) -> None:
        """Halves of the year part the deals that entered, each one once."""
        halves = [
            asked("pipeline.conversion", period=period, as_of="2017-12-31").value
            for period in ("2016-01-01..2017-06-30", "2017-07-01..2017-12-31")
        ]
        engaging = [next(row for row in half if row["stage"] == "Engaging") for half in halves]
        assert sum(row["entered"] for row in engaging) == 8300
        assert sum(row["advanced"] for row in engaging) == 4238
        assert all(row["entered"] > 3000 for row in engaging)

    def test_velocity(self, asked: Ask) -> None:
        """2,089 open deals of 2,377.32 on average, of which 63.15 % are won, in 51.782 days."""
        figure = asked("pipeline.velocity", period="2017", as_of="2017-12-31")
        inputs = {item.symbol: item.value for item in figure.inputs}
        assert (inputs["n"], inputs["A"]) == (2089, 4_966_215)
        assert round(inputs["r"] * 100, 4) == Decimal("63.1501")
        assert round(inputs["d̄"], 3) == Decimal("51.782")
        assert round(figure.value) == round(Decimal(4_966_215) * inputs["r"] / inputs["d̄"]) == 60_565

    def test_won_and_lost_of_every_group_sum(self, asked: Ask) -> None:
        for by in ("reason", "person", "product", "source", "rival"):
            table = asked("pipeline.win_loss", by=by, period="2017").value
            assert (sum(row["won"] for row in table), sum(row["lost"] for row in table)) == (4238, 2473)

    def test_what_came_after_the_day_changes_no_answer(self, asked: Ask) -> None:
        day = {"as_of": "2017-06-30"}
        keys = ("conversion", "cycle_days", "velocity", "time_in_stage", "stuck", "slips", "bottleneck", "win_rate")
        before = {key: asked(f"pipeline.{key}", **day).value for key in keys}
        assert round(before["cycle_days"], 3) != Decimal("51.782")
        with transaction.atomic():
            later = OpportunityState.objects.filter(valid_from__gte=NOW.replace(2017, 7, 1, 0))
            changed = later.update(amount=1, base_amount=1, status="lost", win_rate=0, expected_close="2020-01-01")
            assert changed > 4000
            Opportunity.objects.update(next_step="told later", expected_close="2020-01-01")
            after = {key: asked(f"pipeline.{key}", **day).value for key in keys}
            transaction.set_rollback(True)
        assert after == before

    def test_everything_won(self, asked: Ask) -> None:
        assert asked("sales.closed").value == 10_005_534

    @pytest.mark.parametrize(
        ("manager", "value"),
        [
            ("Melvin Marxen", 2_251_930),
            ("Summer Sewald", 1_964_750),
            ("Rocco Neubert", 1_960_545),
            ("Celia Rouche", 1_603_897),
            ("Cara Losch", 1_130_049),
            ("Dustin Brinkmann", 1_094_363),
        ],
    )
    def test_by_team(self, asked: Ask, manager: str, value: int) -> None:
        assert asked("sales.closed", scope=f"team:{manager}").value == value

    def test_best_agent(self, asked: Ask) -> None:
        rate = asked("pipeline.win_rate", scope="user:Hayden Neloms")
        assert {item.symbol: item.value for item in rate.inputs} == {"w": 107, "l": 45}

    def test_the_flow_between_two_days_sums(self, asked: Ask) -> None:
        """pipeline.flow refuses bars that do not sum; its ends are the weighted funnels of the two days."""
        flow = asked("pipeline.flow", since="2017-06-30", as_of="2017-12-31").value
        bars = {row["bar"]: row["amount"] for row in flow}
        assert bars["opening"] == asked("pipeline.weighted", as_of="2017-06-30").value
        assert bars["closing"] == asked("pipeline.weighted", as_of="2017-12-31").value
        assert sum(amount for bar, amount in bars.items() if bar != "closing") == bars["closing"]


class TestAgain:
    """These come last in the module: they bring the files a second time, and undo both."""

    def test_a_second_run_changes_nothing(self, report: dict[str, Any]) -> None:
        after_first = dump()
        again = bring("maven", data_folder("maven_crm"), **AS_OF)
        assert (again["read"], again["unchanged"]) == (8927, 8927)
        assert dump() == after_first

    def test_undone_it_has_never_been(self, report: dict[str, Any], before: dict[str, Any]) -> None:
        services.undo_import(report["id"], act=Act(actor=system_user(), now=NOW))
        assert dump() == before
