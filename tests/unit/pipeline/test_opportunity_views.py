"""The page of one deal and the forms that change it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from keyaccount.apps.accounts.services import accounts
from keyaccount.apps.contacts.services import contacts
from keyaccount.apps.pipeline.models import NeedSheet, Opportunity, Product, ProductLine
from keyaccount.apps.pipeline.services import opportunities, stages
from keyaccount.apps.workspace.models import AuditEntry
from tests.conftest import NOW
from tests.unit.conftest import PART

EVERYONE = {"lin": 200, "wang": 200, "zhao": 200, "stranger": 404, "finance": 200, "auditor": 200, "admin": 200}
WRITERS = {"lin": 200, "wang": 403, "zhao": 200, "stranger": 404, "finance": 403, "auditor": 403, "admin": 200}
FORMS = ("edit", "factors", "needs", "lines", "people/add", "win", "lose")


def url(deal: Opportunity, rest: str = "") -> str:
    return f"/opportunities/{deal.pk}/{rest}"


@pytest.fixture
def campus(make_deal: Any, act: Any) -> Opportunity:
    account = accounts.create_account(values={"name": "Lanshi Heavy"}, act=act())
    return make_deal("Campus", 300, stage=1, account=account, next_step="Visit", next_step_on=date(2026, 11, 13))


def edited(deal: Opportunity, **changed: Any) -> dict[str, Any]:
    """The whole form as the browser sends it."""
    deal.refresh_from_db()
    names = "name currency source rivals selling_mode next_step needs wants need_kind revenue_kind recurring_unit"
    given = {name: getattr(deal, name) for name in names.split()}
    given |= {"owner": deal.owner_id, "account": deal.account_id or "", "opened_on": deal.opened_on.isoformat()}
    given |= {"amount": "" if deal.amount is None else deal.amount, "version": deal.version}
    return {**given, **changed}


class TestPage:
    @pytest.mark.parametrize(("who", "status"), EVERYONE.items())
    def test_is_for_those_who_may_see_it(self, page_of: Any, campus: Opportunity, who: str, status: int) -> None:
        assert page_of(who, url(campus)).status_code == status

    @pytest.mark.parametrize(("who", "status"), WRITERS.items())
    def test_forms_are_for_those_who_may_write_it(
        self, page_of: Any, campus: Opportunity, who: str, status: int
    ) -> None:
        for form in FORMS:
            assert page_of(who, url(campus, form), **PART).status_code == status, form
        if status == 200 or EVERYONE[who] == 200:
            page = page_of(who, url(campus)).content.decode()
            assert (url(campus, "edit") in page) == (status == 200)

    def test_says_how_it_stands(self, page_of: Any, campus: Opportunity, six_steps: Any, act: Any) -> None:
        stages.move_stage(opportunity_id=campus.pk, stage=six_steps[2], evidence="Plan handed over", act=act())
        answer = page_of("lin", url(campus))
        page = answer.content.decode()
        assert answer.context["weighted"].value == 60
        assert answer.context["weighted"].explain_url.endswith(f"opportunity={campus.pk}")
        for said in ("¥300.00", "6 days late", "Plan handed over", "Lanshi Heavy", six_steps[2].ends_when):
            assert said in page

    def test_days_in_the_stages_add_up_to_those_since_the_first(
        self, page_of: Any, make_deal: Any, six_steps: Any, act: Any
    ) -> None:
        from datetime import timedelta

        deal = make_deal("Campus", now=NOW - timedelta(days=30))
        first, second = (act("lin", NOW - timedelta(days=days)) for days in (18, 5))
        stages.move_stage(opportunity_id=deal.pk, stage=six_steps[2], evidence="Asked", act=first)
        stages.move_stage(opportunity_id=deal.pk, stage=six_steps[0], act=second)
        days = {step.stage.pk: step.days for step in page_of("lin", url(deal)).context["path"]}
        assert days == {six_steps[0].pk: 12 + 5, **{stage.pk: None for stage in six_steps[1:]}, six_steps[2].pk: 13}

    def test_margins_only_for_roles_that_see_them(
        self, page_of: Any, campus: Opportunity, people: Any, act: Any
    ) -> None:
        from keyaccount.apps.pipeline.services import purchase

        purchase.set_need_sheet(opportunity_id=campus.pk, values={"expected_margin": Decimal(7341)}, act=act())
        assert "7,341" in page_of("lin", url(campus)).content.decode()
        people.lin.role.field_groups = []
        people.lin.role.save()
        page = page_of("lin", url(campus)).content.decode()
        assert "7,341" not in page
        assert "<dt>Expected margin</dt>" not in page  # the log says that it was changed, not to what
        assert "expected_margin" not in page_of("lin", url(campus, "needs"), **PART).content.decode()

    @pytest.mark.parametrize(
        ("who", "reason"),
        [
            ("lin", "You own it."),
            ("wang", "Lin Ruoxi, who owns it, is in your team or below."),
            ("auditor", "Your role, Auditor, sees everything."),
            ("stranger", "Through its account, Lanshi Heavy: You are on its account team."),
        ],
    )
    def test_why_can_i_see_this(
        self, page_of: Any, campus: Opportunity, people: Any, act: Any, who: str, reason: str
    ) -> None:
        accounts.add_member(account_id=campus.account_id or 0, user=people.stranger, act=act())
        assert reason in page_of(who, url(campus, "why"), **PART).content.decode()

    def test_asks_no_more_for_more_history(
        self,
        client: Any,
        people: Any,
        at_nine: None,
        campus: Opportunity,
        act: Any,
        six_steps: Any,
        django_assert_max_num_queries: Any,
    ) -> None:
        for number in range(10):
            opportunities.update_opportunity(
                opportunity_id=campus.pk, values={"amount": Decimal(number + 1)}, act=act()
            )
        client.force_login(people.lin)
        with django_assert_max_num_queries(22):
            client.get(url(campus))


class TestNew:
    def given(self, people: Any, six_steps: Any, **changed: Any) -> dict[str, Any]:
        usual = {
            "name": "Engineer RPO",
            "stage": six_steps[0].pk,
            "amount": "960,000",
            "currency": "CNY",
            "owner": people.lin.pk,
            "opened_on": "2026-11-19",
        }
        return {**usual, **changed}

    def test_starts_with_what_the_address_names(self, page_of: Any, campus: Opportunity) -> None:
        page = page_of("lin", f"/opportunities/new?account={campus.account_id}").content.decode()
        assert "Lanshi Heavy" in page

    def test_is_made_and_opened(self, send: Any, people: Any, six_steps: Any) -> None:
        answer = send("lin", "/opportunities/new", self.given(people, six_steps, stage=six_steps[2].pk), **PART)
        deal = Opportunity.objects.get(name="Engineer RPO")
        assert answer["HX-Redirect"] == url(deal)
        assert (deal.amount, deal.stage, deal.owner, deal.team) == (960000, six_steps[2], people.lin, people.east)

    @pytest.mark.parametrize(
        ("changed", "said"),
        [
            ({"name": ""}, "This field is required."),
            ({"amount": "lots"}, "Enter a number."),
            ({"expected_close": "soon"}, "Enter a valid date."),
        ],
    )
    def test_what_cannot_be_accepted_is_said_beside_its_field_and_the_rest_stays(
        self, send: Any, people: Any, six_steps: Any, changed: dict[str, str], said: str
    ) -> None:
        given = self.given(people, six_steps, next_step="Visit the HR VP", **changed)
        answer = send("lin", "/opportunities/new", given, **PART)
        page = answer.content.decode()
        assert answer.status_code == 422
        assert said in page
        assert "Visit the HR VP" in page
        assert not Opportunity.objects.exists()

    def test_not_at_an_account_one_does_not_see(self, send: Any, people: Any, six_steps: Any, act: Any) -> None:
        hidden = accounts.create_account(values={"name": "Hidden"}, act=act("stranger"))
        answer = send("lin", "/opportunities/new", self.given(people, six_steps, account=hidden.pk), **PART)
        assert answer.status_code == 422
        assert not Opportunity.objects.exists()

    @pytest.mark.parametrize("who", ["finance", "auditor"])
    def test_not_by_those_who_only_read(self, page_of: Any, send: Any, people: Any, six_steps: Any, who: str) -> None:
        assert page_of(who, "/opportunities/new").status_code == 403
        assert send(who, "/opportunities/new", self.given(people, six_steps)).status_code == 403
        assert "/opportunities/new" not in page_of(who, "/pipeline/board").content.decode().split("<main")[1]


class TestEditing:
    def test_different_fields_merge(self, send: Any, campus: Opportunity, act: Any) -> None:
        form = edited(campus, source="Referral")
        opportunities.update_opportunity(opportunity_id=campus.pk, values={"rivals": "51job"}, act=act("zhao"))
        assert send("lin", url(campus, "edit"), form, **PART).status_code == 204
        campus.refresh_from_db()
        assert (campus.source, campus.rivals) == ("Referral", "51job")

    @pytest.mark.parametrize(("keep", "kept"), [("mine", 310), ("theirs", 320)])
    def test_the_same_field_asks_which_to_keep_and_saves_the_rest(
        self, send: Any, campus: Opportunity, act: Any, keep: str, kept: int
    ) -> None:
        form = edited(campus, amount="310", source="Referral")
        opportunities.update_opportunity(opportunity_id=campus.pk, values={"amount": Decimal(320)}, act=act("zhao"))
        clash = send("lin", url(campus, "edit"), form, **PART)
        page = clash.content.decode()
        assert clash.status_code == 409
        assert "310.00" in page
        assert "320.00" in page
        assert "Zhao Ming" in page
        campus.refresh_from_db()
        assert (campus.amount, campus.source) == (320, "Referral")
        asked = clash.context["form"]
        again = {name: asked[name].value() for name in ("version", "only")} | {"keep_amount": keep}
        assert send("lin", url(campus, "edit"), {**form, **again}, **PART).status_code == 204
        campus.refresh_from_db()
        assert campus.amount == kept

    def test_an_own_win_rate_is_written_in_percent(self, page_of: Any, send: Any, campus: Opportunity) -> None:
        send("lin", url(campus, "edit"), edited(campus, win_rate="45"), **PART)
        campus.refresh_from_db()
        assert campus.win_rate == Decimal("0.45")
        assert 'value="45"' in page_of("lin", url(campus, "edit")).content.decode()
        assert page_of("lin", url(campus)).context["weighted"].value == 135

    def test_archived_it_leaves_figures_and_can_come_back(self, send: Any, page_of: Any, campus: Opportunity) -> None:
        send("lin", url(campus, "archive"))
        assert page_of("lin", "/pipeline/table").context["table"].foot.count is not None
        assert "No deals yet" in page_of("lin", "/pipeline/table").content.decode()
        page = page_of("lin", url(campus)).content.decode()
        assert "This deal is archived" in page
        assert url(campus, "edit") not in page
        send("lin", url(campus, "restore"))
        campus.refresh_from_db()
        assert campus.archived_at is None

    @pytest.mark.parametrize(("who", "status"), [("wang", 403), ("stranger", 404), ("auditor", 403)])
    def test_others_cannot(self, send: Any, campus: Opportunity, who: str, status: int) -> None:
        for act in ("edit", "archive", "factors", "needs", "lines", "people/add"):
            assert send(who, url(campus, act), edited(campus), **PART).status_code == status, act


class TestPurchase:
    def test_factors_with_their_evidence(self, send: Any, page_of: Any, campus: Opportunity) -> None:
        given = {"version": campus.version, "trust": "4", "trust_evidence": "Two visits", "price": ""}
        assert send("lin", url(campus, "factors"), given, **PART).status_code == 204
        page = page_of("lin", url(campus)).content.decode()
        assert "Two visits" in page
        assert page.count("not known yet") == 4
        assert AuditEntry.objects.filter(object_id=campus.pk, changes__has_key="factor_trust").exists()

    def test_a_score_beyond_five_is_refused(self, send: Any, campus: Opportunity) -> None:
        assert send("lin", url(campus, "factors"), {"trust": "6"}, **PART).status_code == 422
        assert not campus.factors.exists()

    def test_the_same_factor_asks_another_merges(self, send: Any, campus: Opportunity, act: Any) -> None:
        from keyaccount.apps.pipeline.models import Factor
        from keyaccount.apps.pipeline.services.purchase import Score, set_factors

        read = campus.version
        set_factors(opportunity_id=campus.pk, scores={Factor.TRUST: Score(2)}, act=act("zhao"))
        merged = {"version": read, "price": "3", "trust": "2"}
        assert send("lin", url(campus, "factors"), merged, **PART).status_code == 204
        clash = send("lin", url(campus, "factors"), {**merged, "trust": "5"}, **PART)
        assert clash.status_code == 409
        assert "Zhao Ming changed “Campus”" in clash.content.decode()
        assert {found.factor: found.score for found in campus.factors.all()} == {"trust": 2, "price": 3}

    def test_need_sheet(self, send: Any, page_of: Any, campus: Opportunity) -> None:
        given = {"goal": "Hire 40", "findings": "", "resources": "", "expected_margin": "120,000", "cost_estimate": ""}
        assert send("lin", url(campus, "needs"), given, **PART).status_code == 204
        sheet = NeedSheet.objects.get(opportunity=campus)
        assert (sheet.goal, sheet.expected_margin) == ("Hire 40", 120000)
        assert "Hire 40" in page_of("lin", url(campus)).content.decode()

    def test_lines_make_the_amount(self, send: Any, page_of: Any, campus: Opportunity) -> None:
        product = Product.objects.create(
            name="Assessment", list_price=Decimal(60), currency="CNY", created_at=NOW, updated_at=NOW
        )
        given = {
            "version": campus.version,
            "lines-TOTAL_FORMS": "2",
            "lines-INITIAL_FORMS": "0",
            "lines-0-product": product.pk,
            "lines-0-quantity": "3",
            "lines-0-price": "",
            "lines-1-product": product.pk,
            "lines-1-quantity": "1.5",
            "lines-1-price": "100",
        }
        assert send("lin", url(campus, "lines"), given, **PART).status_code == 204
        campus.refresh_from_db()
        assert campus.amount == 3 * 60 + 150
        assert list(ProductLine.objects.values_list("quantity", "price")) == [(3, 60), (Decimal("1.5"), 100)]
        assert "330.00" in page_of("lin", url(campus)).content.decode()

        bad = {**given, "version": campus.version, "lines-0-quantity": "none"}
        refused = send("lin", url(campus, "lines"), bad, **PART)
        assert refused.status_code == 422
        assert "Enter a number." in refused.content.decode()

    def test_people_with_their_roles(self, send: Any, page_of: Any, campus: Opportunity, act: Any) -> None:
        su = contacts.create_contact(values={"name": "Su Peilan", "account": campus.account}, act=act())
        given = {"contact": su.pk, "role": "decision_maker"}
        assert send("lin", url(campus, "people/add"), given, **PART).status_code == 204
        assert "Su Peilan" in page_of("lin", url(campus)).content.decode()
        person = campus.people.get()
        send("lin", url(campus, f"people/{person.pk}/remove"))
        assert not campus.people.present().exists()

    def test_not_a_person_one_does_not_see(self, send: Any, campus: Opportunity, act: Any) -> None:
        hidden = accounts.create_account(values={"name": "Hidden"}, act=act("stranger"))
        person = contacts.create_contact(values={"name": "Nobody", "account": hidden}, act=act("stranger"))
        assert send("lin", url(campus, "people/add"), {"contact": person.pk}, **PART).status_code == 422
        assert not campus.people.present().exists()

    def test_products_are_found_by_a_part_of_their_name(self, page_of: Any) -> None:
        for name in ("Assessment", "Campus hiring"):
            Product.objects.create(name=name, currency="CNY", created_at=NOW, updated_at=NOW)
        page = page_of("lin", "/pipeline/products/pick?q=hir", **PART).content.decode()
        assert "Campus hiring" in page
        assert "Assessment" not in page
