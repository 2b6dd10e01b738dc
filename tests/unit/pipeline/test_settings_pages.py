"""Pages of the pipeline settings: who may open them, what they save, what they show."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from keyaccount.apps.pipeline.models import CloseReason, Pipeline, Product, Stage, Target
from keyaccount.apps.pipeline.services import money, opportunities, products, targets
from keyaccount.apps.workspace.models import AuditEntry, ExchangeRate, Role, User
from keyaccount.apps.workspace.services import teams
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
D = Decimal
EVERYONE = ["lin", "wang", "zhao", "stranger", "finance", "auditor", "admin"]
PART = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "dialog"}


@pytest.fixture
def visit(people: Any) -> Any:
    """visit("lin").get("pipeline:targets") asks as lin."""

    class Asking:
        def __init__(self, who: str) -> None:
            self.client = Client()
            self.client.force_login(getattr(people, who))

        def get(self, name: str, *args: Any, query: str = "", **more: Any) -> Any:
            return self.client.get(reverse(f"pipeline:{name}", args=args) + query, **more)

        def post(self, name: str, *args: Any, data: Any = None, **more: Any) -> Any:
            return self.client.post(reverse(f"pipeline:{name}", args=args), data or {}, **more)

    return Asking


@pytest.fixture
def stages() -> list[Stage]:
    return list(Stage.objects.filter(pipeline__is_default=True).order_by("position"))


@pytest.fixture
def ids(people: Any, act: Any, stages: list[Stage]) -> dict[str, int]:
    product = products.create_product(values={"name": "GTX Pro"}, act=act("admin"))
    rate = money.set_rate(code="USD", day="2026-01-01", rate=D(7), act=act("admin")).rate
    return {
        "pipeline": stages[0].pipeline_id,
        "stage": stages[0].pk,
        "reason": CloseReason.objects.earliest("pk").pk,
        "product": product.pk,
        "rate": rate.pk,
        "person": people.lin.pk,
    }


PAGES = [
    ("pipelines", []),
    ("new_pipeline", []),
    ("pipeline", ["pipeline"]),
    ("new_stage", ["pipeline"]),
    ("stage", ["stage"]),
    ("archive_stage", ["stage"]),
    ("reasons", []),
    ("new_reason", []),
    ("reason", ["reason"]),
    ("currencies", []),
    ("new_currency", []),
    ("base_currency", []),
    ("rates", ["USD"]),
    ("new_rate", ["USD"]),
    ("move_person", ["person"]),
]
ACTS = [
    ("make_default", ["pipeline"]),
    ("archive_pipeline", ["pipeline"]),
    ("restore_pipeline", ["pipeline"]),
    ("order_stage", ["stage"]),
    ("restore_stage", ["stage"]),
    ("archive_reason", ["reason"]),
    ("restore_reason", ["reason"]),
    ("use_currency", ["USD"]),
    ("remove_rate", ["rate"]),
    ("archive_product", ["product"]),
    ("restore_product", ["product"]),
]
KEEPING = [("new_product", []), ("product", ["product"])]


def codes(asking: Any, ids: dict[str, int], asked: list[tuple[str, list[str]]], way: str = "get") -> dict[str, int]:
    return {name: getattr(asking, way)(name, *[ids.get(arg, arg) for arg in args]).status_code for name, args in asked}


class TestWho:
    @pytest.mark.parametrize("who", EVERYONE)
    def test_administration(self, visit: Any, ids: dict[str, int], who: str) -> None:
        found = codes(visit(who), ids, [*PAGES, *KEEPING])
        assert found == dict.fromkeys(found, 200 if who == "admin" else 403)

    @pytest.mark.parametrize("who", [who for who in EVERYONE if who != "admin"])
    def test_acts(self, visit: Any, ids: dict[str, int], who: str) -> None:
        before = AuditEntry.objects.count()
        found = codes(visit(who), ids, ACTS, way="post")
        assert found == dict.fromkeys(found, 403)
        assert AuditEntry.objects.count() == before

    @pytest.mark.parametrize("who", EVERYONE)
    def test_everybody_sees_products_and_targets(self, visit: Any, ids: dict[str, int], who: str) -> None:
        assert codes(visit(who), ids, [("products", []), ("targets", [])]) == {"products": 200, "targets": 200}

    def test_acts_are_posts(self, visit: Any, ids: dict[str, int]) -> None:
        found = codes(visit("admin"), ids, ACTS)
        assert found == dict.fromkeys(found, 405)

    def test_unknown_records(self, visit: Any, ids: dict[str, int]) -> None:
        gone = dict.fromkeys(ids, 999)
        asked = [(name, args) for name, args in [*PAGES, *KEEPING] if set(args) & set(ids) and name != "new_stage"]
        found = codes(visit("admin"), gone, asked)
        assert found == dict.fromkeys(found, 404)


class TestPipelines:
    def test_percent_is_written_and_a_share_kept(self, visit: Any, people: Any, stages: list[Stage]) -> None:
        body = visit("admin").get("stage", stages[2].pk).content.decode()
        assert re.search(r'name="win_rate" value="20"', body)
        data = {"name": "Find needs", "win_rate": "62.5", "end_mark": "x"}
        assert visit("admin").post("stage", stages[2].pk, data=data).status_code == 302
        assert Stage.objects.get(pk=stages[2].pk).win_rate == D("0.625")

    @pytest.mark.parametrize("rate", ["-1", "101", "many", ""])
    def test_wrong_rate(self, visit: Any, people: Any, stages: list[Stage], rate: str) -> None:
        answer = visit("admin").post("stage", stages[2].pk, data={"name": "Find needs", "win_rate": rate}, **PART)
        assert answer.status_code == 422
        assert f'value="{rate}"' in answer.content.decode() or not rate

    def test_falling_rates_are_said(self, visit: Any, people: Any, stages: list[Stage]) -> None:
        assert "falls from one stage" not in visit("admin").get("pipelines").content.decode()
        visit("admin").post("stage", stages[2].pk, data={"name": "Find needs", "win_rate": "7"})
        assert "falls from one stage" in visit("admin").get("pipelines").content.decode()

    def test_order_by_one_place(self, visit: Any, people: Any, stages: list[Stage]) -> None:
        visit("admin").post("order_stage", stages[1].pk, data={"way": "up"})
        visit("admin").post("order_stage", stages[0].pk, data={"way": "down"})
        order = list(
            Stage.objects.filter(pipeline=stages[0].pipeline).order_by("position").values_list("pk", flat=True)
        )
        assert order == [stages[i].pk for i in (1, 2, 0, 3, 4, 5)]
        visit("admin").post("order_stage", stages[1].pk, data={"way": "up"})
        assert Stage.objects.get(pk=stages[1].pk).position == 0

    def test_archiving_a_stage_asks_where_its_deals_go(self, visit: Any, act: Any, stages: list[Stage]) -> None:
        made = opportunities.create_opportunity(values={"name": "x"}, stage=stages[1], act=act())
        assert "move_to" in visit("admin").get("archive_stage", stages[1].pk).content.decode()
        assert visit("admin").post("archive_stage", stages[1].pk, **PART).status_code == 422
        visit("admin").post("archive_stage", stages[1].pk, data={"move_to": stages[0].pk})
        made.refresh_from_db()
        assert made.stage == stages[0]
        assert Stage.objects.get(pk=stages[1].pk).archived_at

    def test_new_one_from_a_template(self, visit: Any, people: Any) -> None:
        visit("admin").post("new_pipeline", data={"name": "Copy", "template": "lead_to_delivery"})
        assert Pipeline.objects.get(name="Copy").stages.count() == 6

    def test_refused_acts_say_why(self, visit: Any, people: Any, stages: list[Stage]) -> None:
        url = reverse("pipeline:archive_pipeline", args=[stages[0].pipeline_id])
        answer = visit("admin").client.post(url, follow=True)
        assert "is the default pipeline" in answer.content.decode()


class TestProducts:
    def test_two_people_two_fields(self, visit: Any, ids: dict[str, int]) -> None:
        body = visit("admin").get("product", ids["product"]).content.decode()
        seen = re.search(r'name="seen" value="(\d+)"', body)
        assert seen
        data = {"name": "GTX Pro", "currency": "CNY", "seen": seen[1]}
        visit("admin").post("product", ids["product"], data={**data, "list_price": "4,821.50"})
        visit("admin").post("product", ids["product"], data={**data, "code": "G-7"})
        product = Product.objects.get()
        assert (product.list_price, product.code) == (D("4821.50"), "G-7")

    def test_the_same_field_asks(self, visit: Any, ids: dict[str, int]) -> None:
        data = {"currency": "CNY", "seen": "1"}
        visit("admin").post("product", ids["product"], data={**data, "name": "GTX One"})
        answer = visit("admin").post("product", ids["product"], data={**data, "name": "GTX Two"}, **PART)
        assert answer.status_code == 409
        assert 'name="seen" value="2"' in answer.content.decode()

    def test_found_and_archived(self, visit: Any, ids: dict[str, int]) -> None:
        for query, found in (("?q=gtx", 1), ("?q=gtx+basic", 0), ("?archived=1", 0)):
            assert visit("lin").get("products", query=query).context["total"] == found
        visit("admin").post("archive_product", ids["product"])
        assert visit("lin").get("products", query="?archived=1").context["total"] == 1

    def test_only_keepers_are_offered_acts(self, visit: Any, ids: dict[str, int]) -> None:
        url = reverse("pipeline:archive_product", args=[ids["product"]])
        assert url in visit("admin").get("products").content.decode()
        assert url not in visit("zhao").get("products").content.decode()


class TestMoney:
    def test_rate(self, visit: Any, people: Any) -> None:
        data = {"day": "2026-01-01", "rate": "7.1234"}
        assert visit("admin").post("new_rate", "USD", data=data).status_code == 302
        assert ExchangeRate.objects.get().rate == D("7.1234")
        assert "7.1234" in visit("admin").get("currencies").content.decode()

    def test_no_rate_of_the_base_currency(self, visit: Any, people: Any) -> None:
        answer = visit("admin").post("new_rate", "CNY", data={"day": "2026-01-01", "rate": "7"}, **PART)
        assert answer.status_code == 422
        assert "is the base currency" in answer.content.decode()

    def test_base_currency_refused_with_its_reasons(self, visit: Any, people: Any, act: Any) -> None:
        targets.set_target(owner=None, year=2026, quarter=1, amount=D(5), act=act("admin"))
        answer = visit("admin").post("base_currency", data={"code": "EUR"}, **PART)
        assert answer.status_code == 422
        assert "targets (1)" in answer.content.decode()

    def test_moving_a_person_says_how_many_deals_go_along(self, visit: Any, people: Any, act: Any) -> None:
        made = opportunities.create_opportunity(values={"name": "x"}, act=act())
        assert "1 open deal goes along" in visit("admin").get("move_person", people.lin.pk).content.decode()
        visit("admin").post("move_person", people.lin.pk, data={"team": people.north.pk})
        made.refresh_from_db()
        assert made.team == people.north
        assert User.objects.get(pk=people.lin.pk).team == people.north


class TestTargets:
    def cell(self, owner: Any, quarter: int, year: int = 2026) -> tuple[Any, ...]:
        scope = "company" if owner is None else owner._meta.model_name
        return "target_cell", year, scope, owner.pk if owner else 0, f"q{quarter}"

    def test_set_changed_and_taken_away(self, visit: Any, people: Any) -> None:
        for text, amount in (("1,000.50", D("1000.50")), ("900", D(900)), ("", None)):
            answer = visit("zhao").post(*self.cell(people.east, 2), data={"amount": text})
            assert answer.status_code == 200
            held = Target.objects.filter(team=people.east, quarter=2, valid_to=None).first()
            assert (held.amount if held else None) == amount
            assert answer["HX-Retarget"] == "#targets"

    @pytest.mark.parametrize("whose", ["company", "east", "lin"])
    def test_a_row_comes_back_where_it_stood(self, visit: Any, people: Any, whose: str) -> None:
        before = [(line.row.owner, line.row.depth) for line in visit("admin").get("targets").context["lines"]]
        owner = getattr(people, whose)
        lines = visit("admin").post(*self.cell(owner, 1), data={"amount": "5"}).context["lines"]
        assert [(line.row.owner, line.row.depth) for line in lines] == before
        assert [(line.row.owner, cell.span.slug) for line in lines for cell in line.cells if cell.saved] == [
            (owner, "q1")
        ]

    @pytest.mark.parametrize("text", ["-1", "0", "many", "1.234"])
    def test_refused_in_place(self, visit: Any, people: Any, text: str) -> None:
        answer = visit("zhao").post(*self.cell(people.east, 2), data={"amount": text})
        assert answer.status_code == 422
        assert "ka-err" in answer.content.decode()
        assert not Target.objects.exists()

    @pytest.mark.parametrize(
        ("who", "whose", "status"),
        [
            ("zhao", "east", 200),
            ("zhao", "lin", 200),
            ("zhao", "north", 403),
            ("zhao", "stranger", 403),
            ("zhao", None, 403),
            ("lin", "lin", 403),
            ("auditor", "east", 403),
            ("admin", None, 200),
            ("admin", "north", 200),
        ],
    )
    def test_managers_their_own(self, visit: Any, people: Any, who: str, whose: str | None, status: int) -> None:
        owner = getattr(people, whose) if whose else None
        assert visit(who).get(*self.cell(owner, 1)).status_code == status
        assert visit(who).post(*self.cell(owner, 1), data={"amount": "5"}).status_code == status
        assert Target.objects.exists() is (status == 200)

    @pytest.mark.parametrize(
        ("who", "rows"),
        [
            ("admin", ["company", "Company", "East", "lin", "wang", "zhao", "North", "stranger"]),
            ("auditor", ["company", "Company", "East", "lin", "wang", "zhao", "North", "stranger"]),
            ("zhao", ["East", "lin", "wang", "zhao"]),
            ("stranger", ["North", "stranger"]),
        ],
    )
    def test_rows_seen(self, visit: Any, people: Any, who: str, rows: list[str]) -> None:
        lines = visit(who).get("targets").context["lines"]
        owners = [line.row.owner for line in lines]
        assert [getattr(owner, "username", str(owner or "company")) for owner in owners] == rows

    @time_machine.travel(NOW, tick=False)
    def test_year_is_the_sum_of_its_quarters_and_the_same_figure_as_anywhere(
        self, visit: Any, people: Any, act: Any, ask: Any
    ) -> None:
        for quarter in (1, 2, 3, 4):
            targets.set_target(owner=people.east, year=2026, quarter=quarter, amount=D(100 * quarter), act=act("zhao"))
        targets.set_target(owner=people.lin, year=2026, quarter=None, amount=D(77), act=act("zhao"))
        lines = {line.row.owner: line.cells[-1].figure for line in visit("zhao").get("targets").context["lines"]}
        assert [lines[owner].value for owner in (people.east, people.lin, people.wang)] == [D(1000), D(77), None]
        for owner, scope in ((people.east, "team:East"), (people.lin, "user:lin"), (people.wang, "user:wang")):
            one = ask("sales.target", "zhao", scope=scope, period="2026")
            assert (lines[owner].value, lines[owner].explain_url) == (one.value, one.explain_url)

    @time_machine.travel(NOW, tick=False)
    def test_quarters_that_do_not_make_the_year_are_pointed_out(
        self, visit: Any, people: Any, act: Any, ask: Any
    ) -> None:
        for quarter in (1, 2, 3, 4):
            targets.set_target(owner=people.east, year=2026, quarter=quarter, amount=D(100), act=act("zhao"))
        targets.set_target(owner=people.east, year=2026, quarter=None, amount=D(450), act=act("zhao"))
        (line, *_people) = visit("zhao").get("targets").context["lines"]
        assert [cell.off.value if cell.off else None for cell in line.cells] == [None, None, None, None, D(-50)]
        one = ask("sales.target_off_by", "zhao", scope="team:East", period="2026", parts="periods")
        assert (one.value, one.explain_url) == (D(-50), line.cells[-1].off.explain_url)

    def test_history(self, visit: Any, people: Any, act: Any) -> None:
        targets.set_target(owner=people.east, year=2026, quarter=1, amount=D(500), act=act("zhao"))
        targets.set_target(owner=people.east, year=2026, quarter=1, amount=D(600), act=act("admin"))
        body = visit("lin").get("target_history", 2026, "team", people.east.pk).content.decode()
        assert "500.00" in body
        assert "Zhao Ming" in body
        assert visit("stranger").get("target_history", 2026, "team", people.east.pk).status_code == 404

    def test_no_more_questions_for_more_people(
        self, visit: Any, people: Any, act: Any, django_assert_num_queries: Any
    ) -> None:
        asking = visit("admin")
        with CaptureQueriesContext(connection) as few:
            asking.get("targets")
        below = [teams.add_team(name=f"Team {n}", parent=people.east, act=act("admin")) for n in range(5)]
        role = Role.objects.get(code="kam")
        for n in range(20):
            User.objects.create(
                username=f"u{n}", name=f"U{n}", role=role, team=below[n % 5], joined_at="2026-01-01T00Z"
            )
        with django_assert_num_queries(len(few)):
            assert "U19" in asking.get("targets").content.decode()

    def test_wrong_places(self, visit: Any, people: Any) -> None:
        for scope, pk, quarter in (("team", 999, 1), ("user", 999, 1), ("account", 1, 1), ("company", 0, 5)):
            assert visit("admin").get("target_cell", 2026, scope, pk, quarter).status_code == 404
