"""What each stance takes of time, people and money, against its norms; costs to serve; who reads and sets what."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db.utils import IntegrityError

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.accounts.services.accounts import add_member
from keyaccount.apps.contacts.models import Contact, Visit
from keyaccount.apps.contacts.services.contacts import create_contact
from keyaccount.apps.portfolio.models import ResourceRules, ServingCost
from keyaccount.apps.portfolio.queries.resource_rules import rules_at
from keyaccount.apps.portfolio.services.costs import AlreadyTakenBack, add_cost, take_back_cost
from keyaccount.apps.portfolio.services.resource_rules import FIELDS, set_resource_rules
from keyaccount.apps.workspace.models import AuditEntry
from keyaccount.kernel.errors import Invalid, NotAllowed, NotFound
from tests.conftest import NOW, TODAY
from tests.unit.conftest import PART

D = Decimal
MILLION = 1_000_000
YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture
def visit(act: Any) -> Any:
    """visit(account, 3, who="wang", a_month=2): visits in the last days, to one buyer of it."""

    def make(account: Account, times: int, who: str = "lin", a_month: str | None = None, ago: int = 1) -> Contact:
        values = {"name": f"Buyer {account} {who}", "account": account, "visits_a_month": a_month and D(a_month)}
        buyer = create_contact(values=values, act=act("admin"))
        Visit.objects.bulk_create(
            Visit(
                contact=buyer,
                account=account,
                made_on=TODAY - timedelta(days=ago + number),
                made_by=act(who).actor,
                created_at=NOW,
                updated_at=NOW,
            )
            for number in range(times)
        )
        return buyer

    return make


@pytest.fixture
def spend(act: Any) -> Any:
    def make(account: Account, amount: str, who: str = "lin", **values: Any) -> ServingCost:
        given = {"kind": "travel", "amount": D(amount), **values}
        return add_cost(account_id=account.pk, values=given, act=act(who))

    return make


@pytest.fixture
def field(firm: Any, visit: Any, spend: Any, act: Any) -> dict[str, Account]:
    """Attack: large purchasing, small share; defend: large and ours; nobody knows what the third buys."""
    found = {
        "attack": firm("Attacked", MILLION, 8 * MILLION),
        "defend": firm("Defended", 6 * MILLION, 8 * MILLION),
        "unknown": firm("Unknown", 1000),
    }
    add_member(account_id=found["attack"].pk, user=act("wang").actor, act=act("lin"))
    visit(found["attack"], 6)
    visit(found["defend"], 2, who="zhao")
    visit(found["unknown"], 4)
    spend(found["attack"], "300")
    return found


def lines_of(figure: Any) -> dict[str, dict[str, Any]]:
    return {line["key"]: line for line in figure.value}


class TestUse:
    def test_each_stance_against_its_norm(self, field: dict[str, Account], ask: Any) -> None:
        lines = lines_of(ask("stances.resources", "lin"))
        attack, defend, unknown = lines["attack"], lines["defend"], lines["unknown"]
        assert (attack["visits"], attack["time"], attack["time_share"], attack["time_norm"]) == (
            6,
            18,
            D("0.75"),
            D("0.4"),
        )
        assert (attack["time_beyond"], defend["time_beyond"]) == (D("0.35"), D("-0.15"))
        assert (unknown["time"], unknown["time_share"], unknown["time_norm"]) == (12, None, None)
        assert sum(line["time_share"] for line in lines.values() if line["time_share"] is not None) == 1

    def test_people_count_once_and_their_parts_add_up(self, field: dict[str, Account], ask: Any) -> None:
        """lin owns all three; wang is on the team of one; zhao visited one."""
        figure = ask("stances.resources", "lin")
        lines = lines_of(figure)
        assert [lines[key]["persons"] for key in ("attack", "defend", "unknown")] == [2, 2, 1]
        assert sum(line["people"] for line in lines.values()) == 3
        assert sum(row["people"] for row in figure.rows.fetch(10)) == 3

    def test_what_is_not_recorded_is_not_nothing(self, field: dict[str, Account], ask: Any) -> None:
        lines = lines_of(ask("stances.resources", "lin"))
        assert (lines["attack"]["money"], lines["attack"]["money_share"]) == (300, 1)
        assert lines["defend"]["money"] is lines["defend"]["money_share"] is lines["defend"]["money_beyond"] is None

    @pytest.mark.parametrize(
        ("resource", "part", "of"), [("time", 18, 24), ("people", "1.3334", "2.6667"), ("money", 300, 300)]
    )
    def test_rows_add_up_to_the_part_of_one_stance(
        self, field: dict[str, Account], ask: Any, resource: str, part: Any, of: Any
    ) -> None:
        figure = ask(f"stances.{resource}_share", "lin", stance="attack")
        inputs = {item.symbol: item.value for item in figure.inputs}
        assert (inputs["t"], inputs["T"]) == (D(part), D(of))
        assert figure.value == D(part) / D(of)
        assert sum(row[resource] for row in figure.rows.fetch(10)) == figure.rows.sum_of_rows == inputs["t"]

    def test_asked_of_no_stance_there_is_no_share(self, field: dict[str, Account], ask: Any) -> None:
        for wrong in ({}, {"stance": "nonsense"}):
            figure = ask("stances.time_share", "lin", **wrong)
            assert (figure.value, figure.notes[0].code) == (None, "of_one_stance")

    def test_only_visits_of_the_period_up_to_the_day_count(
        self, field: dict[str, Account], ask: Any, visit: Any
    ) -> None:
        visit(field["defend"], 1, ago=400)
        assert lines_of(ask("stances.resources", "lin"))["defend"]["visits"] == 2
        early = (TODAY - timedelta(days=4)).isoformat()
        assert sum(line["visits"] for line in ask("stances.resources", "lin", as_of=early).value) == 4

    def test_everyone_has_their_own_view_of_it(self, field: dict[str, Account], ask: Any) -> None:
        assert [line["accounts"] for line in ask("stances.resources", "stranger").value] == [0] * 5
        assert lines_of(ask("stances.resources", "zhao"))["attack"]["visits"] == 6
        assert ask("stances.resources", "lin", scope="user:wang").rows.total() == 0

    def test_money_is_for_roles_that_see_costs(self, field: dict[str, Account], ask: Any, people: Any) -> None:
        people.lin.role.field_groups = ["reach"]
        people.lin.role.save()
        people.lin.refresh_from_db()
        figure = ask("stances.money_share", "lin", stance="attack")
        assert (figure.value, figure.notes[0].code) == (None, "hidden")
        assert not ServingCost.objects.visible_to(people.lin).exists()

    def test_a_handful_of_queries_whatever_the_number(
        self, field: dict[str, Account], ask: Any, firm: Any, visit: Any, django_assert_max_num_queries: Any
    ) -> None:
        for number in range(6):
            visit(firm(f"Firm {number}", 1000, 8 * MILLION), 2)
        with django_assert_max_num_queries(22):
            ask("stances.resources", "lin").rows.fetch(20)


class TestNorms:
    def test_until_something_is_set_the_usual_ones_hold(self, db: None) -> None:
        rules = rules_at(TODAY)
        assert (rules.pk, rules.attack_money, rules.hours_per_visit) == (None, D("0.5"), 3)

    def test_new_ones_hold_from_today_on_and_are_audited(self, act: Any) -> None:
        set_resource_rules(values={"attack_time": D("0.5"), "defend_time": D("0.3")}, act=act("admin"))
        assert (rules_at(YESTERDAY).attack_time, rules_at(TODAY).attack_time) == (D("0.4"), D("0.5"))
        told = AuditEntry.objects.get(entity="portfolio.resourcerules")
        assert told.changes == {"attack_time": ["0.4", "0.5"], "defend_time": ["0.4", "0.3"]}

    def test_what_changes_nothing_writes_nothing(self, act: Any) -> None:
        set_resource_rules(values={"hours_per_visit": D(3)}, act=act("admin"))
        assert not ResourceRules.objects.exists()

    def test_of_each_resource_they_make_the_whole(self, act: Any) -> None:
        with pytest.raises(Invalid) as refused:
            set_resource_rules(values={"attack_time": D("0.5"), "none_money": D("0.06")}, act=act("admin"))
        assert set(refused.value.fields) == {"attack_time", "attack_money"}
        assert not ResourceRules.objects.exists()

    def test_the_database_refuses_it_too(self, act: Any) -> None:
        with pytest.raises(IntegrityError):
            ResourceRules.objects.create(attack_time=D("0.41"), valid_from=NOW, set_by=act("admin").actor)

    @pytest.mark.parametrize("who", ["lin", "zhao", "auditor"])
    def test_administrators_set_them(self, act: Any, who: str) -> None:
        with pytest.raises(NotAllowed):
            set_resource_rules(values={"hours_per_visit": D(2)}, act=act(who))

    def test_hours_follow_the_rule(self, field: dict[str, Account], ask: Any, act: Any) -> None:
        set_resource_rules(values={"hours_per_visit": D("1.5")}, act=act("admin"))
        assert lines_of(ask("stances.resources", "lin"))["attack"]["time"] == 9


class TestCosts:
    def test_is_dated_audited_and_in_the_base_currency_unless_said(self, firm: Any, spend: Any, people: Any) -> None:
        cost = spend(firm("Acme"), "120.50", note="Flight")
        assert (cost.currency, cost.spent_on, cost.author) == ("CNY", TODAY, people.lin)
        told = AuditEntry.objects.get(entity="portfolio.servingcost", object_id=cost.pk)
        assert told.changes["amount"] == [None, "120.50"]

    def test_taken_back_both_entries_stay_and_nothing_is_left(self, firm: Any, spend: Any, act: Any, ask: Any) -> None:
        acme = firm("Acme", 1000, 8 * MILLION)
        cost = spend(acme, "120")
        back = take_back_cost(account_id=acme.pk, cost_id=cost.pk, act=act("lin"))
        assert (back.amount, back.takes_back, back.spent_on) == (-120, cost, cost.spent_on)
        assert lines_of(ask("stances.resources", "lin"))["attack"]["money"] == 0
        for one in (cost, back):
            with pytest.raises(AlreadyTakenBack):
                take_back_cost(account_id=acme.pk, cost_id=one.pk, act=act("lin"))

    @pytest.mark.parametrize(
        ("values", "wrong"),
        [
            ({"amount": D(0)}, "amount"),
            ({"amount": D(-1)}, "amount"),
            ({"kind": "bribe"}, "kind"),
            ({"currency": "XXX"}, "currency"),
            ({"spent_on": date(2026, 11, 20)}, "spent_on"),
        ],
    )
    def test_refuses_with_a_word_at_the_field(self, firm: Any, spend: Any, values: dict[str, Any], wrong: str) -> None:
        acme = firm("Acme")
        with pytest.raises(Invalid) as refused:
            spend(acme, **{"amount": "100", **values})
        assert set(refused.value.fields) == {wrong}
        assert not ServingCost.objects.exists()

    @pytest.mark.parametrize(("who", "fact"), [("stranger", NotFound), ("wang", NotAllowed), ("finance", NotAllowed)])
    def test_only_who_writes_the_account_writes_them(
        self, firm: Any, spend: Any, who: str, fact: type[Exception]
    ) -> None:
        acme = firm("Acme")
        with pytest.raises(fact):
            spend(acme, "100", who=who)

    def test_of_another_account_is_not_found(self, firm: Any, spend: Any, act: Any) -> None:
        cost = spend(firm("Acme"), "100")
        with pytest.raises(NotFound):
            take_back_cost(account_id=firm("Beta").pk, cost_id=cost.pk, act=act("lin"))

    def test_without_a_rate_it_is_counted_and_not_dropped(self, firm: Any, spend: Any, ask: Any) -> None:
        spend(firm("Acme", 1000, 8 * MILLION), "100", currency="USD")
        figure = ask("stances.money_share", "lin", stance="attack")
        assert {note.code: note.count for note in figure.notes}["unconvertible"] == 1
        assert figure.value is None

    def test_only_a_cost_that_takes_another_back_lies_below_zero(self, firm: Any, people: Any) -> None:
        with pytest.raises(IntegrityError):
            ServingCost.objects.create(
                account=firm("Acme"),
                kind="travel",
                amount=-1,
                currency="CNY",
                spent_on=TODAY,
                author=people.lin,
                created_at=NOW,
            )


class TestExpectedValue:
    def test_repeat_sales_and_open_deals_by_how_probable_they_are(self, firm: Any, make_deal: Any, ask: Any) -> None:
        """700 again at 50 %, an open deal of 300 in the first step at 5 %: 365."""
        acme = firm("Acme", 700)
        make_deal("More", 300, account=acme)
        figure = ask("accounts.expected_value", "lin", scope="account:Acme")
        inputs = {item.symbol: item.value for item in figure.inputs}
        assert (figure.value, inputs["r"], inputs["b"], inputs["P"]) == (365, 700, 300, D("0.365"))

    def test_the_rows_sum_to_it_and_relative_values_to_one(self, firm: Any, ask: Any) -> None:
        firm("Acme", 600)
        firm("Beta", 200)
        figure = ask("accounts.expected_value", "lin")
        rows = figure.rows.fetch(10)
        assert [(row["account"], row["value"], row["relative"]) for row in rows] == [
            ("Acme", 300, D("0.75")),
            ("Beta", 100, D("0.25")),
        ]
        assert sum(row["value"] for row in rows) == figure.rows.sum_of_rows == figure.value

    def test_planned_spent_and_by_value(self, firm: Any, visit: Any, spend: Any, ask: Any) -> None:
        acme, beta = firm("Acme", 600), firm("Beta", 200)
        visit(acme, 1, a_month="1")
        visit(beta, 3, a_month="1")
        spend(beta, "50")
        time, people, money = ask("accounts.allocation", "lin", scope="account:Acme").value
        assert (time["planned"], time["actual"], time["by_value"], time["gap"]) == (
            D("0.5"),
            D("0.25"),
            D("0.75"),
            D("-0.5"),
        )
        assert (people["planned"], people["actual"]) == (None, D("0.5"))
        assert (money["actual"], money["gap"]) == (None, None)
        rows = ask("accounts.allocation", "lin").rows.fetch(10)
        assert sum(row["gap"] for row in rows) == 0
        assert sum(row["by_value"] for row in rows) == 1

    def test_an_archived_account_is_not_compared(self, firm: Any, ask: Any) -> None:
        acme = firm("Acme", 600)
        acme.archived_at = NOW
        acme.save()
        figure = ask("accounts.allocation", "lin", scope=f"account:#{acme.pk}")
        assert {line["by_value"] for line in figure.value} == {None}


class TestPages:
    def test_the_page_says_what_is_meant_and_what_is(self, field: dict[str, Account], page_of: Any) -> None:
        text = page_of("lin", "/accounts/stances").content.decode()
        assert "18 hours in 6 visits" in text
        assert "35.0 points more than meant" in text
        assert "not recorded" in text
        assert "1 account has no stance" in text
        assert "/settings/resources/" not in text

    def test_without_accounts_it_teaches(self, field: dict[str, Account], page_of: Any) -> None:
        text = page_of("stranger", "/accounts/stances").content.decode()
        assert "No account has a stance yet" in text
        assert "Attacked" not in text

    @pytest.mark.parametrize("query", ["as_of=2026-10-01", "whose=mine", "whose=team", "as_of=nonsense"])
    def test_odd_addresses_break_nothing(self, field: dict[str, Account], page_of: Any, query: str) -> None:
        assert page_of("lin", f"/accounts/stances?{query}").status_code in {200, 400, 422}

    def test_the_panel_of_an_account_has_its_costs(self, field: dict[str, Account], page_of: Any, spend: Any) -> None:
        spend(field["attack"], "80", note="Samples")
        url = f"/accounts/{field['attack'].pk}/late"
        mine, theirs = (page_of(who, url).content.decode() for who in ("lin", "auditor"))
        assert "Samples" in mine
        assert "Take back" in mine
        assert "Samples" in theirs
        assert "Take back" not in theirs
        assert page_of("lin", f"{url}?of=group").status_code == 200

    def test_costs_are_hidden_from_roles_that_do_not_see_them(
        self, field: dict[str, Account], page_of: Any, people: Any, spend: Any
    ) -> None:
        spend(field["attack"], "80", note="Samples")
        people.lin.role.field_groups = []
        people.lin.role.save()
        text = page_of("lin", f"/accounts/{field['attack'].pk}/late").content.decode()
        assert "Samples" not in text
        assert "not shown to your role" in text
        assert page_of("lin", f"/accounts/{field['attack'].pk}/costs/new").status_code == 403

    def test_a_cost_is_written_down_and_taken_back(self, firm: Any, send: Any) -> None:
        acme = firm("Acme")
        url = f"/accounts/{acme.pk}/costs/new"
        values = {"kind": "travel", "amount": "1,200.50", "currency": "CNY", "spent_on": "2026-11-18", "note": "Flight"}
        assert send("lin", url, {**values, "amount": "-3"}, **PART).status_code == 422
        assert send("lin", url, values, **PART).status_code == 204
        cost = ServingCost.objects.get()
        assert cost.amount == D("1200.50")
        assert send("lin", f"/accounts/{acme.pk}/costs/{cost.pk}/take-back", {}).status_code == 302
        assert [one.amount for one in ServingCost.objects.order_by("pk")] == [D("1200.50"), D("-1200.50")]

    def test_norms_are_set_in_percent(self, send: Any, page_of: Any) -> None:
        held = rules_at(TODAY)
        values = {name: str(getattr(held, name) * 100) for name in FIELDS} | {"hours_per_visit": "2"}
        short = send("admin", "/settings/resources/", {**values, "attack_time": "39.5"}, **PART)
        assert (short.status_code, "39.5" in short.content.decode()) == (422, True)
        assert "The norms of time do not make 100%." in short.content.decode()
        assert (
            send("admin", "/settings/resources/", {**values, "attack_time": "39.5", "none_time": "5.5"}).status_code
            == 302
        )
        assert (rules_at(TODAY).none_time, rules_at(TODAY).hours_per_visit) == (D("0.055"), 2)
        assert page_of("lin", "/settings/resources/").status_code == 403
