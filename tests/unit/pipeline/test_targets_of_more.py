"""Targets of months, accounts, products and measures: who sees and sets them, what figures say, what is reached."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from keyaccount.apps.accounts.services.accounts import create_account
from keyaccount.apps.pipeline.models import Measure, NeedSheet, Place, Stage, Target
from keyaccount.apps.pipeline.services import opportunities, stages
from keyaccount.apps.pipeline.services.targets import set_target, set_targets, take_back_spread
from keyaccount.apps.workspace.models import AuditEntry, Workspace
from keyaccount.kernel.errors import Invalid, NotAllowed
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
D = Decimal
BEFORE = NOW - timedelta(days=40)


@pytest.fixture
def won(act: Any) -> Any:
    """won(100, account) is a deal that lin wins."""

    def make(amount: int, account: Any = None, days: int = 0, who: str = "lin", **values: Any) -> Any:
        stage = Stage.objects.filter(pipeline__is_default=True).order_by("position")[0]
        given = {"name": f"Deal {amount}", "amount": D(amount), "account": account, **values}
        then = NOW - timedelta(days=days)
        deal = opportunities.create_opportunity(values=given, stage=stage, act=act(who, now=then - timedelta(hours=1)))
        stages.win_opportunity(opportunity_id=deal.pk, act=act(who, now=then))
        return deal

    return make


class TestParts:
    def test_month_quarter_and_year(self, people: Any, act: Any, ask: Any) -> None:
        for month, amount in ((10, 10), (11, 20), (12, 30)):
            set_target(owner=people.lin, year=2026, quarter=None, month=month, amount=D(amount), act=act("zhao"))
        asked = {"scope": "user:lin"}
        assert ask("sales.target", period="2026-11", **asked).value == D(20)
        assert ask("sales.target", period="2026-Q4", **asked).value == D(60)
        assert ask("sales.target", period="2026", **asked).value is None
        set_target(owner=people.lin, year=2026, quarter=4, amount=D(61), act=act("zhao"))
        assert ask("sales.target", period="2026-Q4", **asked).value == D(61)
        assert ask("sales.target", period="2026-11-01..2026-11-15", **asked).value is None

    def test_the_rows_are_those_that_make_the_number(self, people: Any, act: Any, ask: Any) -> None:
        def rows(period: str) -> dict[str, Decimal]:
            found = ask("sales.target", period=period, scope="user:lin")
            assert found.rows.adds_up == ("amount" if found.value is not None else None)
            return {row["period"]: row["amount"] for row in found.rows.fetch(20)}

        for quarter in (1, 2, 3):
            set_target(owner=people.lin, year=2026, quarter=quarter, amount=D(quarter), act=act("zhao"))
        for month, amount in ((10, 10), (11, 20), (12, 30)):
            set_target(owner=people.lin, year=2026, quarter=None, month=month, amount=D(amount), act=act("zhao"))
        months = {"2026-10": D(10), "2026-11": D(20), "2026-12": D(30)}
        assert rows("2026-11") == {"2026-11": D(20)}
        assert rows("2026-Q4") == months
        assert rows("2026") == {"2026-Q1": D(1), "2026-Q2": D(2), "2026-Q3": D(3)} | months
        set_target(owner=people.lin, year=2026, quarter=4, amount=D(61), act=act("zhao"))
        assert rows("2026-Q4") == {"2026-Q4": D(61)}
        assert rows("2027") == {}

    def test_coverage_and_gap_of_a_month(self, act: Any, ask: Any, won: Any) -> None:
        won(30)
        set_target(owner=None, year=2026, quarter=None, month=11, amount=D(60), act=act("admin"))
        assert ask("pipeline.coverage", period="2026-11").value == D("0.5")
        assert ask("sales.gap", period="2026-11").value == D(30)

    def test_months_follow_the_fiscal_year(self, people: Any, act: Any, ask: Any) -> None:
        Workspace.objects.update(fiscal_year_start=4)
        for month in (1, 2, 3):
            set_target(owner=None, year=2026, quarter=None, month=month, amount=D(month), act=act("admin"))
        assert ask("sales.target", period="2027-02").value == D(2)
        assert ask("sales.target", period="2026-02").value is None
        assert ask("sales.target", period="2026-Q4").value == D(6)

    def test_not_both_quarter_and_month(self, act: Any) -> None:
        with pytest.raises(Invalid):
            set_target(owner=None, year=2026, quarter=4, month=11, amount=D(1), act=act("admin"))


class TestAccountsAndProducts:
    def test_an_account(self, people: Any, act: Any, ask: Any, account: Any, won: Any) -> None:
        set_target(owner=account, year=2026, quarter=4, amount=D(200), act=act("zhao"))
        won(50, account)
        scope = f"account:#{account.pk}"
        assert ask("sales.target", "lin", scope=scope, period="2026-Q4").value == D(200)
        assert ask("sales.attained", "lin", scope=scope, period="2026-Q4").value == D("0.25")
        assert ask("pipeline.coverage", "lin", scope=scope, period="2026-Q4").value == D("0.25")

    @pytest.mark.parametrize(("who", "allowed"), [("zhao", True), ("admin", True), ("lin", False), ("stranger", False)])
    def test_managers_set_those_of_their_peoples_accounts(
        self, people: Any, act: Any, account: Any, who: str, allowed: bool
    ) -> None:
        if allowed:
            assert set_target(owner=account, year=2026, quarter=4, amount=D(1), act=act(who))
            return
        with pytest.raises(NotAllowed):
            set_target(owner=account, year=2026, quarter=4, amount=D(1), act=act(who))

    def test_an_accounts_is_seen_by_who_sees_it_and_a_products_by_everyone(
        self, people: Any, act: Any, account: Any, product: Any
    ) -> None:
        set_target(owner=account, year=2026, quarter=4, amount=D(1), act=act("zhao"))
        set_target(owner=product, year=2026, quarter=4, amount=D(1), act=act("admin"))
        seen = {who: Target.objects.visible_to(getattr(people, who)).count() for who in ("lin", "zhao", "stranger")}
        assert seen == {"lin": 2, "zhao": 2, "stranger": 1}

    def test_a_product(self, act: Any, ask: Any, product: Any) -> None:
        set_target(owner=product, year=2026, quarter=4, amount=D(77), act=act("admin"))
        assert ask("sales.target", "lin", period="2026-Q4", product=str(product.pk)).value == D(77)
        assert ask("sales.target", "lin", period="2026-Q4").value is None
        with pytest.raises(NotAllowed):
            set_target(owner=product, year=2026, quarter=4, amount=D(1), act=act("zhao"))


class TestMeasures:
    def test_each_measure_has_its_own(self, act: Any, ask: Any) -> None:
        for measure, amount in zip(Measure, (D(100), D("40.5"), D(3), D(90)), strict=True):
            set_target(owner=None, year=2026, quarter=4, measure=measure, amount=amount, act=act("admin"))
        keys = ("target", "margin_target", "new_customers_target", "collected_target")
        values = [ask(f"sales.{key}", period="2026-Q4") for key in keys]
        assert [figure.value for figure in values] == [D(100), D("40.5"), 3, D(90)]
        assert [figure.currency for figure in values] == ["CNY", "CNY", None, "CNY"]

    def test_customers_are_counted(self, act: Any) -> None:
        with pytest.raises(Invalid):
            set_target(
                owner=None, year=2026, quarter=4, measure=Measure.NEW_CUSTOMERS, amount=D("1.5"), act=act("admin")
            )

    def test_new_customers_are_first_wins(self, act: Any, ask: Any, account: Any, won: Any) -> None:
        won(1, account, days=60)
        won(2, account)
        other = create_account(values={"name": "Bolt"}, act=act("lin"))
        won(3, other)
        won(4, other)
        won(5)
        assert ask("sales.new_customers", period="2026-11").value == 1
        assert ask("sales.new_customers", period="2026-09").value == 1
        assert ask("sales.new_customers", period="2026-11", as_of="2026-11-18").value == 0
        assert ask("sales.new_customers", period="2026-11", scope="user:wang").value == 0
        rows = ask("sales.new_customers", period="2026").rows
        assert (rows.total(), {row["account"] for row in rows.fetch(9)}) == (2, {"Acme", "Bolt"})

    def test_whoever_won_first_has_the_customer(self, act: Any, ask: Any, won: Any, people: Any) -> None:
        shared = create_account(values={"name": "Shared", "owner": people.lin}, act=act("lin"))
        won(1, shared, days=60, who="admin")
        won(2, shared)
        assert ask("sales.new_customers", "lin", period="2026-11", scope="user:lin").value == 0

    def test_margin(self, people: Any, act: Any, ask: Any, won: Any) -> None:
        assert ask("sales.margin", period="2026-11").value is None
        NeedSheet.objects.create(opportunity=won(100), expected_margin=D(30))
        NeedSheet.objects.create(opportunity=won(200), cost_estimate=D(150))
        won(400)
        figure = ask("sales.margin", period="2026-11")
        assert (figure.value, [note.count for note in figure.notes]) == (D(80), [1])
        assert sorted(row["margin"] for row in figure.rows.fetch(9)) == [D(30), D(50)]
        people.lin.role.field_groups = []
        hidden = ask("sales.margin", "lin", period="2026-11")
        assert (hidden.value, [note.code for note in hidden.notes]) == (None, ["hidden"])

    def test_collected_is_not_known_rather_than_nothing(self, act: Any, ask: Any) -> None:
        set_target(owner=None, year=2026, quarter=4, measure=Measure.COLLECTED, amount=D(90), act=act("admin"))
        reached = ask("sales.collected_attained", period="2026-Q4")
        assert (reached.value, [note.code for note in reached.notes]) == (None, ["no_payments"])


class TestMany:
    def places(self, people: Any) -> dict[Place, Decimal | None]:
        return {Place(people.lin, 2026, quarter): D(quarter) for quarter in (1, 2, 3, 4)}

    def test_all_or_none(self, people: Any, act: Any) -> None:
        with pytest.raises(NotAllowed):
            set_targets(amounts={**self.places(people), Place(people.stranger, 2026): D(1)}, act=act("zhao"))
        assert not Target.objects.exists()

    def test_taken_back_to_what_held_before(self, people: Any, act: Any) -> None:
        set_target(owner=people.lin, year=2026, quarter=1, amount=D(9), act=act("zhao", now=BEFORE))
        set_targets(amounts=self.places(people), act=act("zhao").part_of("spread:1"))
        set_target(owner=people.lin, year=2026, quarter=2, amount=D(5), act=act("admin", now=NOW + timedelta(hours=1)))
        done = take_back_spread(ref="spread:1", act=act("zhao", now=NOW + timedelta(hours=2)))
        held = {row.quarter: row.amount for row in Target.objects.filter(valid_to=None)}
        assert (done, held) == ((3, 1), {1: D(9), 2: D(5)})
        assert Target.objects.count() == 7
        assert AuditEntry.objects.filter(entity="pipeline.target").count() == 9

    def test_nothing_to_take_back(self, act: Any) -> None:
        for ref in ("", "spread:none"):
            with pytest.raises(Invalid):
                take_back_spread(ref=ref, act=act("admin"))


class TestDue:
    def test_open_deals_that_were_due_this_week(self, act: Any, ask: Any, people: Any) -> None:
        stage = Stage.objects.filter(pipeline__is_default=True).order_by("position")[0]
        made = {}
        for name, day in (
            ("late", "2026-11-18"),
            ("won", "2026-11-17"),
            ("next", "2026-11-25"),
            ("put off", "2026-11-20"),
        ):
            values = {"name": name, "amount": D(1), "expected_close": day}
            made[name] = opportunities.create_opportunity(values=values, stage=stage, act=act(now=BEFORE))
        fresh = {"name": "fresh", "amount": D(1), "expected_close": "2026-11-19"}
        opportunities.create_opportunity(values=fresh, stage=stage, act=act())
        stages.win_opportunity(opportunity_id=made["won"].pk, act=act())
        off = made["put off"]
        opportunities.update_opportunity(
            opportunity_id=off.pk, values={"expected_close": "2026-12-20"}, act=act(), version=off.version
        )
        week = {"period": "2026-11-16..2026-11-22"}
        figure = ask("pipeline.due_not_closed", "lin", **week)
        assert (figure.value, {row["opportunity"] for row in figure.rows.fetch(9)}) == (2, {"late", "put off"})
        assert ask("pipeline.due_not_closed", "lin", as_of="2026-11-18", **week).value == 3
        assert ask("pipeline.due_not_closed", "stranger", **week).value == 0


class TestNeeded:
    def test_needed_and_in_sight(self, act: Any, ask: Any, won: Any) -> None:
        set_target(owner=None, year=2026, quarter=4, amount=D(1000), act=act("admin"))
        won(150)
        assert ask("sales.needed_per_week", period="2026-Q4").value == D("141.67")
        assert ask("sales.in_sight", period="2026-Q4").value == D(150)
        over = ask("sales.needed_per_week", period="2026-Q3")
        assert (over.value, [note.code for note in over.notes]) == (None, ["no_target", "period_over"])
