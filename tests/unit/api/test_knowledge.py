"""What is known of accounts through the API: portrait, signals, rivals, white space, markets, plans; parents seen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from keyaccount.apps.accounts.models import Account, PortraitQuestion, SignalRule
from keyaccount.apps.accounts.services.accounts import add_member, create_account
from keyaccount.apps.accounts.services.portrait import answer_question
from keyaccount.apps.accounts.services.rivals import add_note, create_rival
from keyaccount.apps.accounts.services.units import add_unit
from keyaccount.apps.contacts.services.contacts import create_contact
from keyaccount.apps.pipeline.models import Opportunity, Product
from keyaccount.apps.pipeline.services.products import create_product
from keyaccount.apps.portfolio.models import RuleProduct
from keyaccount.surfaces.exchange.services import export_rows
from tests.conftest import TODAY
from tests.unit.api.conftest import Caller

pytestmark = pytest.mark.usefixtures("at_nine")
Call = Callable[..., Caller]


@pytest.fixture
def acme(act: Any) -> Account:
    return create_account(values={"name": "Acme"}, act=act())


@pytest.fixture
def lamp(act: Any) -> Product:
    return create_product(values={"name": "Lamp", "list_price": Decimal(10), "currency": "CNY"}, act=act("admin"))


class TestParent:
    @pytest.fixture
    def child(self, act: Any, people: Any) -> Account:
        """Of wang's, below a group that only the stranger and those above everyone see."""
        group = create_account(values={"name": "Secret Group"}, act=act("stranger"))
        values = {"name": "Open", "parent": group, "owner": people.lin}
        return create_account(values=values, act=act("admin"))

    def test_a_parent_out_of_sight_is_not_named(self, call: Call, child: Account) -> None:
        for who, seen in (("lin", None), ("admin", "Secret Group")):
            shown = [call(who).get(f"/accounts/{child.pk}").json(), *call(who).items("/accounts?fields=id,name,parent")]
            mine = [one for one in shown if one["id"] == child.pk]
            assert [one["parent"] and one["parent"]["name"] for one in mine] == [seen, seen]
        changed = call().patch(f"/accounts/{child.pk}", {"city": "Bath"})
        assert (changed.status_code, changed.json()["parent"]) == (200, None)

    def test_nor_in_an_export(self, child: Account, people: Any) -> None:
        for who, seen in (("lin", False), ("admin", True)):
            stream = export_rows("accounts", viewer=getattr(people, who), filters={}, today=TODAY)
            (line,) = [line for line in b"".join(stream.chunks).decode().splitlines() if ",Open," in line]
            assert ("Secret Group" in line) == seen


class TestPortrait:
    def test_questions_in_four_parts_with_the_answer_that_holds(self, call: Call, acme: Account, act: Any) -> None:
        question = PortraitQuestion.objects.all()[0]
        for day, text in ((1, "200 people"), (9, "300 people")):
            answer_question(
                account_id=acme.pk, question_id=question.pk, text=text, source="report",
                learnt_on=date(2026, 11, day), act=act(),
            )  # fmt: skip
        now = call("wang").get(f"/accounts/{acme.pk}/portrait").json()
        (known,) = [one for part in now["parts"] for one in part["fields"] if one["answer"]]
        assert (known["answer"], known["learnt_on"], known["source"]) == ("300 people", "2026-11-09", "report")
        assert (known["author"]["username"], known["answers"]) == ("lin", 2)
        assert (now["known"], now["asked"], len(now["parts"])) == (1, PortraitQuestion.objects.count(), 4)
        then = call().get(f"/accounts/{acme.pk}/portrait?as_of=2026-11-05").json()
        assert [one["answer"] for part in then["parts"] for one in part["fields"] if one["answer"]] == ["200 people"]
        assert call("stranger").get(f"/accounts/{acme.pk}/portrait").status_code == 404
        assert call().get(f"/accounts/{acme.pk}/portrait?as_of=2026-11-20").status_code == 422

    def test_an_answer_stands_beside_those_before_it(self, call: Call, acme: Account) -> None:
        question = PortraitQuestion.objects.all()[0]
        path = f"/accounts/{acme.pk}/portrait/{question.pk}"
        first = call().put(path, {"answer": "200", "source": "visit", "learnt_on": "2026-11-01"})
        assert (first.status_code, first.json()["learnt_on"]) == (200, "2026-11-01")
        assert call().put(path, {"answer": "300"}).json()["answers"] == 2
        assert call().put(path, {"answer": "300"}, Idempotency_Key="k").json()["answers"] == 2
        assert [one["answer"] for one in call().items(f"/portrait-answers?account={acme.pk}&limit=1")] == ["300", "200"]
        assert call("stranger").items("/portrait-answers") == []
        late = call().put(path, {"answer": "400", "learnt_on": "2026-11-20"})
        assert (late.status_code, late.json()["errors"][0]["field"]) == (422, "learnt_on")
        assert call("wang").put(path, {"answer": "x"}).status_code == 403
        assert call().put(f"/accounts/{acme.pk}/portrait/999999", {"answer": "x"}).status_code == 404


class TestSignals:
    def test_from_change_to_need_to_product_to_opportunity(self, call: Call, acme: Account, lamp: Product) -> None:
        rule = SignalRule.objects.all()[0]
        RuleProduct.objects.create(rule=rule, product=lamp)
        told = next(one for one in call("finance").items("/signal-rules") if one["id"] == rule.pk)
        assert (told["need"], [one["name"] for one in told["products"]]) == (rule.need, ["Lamp"])
        given = {"account": "Acme", "rule": rule.name, "text": "They hire", "link": "https://example.com/a"}
        made = call().post("/signals", given)
        assert made.status_code == 201, made.content
        signal = made.json()
        assert (signal["kind"], signal["on"], signal["outcome"]) == (rule.kind, "2026-11-19", "open")
        assert (signal["likely_need"], signal["products"][0]["name"]) == (rule.likely_need, "Lamp")
        deal = call().post(f"/signals/{signal['id']}/follow", {"product": "Lamp"})
        assert (deal.status_code, deal.json()["amount"], deal.json()["account"]["name"]) == (201, "10.00", "Acme")
        after = call().get(f"/signals/{signal['id']}").json()
        assert (after["outcome"], after["opportunity"]) == ("made", deal.json()["id"])
        assert call().items("/signals?unsettled=true") == []
        again = call().post(f"/signals/{signal['id']}/follow", {})
        assert (again.status_code, again.json()["code"]) == (409, "signal_settled")
        assert call("stranger").items("/signals") == []
        assert Opportunity.objects.count() == 1

    def test_dismissed_with_a_reason_and_taken_up_again(self, call: Call, acme: Account) -> None:
        pk = call().post("/signals", {"account": acme.pk, "kind": "people", "text": "They hire"}).json()["id"]
        assert call().post(f"/signals/{pk}/dismiss", {"reason": " "}).status_code == 422
        gone = call().post(f"/signals/{pk}/dismiss", {"reason": "Old news"}).json()
        assert (gone["outcome"], gone["dismissed_because"]) == ("dismissed", "Old news")
        assert call("wang").post(f"/signals/{pk}/take-up").status_code == 403
        assert call().post(f"/signals/{pk}/take-up").json()["outcome"] == "open"

    def test_of_an_industry(self, call: Call) -> None:
        given = {"industry": "Retail", "kind": "market", "text": "Shops close"}
        pk = call().post("/signals", given).json()["id"]
        assert [one["id"] for one in call("stranger").items("/signals?industry=Retail")] == [pk]
        refused = call().post(f"/signals/{pk}/follow", {})
        assert refused.json()["code"] == "signal_without_account"
        assert call().post("/signals", {"kind": "market", "text": "x"}).json()["errors"][0]["field"] == "industry"


class TestRivals:
    def test_the_register_is_read_by_all_and_kept_by_who_sells(self, call: Call) -> None:
        made = call().post("/rivals", {"name": "Bolt", "other_names": "宝特"})
        path = f"/rivals/{made.json()['id']}"
        assert [one["name"] for one in call("finance").items("/rivals?q=宝")] == ["Bolt"]
        first = call("stranger").patch(path, {"strengths": "Price"}, If_Match=made["ETag"])
        assert first.status_code == 200
        second = call("wang").patch(path, {"strengths": "Speed"}, If_Match=made["ETag"])
        assert (second.status_code, second.json()["code"]) == (412, "conflict")
        assert call("finance").patch(path, {"strengths": "x"}).status_code == 403
        assert call().post("/rivals", {"name": "Bolt"}).status_code == 422
        assert call().delete(path).status_code == 204
        assert call().items("/rivals") == []
        assert call().post(f"{path}/restore").json()["archived_at"] is None

    def test_notes_are_for_the_account_team_and_say_so(self, call: Call, acme: Account, act: Any, people: Any) -> None:
        rival = create_rival(values={"name": "Bolt"}, act=act())
        add_member(account_id=acme.pk, user=people.wang, act=act())
        made = call("wang").post(f"/accounts/{acme.pk}/rival-notes", {"rival": "Bolt", "holds": True, "text": "Cheap"})
        assert (made.status_code, made.json()["author"]["username"]) == (201, "wang")
        (held,) = call().items(f"/rival-notes?account={acme.pk}&rival={rival.pk}&holds=true")
        assert (held["account"]["name"], held["text"]) == ("Acme", "Cheap")
        changed = call().patch(f"/rival-notes/{held['id']}", {"text": "Slow"}, If_Match=made["ETag"])
        assert changed.json()["text"] == "Slow"
        for who in ("zhao", "admin", "auditor", "finance"):
            assert call(who).items("/rival-notes") == []
            assert call(who).get(f"/rival-notes?account={acme.pk}").status_code == 403
            assert call(who).patch(f"/rival-notes/{held['id']}", {"text": "x"}).status_code == 404
        assert call("admin").post(f"/accounts/{acme.pk}/rival-notes", {"rival": "Bolt"}).status_code == 403
        assert call("stranger").get(f"/rival-notes?account={acme.pk}").json()["items"] == []
        assert call("stranger").post(f"/accounts/{acme.pk}/rival-notes", {"rival": "Bolt"}).status_code == 404
        assert call().delete(f"/rival-notes/{held['id']}").status_code == 204


class TestWhiteSpace:
    def test_cells_with_states_and_amounts(self, call: Call, acme: Account, lamp: Product, act: Any) -> None:
        plant = add_unit(account_id=acme.pk, name="Plant", act=act())
        path = f"/accounts/{acme.pk}/white-space"
        said = {"product": "Lamp", "unit": "Plant", "state": "empty", "amount": "700", "source": "visit"}
        cell = call().post(path, {**said, "on": "2026-11-10"})
        assert (cell.status_code, cell.json()["state"], cell.json()["amount"]) == (200, "empty", "700.00")
        (seen,) = call("wang").get(path).json()["cells"]
        assert (seen["unit"]["name"], seen["product"]["name"], seen["amount"]) == ("Plant", "Lamp", "700.00")
        (before,) = call().get(f"{path}?as_of=2026-11-09").json()["cells"]
        assert (before["amount"], before["on"]) == (None, None)
        deal = call().post(f"{path}/fill", {"product": lamp.pk, "unit": plant.pk})
        assert (deal.status_code, deal.json()["amount"], deal.json()["unit"]["name"]) == (201, "700.00", "Plant")
        (now,) = call().get(path).json()["cells"]
        assert (now["state"], now["amount"], now["opportunities"]) == ("open", None, [deal.json()["id"]])
        again = call().post(f"{path}/fill", {"product": lamp.pk, "unit": plant.pk})
        assert (again.status_code, again.json()["code"]) == (409, "cell_not_empty")

    def test_who_holds_a_cell_is_for_the_account_team(self, call: Call, acme: Account, lamp: Product, act: Any) -> None:
        create_rival(values={"name": "Bolt"}, act=act())
        path = f"/accounts/{acme.pk}/white-space"
        said = {"product": "Lamp", "state": "rival", "rival": "Bolt"}
        assert call().post(path, said).json()["rival"]["name"] == "Bolt"
        for who, rival in (("lin", {"name": "Bolt"}), ("zhao", None), ("admin", None)):
            (cell,) = call(who).get(path).json()["cells"]
            assert (cell["state"], cell["rival"] and {"name": cell["rival"]["name"]}) == ("rival", rival)
        assert call("zhao").post(path, said).status_code == 403
        assert call("zhao").post(path, {"product": "Lamp", "state": "unfit"}).status_code == 200

    def test_a_unit_of_another_account_is_not_there(self, call: Call, acme: Account, lamp: Product, act: Any) -> None:
        other = create_account(values={"name": "Other"}, act=act())
        unit = add_unit(account_id=other.pk, name="Theirs", act=act())
        given = {"product": "Lamp", "unit": unit.pk, "state": "unfit"}
        refused = call().post(f"/accounts/{acme.pk}/white-space", given)
        assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "unit")

    def test_business_units(self, call: Call, acme: Account) -> None:
        made = call().post(f"/accounts/{acme.pk}/business-units", {"name": "Plant"})
        path = f"/business-units/{made.json()['id']}"
        assert call().patch(path, {"name": "Works"}, If_Match=made["ETag"]).json()["name"] == "Works"
        assert call().patch(path, {"name": "Mill"}, If_Match=made["ETag"]).status_code == 412
        assert [one["name"] for one in call("wang").items(f"/business-units?account={acme.pk}")] == ["Works"]
        assert call("stranger").get(path).status_code == 404
        assert call("wang").patch(path, {"name": "x"}).status_code == 403
        assert call().delete(path).status_code == 204
        assert call().post(f"{path}/restore").status_code == 200


class TestMarkets:
    SHARES = ({"supplier": "We", "is_us": True, "share": "0.3"}, {"supplier": "Bolt", "share": "0.4"})

    def test_written_whole_and_changed_in_parts(self, call: Call) -> None:
        given = {"name": "Hiring", "year": 2026, "provinces": ["北京", "Tianjin"], "size": "1000", "growth": "0.3"}
        made = call("zhao").post("/markets", {**given, "shares": self.SHARES})
        market = made.json()
        assert (made.status_code, market["provinces"], market["growth"]) == (201, ["BJ", "TJ"], "0.3000")
        path = f"/markets/{market['id']}"
        changed = call("zhao").patch(path, {"wanted_share": "0.5"}, If_Match=made["ETag"]).json()
        assert (changed["wanted_share"], len(changed["shares"])) == ("0.5000", 2)
        assert call("zhao").patch(path, {"shares": self.SHARES[:1]}).json()["shares"][0]["share"] == "0.3000"
        assert [one["id"] for one in call("stranger").items("/markets?year=2026&q=hir")] == [market["id"]]
        assert call().patch(path, {"source": "x"}).status_code == 403
        assert call("zhao").delete(path).status_code == 204

    @pytest.mark.parametrize(
        ("given", "field"),
        [
            ({"provinces": ["Atlantis"]}, "provinces"),
            ({"shares": [{"supplier": "A", "share": "0.7"}, {"supplier": "B", "share": "0.4"}]}, "shares"),
            ({"shares": [{"supplier": "A", "is_us": True}, {"supplier": "B", "is_us": True}]}, "shares"),
            ({"shares": [{"supplier": "A"}, {"supplier": "a"}]}, "shares"),
        ],
    )
    def test_what_cannot_be_is_refused(self, call: Call, given: dict[str, Any], field: str) -> None:
        answer = call("zhao").post("/markets", {"name": "Hiring", "year": 2026, **given})
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)


def test_the_contact_strategy_plan_row_by_row(call: Call, acme: Account, act: Any) -> None:
    ann = create_contact(values={"name": "Ann", "account": acme}, act=act())
    path = f"/contacts/{ann.pk}/plan"
    empty = call("wang").get(path)
    assert (empty.json()["wanted"], empty.json()["updated_at"]) == ("", None)
    given = {"wanted": "champion", "sub_strategy": "sell_high", "responsible": "wang", "due_on": "2026-12-01"}
    planned = call().patch(path, given)
    assert (planned.status_code, planned.json()["responsible"]["username"]) == (200, "wang")
    assert call().patch(path, {"wanted": "doubter"}, If_Match=planned["ETag"]).status_code == 200
    assert call("zhao").patch(path, {"wanted": "supporter"}, If_Match=planned["ETag"]).status_code == 412
    (row,) = call("wang").items(f"/contact-plans?account={acme.pk}&due_on__lte=2026-12-31")
    assert (row["contact"]["name"], row["account"]["name"], row["wanted"]) == ("Ann", "Acme", "doubter")
    assert call("wang").patch(path, {"purpose": "x"}).status_code == 403
    assert call("stranger").get(path).status_code == 404
    assert call("stranger").items("/contact-plans") == []


def test_a_page_of_signals_costs_the_same_however_long(
    call: Call, acme: Account, act: Any, django_assert_max_num_queries: Any
) -> None:
    rule = SignalRule.objects.all()[0]
    for number in range(12):
        call().post("/signals", {"account": acme.pk, "rule": rule.pk, "text": f"They hire {number}"})
    add_note(account_id=acme.pk, values={"rival": create_rival(values={"name": "Bolt"}, act=act())}, act=act())
    with django_assert_max_num_queries(14):
        assert len(call().get("/signals").json()["items"]) == 12
