"""The effort split: whose hours count as what, beside the split that the workspace chose, dated like the norms."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db.utils import IntegrityError

from keyaccount.apps.accounts.models import Account
from keyaccount.apps.contacts.models import Visit
from keyaccount.apps.contacts.services.contacts import create_contact
from keyaccount.apps.portfolio.models import ResourceRules
from keyaccount.apps.portfolio.queries.effort import EFFORT_OF
from keyaccount.apps.portfolio.queries.resource_rules import rules_at
from keyaccount.apps.portfolio.services.resource_rules import FIELDS, set_resource_rules
from keyaccount.apps.workspace.models import AuditEntry, Role, RoleCode
from keyaccount.formulas.effort import USUAL, Effort
from keyaccount.kernel.errors import Invalid, NotAllowed
from tests.conftest import NOW, TODAY
from tests.unit.conftest import PART

D = Decimal
YESTERDAY = TODAY - timedelta(days=1)
SELLING, MANAGING, SUPPORT = Effort
CHOSEN = {"effort_selling": D("0.8"), "effort_managing": D("0.1"), "effort_support": D("0.1")}


@pytest.fixture
def visit(act: Any) -> Any:
    """visit(account, zhao=2): visits of yesterday and before, to one buyer of it."""

    def make(account: Account, ago: int = 1, **times: int) -> None:
        buyer = create_contact(values={"name": f"Buyer {account} {ago}", "account": account}, act=act("admin"))
        Visit.objects.bulk_create(
            Visit(
                contact=buyer,
                account=account,
                made_on=TODAY - timedelta(days=ago),
                made_by=act(who).actor,
                created_at=NOW,
                updated_at=NOW,
            )
            for who, count in times.items()
            for _number in range(count)
        )

    return make


@pytest.fixture
def acme(firm: Any, visit: Any) -> Account:
    """Six visits by two who sell, one by their manager, one by finance."""
    found = firm("Acme", 1000, 8_000_000)
    visit(found, lin=4, wang=2, zhao=1, finance=1)
    return found  # type: ignore[no-any-return]


def lines_of(figure: Any) -> dict[str, dict[str, Any]]:
    return {line["key"]: line for line in figure.value}


class TestSplit:
    def test_hours_go_by_the_role_of_who_visited(self, acme: Account, ask: Any) -> None:
        lines = lines_of(ask("operation.effort", "lin"))
        assert [(lines[one]["hours"], lines[one]["persons"], lines[one]["share"]) for one in Effort] == [
            (18, 2, D("0.75")),
            (3, 1, D("0.125")),
            (3, 1, D("0.125")),
        ]
        assert [lines[one]["beyond"] for one in Effort] == [D("0.15"), D("-0.075"), D("-0.075")]

    @pytest.mark.parametrize("role", RoleCode)
    def test_every_role_belongs_somewhere(self, firm: Any, visit: Any, ask: Any, people: Any, role: RoleCode) -> None:
        acme = firm("Acme")
        visit(acme, wang=1)
        people.wang.role = Role.objects.get(code=role)
        people.wang.save()
        wanted = EFFORT_OF.get(role, SUPPORT)
        selling_or_managing = {RoleCode.KEY_ACCOUNT_MANAGER, RoleCode.MANAGER, RoleCode.DIRECTOR}
        assert (wanted is SUPPORT) == (role not in selling_or_managing)
        assert {key for key, line in lines_of(ask("operation.effort", "lin")).items() if line["hours"]} == {wanted}

    def test_rows_per_person_sum_to_the_hours(self, acme: Account, ask: Any) -> None:
        figure = ask("operation.effort", "lin")
        rows = figure.rows.fetch(10)
        assert [row["hours"] for row in rows] == [12, 6, 3, 3]
        assert (rows[0]["id"], rows[0]["effort"]) == (acme.owner_id, "Selling process")
        inputs = {item.symbol: item.value for item in figure.inputs}
        assert sum(row["hours"] for row in rows) == figure.rows.sum_of_rows == inputs["T"] == 24
        assert len(rows) == figure.rows.total() == 4

    def test_without_visits_no_share_is_known(self, firm: Any, ask: Any) -> None:
        firm("Acme")
        figure = ask("operation.effort", "lin")
        assert {(line["share"], line["beyond"], line["hours"]) for line in figure.value} == {(None, None, 0)}
        assert [line["chosen"] for line in figure.value] == list(USUAL.values())
        assert figure.notes[0].code == "no_visits"

    def test_the_rule_is_said(self, acme: Account, ask: Any) -> None:
        assert {note.code for note in ask("operation.effort", "lin").notes} == {
            "by_role",
            "roles_now",
            "visits_as_hours",
        }

    def test_only_visits_of_the_period_up_to_the_day_count(self, acme: Account, visit: Any, ask: Any) -> None:
        visit(acme, ago=400, zhao=5)
        visit(acme, ago=10, zhao=3)
        assert lines_of(ask("operation.effort", "lin"))[MANAGING]["visits"] == 4
        early = (TODAY - timedelta(days=5)).isoformat()
        assert lines_of(ask("operation.effort", "lin", as_of=early))[MANAGING]["visits"] == 3

    def test_everyone_has_their_own_view_of_it(self, acme: Account, ask: Any) -> None:
        for who, scope in (("stranger", "company"), ("lin", "user:wang")):
            figure = ask("operation.effort", who, scope=scope)
            assert ({line["share"] for line in figure.value}, figure.rows.total()) == ({None}, 0)
        assert lines_of(ask("operation.effort", "auditor"))[SELLING]["hours"] == 18

    def test_a_handful_of_queries_whatever_the_number(
        self, acme: Account, firm: Any, visit: Any, ask: Any, django_assert_max_num_queries: Any
    ) -> None:
        for number in range(6):
            visit(firm(f"Firm {number}"), lin=1, wang=1, zhao=1)
        with django_assert_max_num_queries(16):
            ask("operation.effort", "lin").rows.fetch(20)


class TestChoice:
    def test_until_one_is_chosen_the_usual_one_holds(self, db: None) -> None:
        assert rules_at(TODAY).effort == USUAL

    def test_it_holds_from_today_on_and_is_audited(self, act: Any, acme: Account, ask: Any) -> None:
        set_resource_rules(values=CHOSEN, act=act("admin"))
        assert (rules_at(YESTERDAY).effort_selling, rules_at(TODAY).effort_selling) == (D("0.6"), D("0.8"))
        told = AuditEntry.objects.get(entity="portfolio.resourcerules")
        assert told.changes["effort_selling"] == ["0.6", "0.8"]
        then = ask("operation.effort", "lin", as_of=YESTERDAY.isoformat())
        now = ask("operation.effort", "lin")
        assert (lines_of(then)[SELLING]["chosen"], lines_of(now)[SELLING]["chosen"]) == (D("0.6"), D("0.8"))

    @pytest.mark.parametrize("selling", ["0.7999", "0.8001"])
    def test_it_makes_the_whole_to_the_basis_point(self, act: Any, selling: str) -> None:
        with pytest.raises(Invalid) as refused:
            set_resource_rules(values={**CHOSEN, "effort_selling": D(selling)}, act=act("admin"))
        assert refused.value.fields == {"effort_selling": "The three shares of the effort do not make 100%."}
        assert not ResourceRules.objects.exists()

    def test_one_part_may_take_all(self, act: Any) -> None:
        all_of_it = {"effort_selling": D(1), "effort_managing": D(0), "effort_support": D(0)}
        assert set_resource_rules(values=all_of_it, act=act("admin")).effort[SELLING] == 1

    def test_a_wrong_norm_and_a_wrong_split_are_said_together(self, act: Any) -> None:
        with pytest.raises(Invalid) as refused:
            set_resource_rules(values={"effort_selling": D("0.5"), "attack_time": D("0.5")}, act=act("admin"))
        assert set(refused.value.fields) == {"attack_time", "effort_selling"}

    def test_the_database_refuses_it_too(self, act: Any) -> None:
        with pytest.raises(IntegrityError):
            ResourceRules.objects.create(effort_selling=D("0.6001"), valid_from=NOW, set_by=act("admin").actor)

    def test_administrators_choose(self, act: Any) -> None:
        with pytest.raises(NotAllowed):
            set_resource_rules(values=CHOSEN, act=act("zhao"))


class TestPages:
    def test_the_panel_sets_the_choice_beside_what_is(self, acme: Account, page_of: Any) -> None:
        mine, admins = (page_of(who, "/accounts/stances").content.decode() for who in ("lin", "admin"))
        assert "18 hours of 2 people" in mine
        assert "chosen 60%" in mine
        assert "15.0 points more than meant" in mine
        assert "Choose another split" not in mine
        assert "Choose another split" in admins

    def test_without_visits_it_says_so(self, firm: Any, page_of: Any) -> None:
        firm("Acme", 1000, 8_000_000)
        text = page_of("lin", "/accounts/stances").content.decode()
        assert "Nobody visited these accounts in the period" in text
        assert "0 hours of" not in text

    def test_it_is_chosen_in_percent_and_what_was_typed_stays(self, send: Any, page_of: Any) -> None:
        form = page_of("admin", "/settings/resources/").content.decode()
        assert all(f'data-fill="{preset}"' in form for preset in ("80 10 10", "60 20 20", "40 30 30"))
        held = rules_at(TODAY)
        values = {name: str(getattr(held, name) * 100) for name in FIELDS} | {"hours_per_visit": "3"}
        wanted = values | {"effort_selling": "40", "effort_managing": "30", "effort_support": "30"}
        wrong = send("admin", "/settings/resources/", wanted | {"effort_support": "29.5"}, **PART)
        assert (wrong.status_code, "29.5" in wrong.content.decode()) == (422, True)
        assert "The three shares of the effort do not make 100%." in wrong.content.decode()
        assert send("admin", "/settings/resources/", wanted).status_code == 302
        assert rules_at(TODAY).effort[SUPPORT] == D("0.3")
